using Levelset.Agent.Devices;
using Levelset.Core.Features;
using Levelset.Mshv;

namespace Levelset.Agent.Partitions;

/// <summary>Everything that is read back from a partition.</summary>
/// <param name="Features">F(P).</param>
/// <param name="Properties">Its scalar properties; null where they are not reported.</param>
/// <param name="Synthetic">SYNTHETIC_PROC_FEATURES, enable polarity; null where it is not reported.</param>
internal sealed record PartitionReading(FeatureSet Features, CompatibilityProperties Properties, ulong? Synthetic)
{
    /// <summary>Reads it; every word must be there, because an unread one may hold anything.</summary>
    /// <exception cref="MshvException">It could not be read.</exception>
    /// <exception cref="AgentException">A word is not reported.</exception>
    public static PartitionReading Read(Func<HvPartitionPropertyCode, ulong> read, Architecture architecture)
    {
        var (features, unreported) = HypervisorProperties.ReadWords(architecture, read);
        return unreported.Count == 0
            ? new PartitionReading(
                features,
                HypervisorProperties.ReadScalars(read),
                HypervisorProperties.TryReadScalar(HvPartitionPropertyCode.SyntheticProcFeatures, read))
            : throw new AgentException($"cannot be verified: {string.Join(", ", unreported)} could not be read back");
    }

    /// <summary>What was read back, according to a report.</summary>
    public static PartitionReading Of(V1.PartitionReport report, FeatureSet features)
    {
        var properties = report.Properties ?? new V1.CompatibilityProperties();
        return new PartitionReading(
            features,
            new CompatibilityProperties(
                OrNull(properties.PhysicalAddressWidth),
                OrNull(properties.CacheLineFlushSize),
                OrNull(properties.XsaveStates),
                OrNull(properties.MaxXsaveDataSize),
                OrNull(properties.ProcessorClockFrequency)),
            report.HasSyntheticFeatures ? report.SyntheticFeatures : null);
    }

    private static T? OrNull<T>(T value)
        where T : struct, IEquatable<T> => value.Equals(default) ? null : value;
}
