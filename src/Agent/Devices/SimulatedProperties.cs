using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;
using Levelset.Processors;

namespace Levelset.Agent.Devices;

/// <summary>HVCALL_GET_PARTITION_PROPERTY of a simulated hypervisor.</summary>
internal static class SimulatedProperties
{
    /// <summary>One property in the hypervisor's units; feature words in enable polarity.</summary>
    /// <exception cref="MshvException">EIO with status "unknown property", as the real one answers.</exception>
    public static ulong Read(
        HvPartitionPropertyCode code,
        string vendor,
        FeatureSet features,
        CompatibilityProperties properties) =>
        Find(code, vendor, features, properties) ?? throw new MshvException(
            nameof(MshvIoctl.MSHV_ROOT_HVCALL),
            Errno.EIO,
            HypervisorStatus.UnknownProperty);

    private static ulong? Find(
        HvPartitionPropertyCode code,
        string vendor,
        FeatureSet features,
        CompatibilityProperties properties) => code switch
        {
            HvPartitionPropertyCode.ProcessorVendor => Vendors.TryParse(vendor, features.Architecture, out var known) ? known.Code : null,
            HvPartitionPropertyCode.ProcessorFeatures0 => features.ProcessorBanks[0],
            HvPartitionPropertyCode.ProcessorFeatures1 => features.ProcessorBanks[1],
            HvPartitionPropertyCode.ProcessorXsaveFeatures when features.Architecture.HasXsave => features.Xsave,
            HvPartitionPropertyCode.ProcessorClFlushSize => properties.CacheLineFlushSize / 8,
            HvPartitionPropertyCode.PhysicalAddressWidth => properties.PhysicalAddressWidth,
            HvPartitionPropertyCode.XsaveStates => properties.XsaveStates,
            HvPartitionPropertyCode.MaxXsaveDataSize => properties.MaxXsaveDataSize,
            HvPartitionPropertyCode.ProcessorClockFrequency => properties.ProcessorClockFrequency,
            _ => null,
        };
}
