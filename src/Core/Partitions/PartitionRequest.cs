using Levelset.Core.Features;

namespace Levelset.Core.Partitions;

/// <summary>What a caller may choose of a partition: less than the baseline, never more.</summary>
/// <param name="Nested">Whether the guest gets nested virtualization.</param>
/// <param name="Excluded">Features of the baseline that this partition does without.</param>
public sealed record PartitionRequest(bool Nested, FeatureSet Excluded)
{
    /// <summary>Whether the guest may use simultaneous multithreading (pt_flags bit 5).</summary>
    public bool Smt { get; init; }

    /// <summary>Whether the guest's physical address space may have super pages (pt_flags bit 2).</summary>
    public bool GpaSuperPages { get; init; } = true;

    /// <summary>pt_isolation: 0 none; 1 SNP, which only Microsoft's own kernel knows.</summary>
    public ulong Isolation { get; init; }
}
