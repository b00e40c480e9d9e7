using System.Runtime.InteropServices;

namespace Levelset.Mshv;

/// <summary>struct hv_input_get_partition_property: 16 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct hv_input_get_partition_property
{
    /// <summary>Filled in by the kernel.</summary>
    [FieldOffset(0)]
    public ulong partition_id;

    [FieldOffset(8)]
    public HvPartitionPropertyCode property_code;

    /// <summary>Zero.</summary>
    [FieldOffset(12)]
    public uint padding;
}
