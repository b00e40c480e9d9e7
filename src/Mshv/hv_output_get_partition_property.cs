using System.Runtime.InteropServices;

namespace Levelset.Mshv;

/// <summary>struct hv_output_get_partition_property: 8 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
public struct hv_output_get_partition_property
{
    [FieldOffset(0)]
    public ulong property_value;
}
