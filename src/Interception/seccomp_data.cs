using System.Runtime.InteropServices;

namespace Levelset.Interception;

/// <summary>struct seccomp_data of linux/seccomp.h: the system call that a filter sees, 64 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public struct seccomp_data
{
    [FieldOffset(0)]
    public int nr;

    /// <summary>AUDIT_ARCH_*.</summary>
    [FieldOffset(4)]
    public uint arch;

    /// <summary>Where it was made.</summary>
    [FieldOffset(8)]
    public ulong instruction_pointer;

    [FieldOffset(16)]
    public u64_6 args;
}
