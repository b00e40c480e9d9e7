using System.Runtime.InteropServices;

namespace Levelset.Mshv;

/// <summary>struct hv_input_set_partition_property: 24 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
public struct hv_input_set_partition_property
{
    /// <summary>Filled in by the kernel.</summary>
    [FieldOffset(0)]
    public ulong partition_id;

    [FieldOffset(8)]
    public HvPartitionPropertyCode property_code;

    /// <summary>Zero.</summary>
    [FieldOffset(12)]
    public uint padding;

    /// <summary>The new value.</summary>
    [FieldOffset(16)]
    public ulong property_value;
}
