using Levelset.Core.Compatibility;

namespace Levelset.Api.FleetCache;

/// <summary>All of a partition that decides where it can go. Many partitions are of one kind.</summary>
/// <param name="Moving">What it has and how it is made.</param>
/// <param name="PoolId">Its own pool, or null.</param>
/// <param name="HostPoolId">The pool of the host where it is, or null.</param>
internal sealed record PartitionKind(MigratingPartition Moving, string? PoolId, string? HostPoolId)
{
    private readonly int hash = HashCode.Combine(Moving, PoolId, HostPoolId);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;
}
