namespace Levelset.Agent.Interop;

/// <summary>Partition property codes (enum hv_partition_property_code). Feature words are in <em>enable</em> polarity.</summary>
internal enum HvPartitionPropertyCode : uint
{
    /// <summary>0 AMD, 1 Intel, 2 Hygon, 0x10 Arm.</summary>
    ProcessorVendor = 0x00060000,

    /// <summary>The xsave word; 1 = offered. x86_64 only.</summary>
    ProcessorXsaveFeatures = 0x00060002,

    /// <summary>Cache-line flush size in units of 8 bytes.</summary>
    ProcessorClFlushSize = 0x00060003,

    /// <summary>Bits.</summary>
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
}
