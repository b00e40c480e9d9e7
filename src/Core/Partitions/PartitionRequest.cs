using Levelset.Core.Features;

namespace Levelset.Core.Partitions;

/// <summary>What a caller may choose of a partition: less than the baseline, never more.</summary>
/// <param name="Nested">Whether the guest gets nested virtualization.</param>
/// <param name="Excluded">Features of the baseline that this partition does without.</param>
public sealed record PartitionRequest(bool Nested, FeatureSet Excluded);
