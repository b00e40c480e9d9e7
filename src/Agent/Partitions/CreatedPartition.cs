using Levelset.Agent.Devices;
using Levelset.Core.Features;

namespace Levelset.Agent.Partitions;

/// <summary>A partition that shows exactly what was asked for. Not initialized: early properties can still be set.</summary>
/// <param name="Partition">The reference that keeps it alive.</param>
/// <param name="Features">F(P): what was read back.</param>
/// <param name="Properties">Its scalar properties.</param>
internal sealed record CreatedPartition(IMshvPartition Partition, FeatureSet Features, CompatibilityProperties Properties)
    : CreationResult;
