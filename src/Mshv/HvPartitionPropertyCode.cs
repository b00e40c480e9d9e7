namespace Levelset.Mshv;

/// <summary>
/// Partition property codes (enum hv_partition_property_code; HV_PARTITION_PROPERTY_PROCESSOR_VENDOR is ProcessorVendor here).
/// Feature words are in <em>enable</em> polarity. "Early": to be set between creation and initialization only. "EX": banked,
/// read by HVCALL_GET_PARTITION_PROPERTY_EX.
/// </summary>
public enum HvPartitionPropertyCode : uint
{
    /// <summary>64-bit mask of what the partition may do. Early.</summary>
    PrivilegeFlags = 0x00010000,

    /// <summary>The hypervisor's synthetic features; 1 = enabled. Early.</summary>
    SyntheticProcFeatures = 0x00010001,

    /// <summary>0 or 1.</summary>
    TimeFreeze = 0x00030003,

    /// <summary>enum.</summary>
    IsolationState = 0x0005000C,

    /// <summary>0 fault, 1 ignore.</summary>
    UnimplementedMsrAction = 0x00050017,

    /// <summary>arm64: guest physical address. Early.</summary>
    GicdBaseAddress = 0x00050028,

    /// <summary>arm64: guest physical address. Early.</summary>
    GitsTranslaterBaseAddress = 0x00050029,

    /// <summary>arm64: bits of an LPI's number. Early.</summary>
    GicLpiIntIdBits = 0x0005002A,

    /// <summary>0 AMD, 1 Intel, 2 Hygon, 0x10 Arm.</summary>
    ProcessorVendor = 0x00060000,

    /// <summary>The xsave word; 1 = offered. x86_64 only.</summary>
    ProcessorXsaveFeatures = 0x00060002,

    /// <summary>Cache-line flush size in units of 8 bytes.</summary>
    ProcessorClFlushSize = 0x00060003,

    /// <summary>major &lt;&lt; 8 | minor; the kernel sets 0x0609.</summary>
    CompatibilityVersion = 0x00060005,

    /// <summary>Bits. Early.</summary>
    PhysicalAddressWidth = 0x00060006,

    /// <summary>XCR0-style mask of save-state components.</summary>
    XsaveStates = 0x00060007,

    /// <summary>Bytes.</summary>
    MaxXsaveDataSize = 0x00060008,

    /// <summary>Hz.</summary>
    ProcessorClockFrequency = 0x00060009,

    /// <summary>Bank 0; 1 = offered.</summary>
    ProcessorFeatures0 = 0x0006000A,

    /// <summary>Bank 1; 1 = offered.</summary>
    ProcessorFeatures1 = 0x0006000B,

    /// <summary>arm64: the register. Seen in one VMM only.</summary>
    CtrEl0 = 0x0006000C,

    /// <summary>arm64: the register. Seen in one VMM only.</summary>
    DczidEl0 = 0x0006000D,

    /// <summary>arm64: bits. Seen in one VMM only.</summary>
    MaxSveVectorLength = 0x00060018,

    /// <summary>arm64: bits. Seen in one VMM only.</summary>
    MaxSmeVectorLength = 0x00060019,

    /// <summary>EX, early. Bank 0: bit 4 says that synthetic features can be assigned.</summary>
    VmmCapabilities = 0x00090007,

    /// <summary>EX. 1 = may be enabled in a partition's <see cref="SyntheticProcFeatures"/>.</summary>
    AssignableSyntheticProcFeatures = 0x00090009,
}
