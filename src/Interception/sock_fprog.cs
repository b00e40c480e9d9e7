using System.Runtime.InteropServices;

namespace Levelset.Interception;

/// <summary>struct sock_fprog of linux/filter.h: 16 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct sock_fprog
{
    [FieldOffset(0)]
    public ushort len;

    /// <summary>Address of the first.</summary>
    [FieldOffset(8)]
    public ulong filter;
}
