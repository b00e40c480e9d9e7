using System.Runtime.InteropServices;

namespace Levelset.Mshv;

/// <summary>
/// struct hv_output_get_partition_property_ex with a banked property in it: 4072 bytes, of which the hypervisor fills the
/// header and as many banks as it counts.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 4072)]
public struct hv_output_get_partition_property_ex
{
    /// <summary>How many banks follow.</summary>
    [FieldOffset(0)]
    public ushort bank_count;

    /// <summary>Zero.</summary>
    [FieldOffset(2)]
    public u16_3 reserved;

    [FieldOffset(8)]
    public u64_508 banks;
}
