using System.Runtime.InteropServices;

namespace Levelset.Mshv;

/// <summary>struct hv_input_get_partition_property_ex: 24 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
public struct hv_input_get_partition_property_ex
{
    /// <summary>Filled in by the kernel.</summary>
    [FieldOffset(0)]
    public ulong partition_id;

    [FieldOffset(8)]
    public HvPartitionPropertyCode property_code;

    /// <summary>Zero.</summary>
    [FieldOffset(12)]
    public uint padding;

    /// <summary>Zero for the properties that are read here.</summary>
    [FieldOffset(16)]
    public ulong arg;
}
