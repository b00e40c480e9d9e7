using System.Runtime.InteropServices;

namespace Levelset.Interception;

/// <summary>struct sock_filter of linux/filter.h: one instruction, 8 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
public struct sock_filter
{
    /// <summary>BPF_* operation.</summary>
    [FieldOffset(0)]
    public ushort code;

    /// <summary>Instructions to skip when the comparison holds.</summary>
    [FieldOffset(2)]
    public byte jt;

    /// <summary>Instructions to skip when it does not.</summary>
    [FieldOffset(3)]
    public byte jf;

    [FieldOffset(4)]
    public uint k;
}
