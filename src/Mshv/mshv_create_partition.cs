using System.Runtime.InteropServices;

namespace Levelset.Mshv;

/// <summary>struct mshv_create_partition of include/uapi/linux/mshv.h (v1, without feature banks): 16 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct mshv_create_partition
{
    /// <summary>MSHV_PT_BIT_*; bit 3 clear.</summary>
    [FieldOffset(0)]
    public ulong pt_flags;

    /// <summary>0: none.</summary>
    [FieldOffset(8)]
    public ulong pt_isolation;
}
