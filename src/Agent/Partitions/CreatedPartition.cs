using System.Collections.Immutable;
using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Partitions;

/// <summary>A partition that was read back and is exactly what was requested.</summary>
/// <param name="Partition">The reference that keeps it alive.</param>
/// <param name="Features">F(P): what was read back.</param>
/// <param name="Properties">Its scalar properties.</param>
internal sealed record CreatedPartition(IMshvPartition Partition, FeatureSet Features, CompatibilityProperties Properties)
    : CreationResult
{
    /// <summary>The early properties, which were read back as they were set.</summary>
    public ImmutableArray<EarlyProperty> EarlyProperties { get; init; } = [];

    /// <summary>The synthetic features as read back, enable polarity; null when not reported.</summary>
    public ulong? SyntheticFeatures { get; init; }

    /// <summary>Whether it is active, so that early properties can no longer be set.</summary>
    public bool Initialized { get; init; }

    /// <summary>Whether a temporary partition, created in the same way, was read in its place.</summary>
    public bool VerifiedByTwin { get; init; }

    /// <summary>Adds to a report what was read back, and what the partition was created with.</summary>
    public void AddTo(V1.PartitionReport report, ulong flags, ulong isolation)
    {
        report.Features = Features.ToWire();
        report.Properties = Properties.ToWire();
        report.EarlyProperties.AddRange(EarlyProperties.Select(CreationMapping.ToWire));
        if (SyntheticFeatures is { } synthetic)
        {
            report.SyntheticFeatures = synthetic;
        }

        report.PtFlags = flags;
        report.PtIsolation = isolation;
        report.Initialized = Initialized;
        report.VerifiedByTwin = VerifiedByTwin;
    }
}
