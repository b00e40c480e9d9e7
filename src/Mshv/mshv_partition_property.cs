using System.Runtime.InteropServices;

namespace Levelset.Mshv;

/// <summary>struct mshv_partition_property of Microsoft's own kernel: 16 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct mshv_partition_property
{
    [FieldOffset(0)]
    public HvPartitionPropertyCode property_code;

    /// <summary>Zero.</summary>
    [FieldOffset(4)]
    public uint padding;

    [FieldOffset(8)]
    public ulong property_value;
}
