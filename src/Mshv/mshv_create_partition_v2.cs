using System.Runtime.InteropServices;

namespace Levelset.Mshv;

/// <summary>
/// struct mshv_create_partition_v2 of include/uapi/linux/mshv.h (6.19): packed, 64 bytes on every architecture. The banks are
/// in <em>disable</em> polarity.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public struct mshv_create_partition_v2
{
    /// <summary>MSHV_PT_BIT_*; bit 3 marks v2.</summary>
    [FieldOffset(0)]
    public ulong pt_flags;

    /// <summary>0: none.</summary>
    [FieldOffset(8)]
    public ulong pt_isolation;

    /// <summary>2.</summary>
    [FieldOffset(16)]
    public ushort pt_num_cpu_fbanks;

    /// <summary>Zero.</summary>
    [FieldOffset(18)]
    public u8_6 pt_rsvd;

    /// <summary>1 = disabled.</summary>
    [FieldOffset(24)]
    public u64_2 pt_cpu_fbanks;

    /// <summary>Zero.</summary>
    [FieldOffset(40)]
    public u64_2 pt_rsvd1;

    /// <summary>x86_64: 1 = disabled. Elsewhere pt_rsvd2, which is zero.</summary>
    [FieldOffset(56)]
    public ulong pt_disabled_xsave;
}
