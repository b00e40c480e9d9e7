using Levelset.Api.Data;

namespace Levelset.Api.FleetCache;

/// <summary>What an entry of the log of changes is about.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Kind">The kind.</param>
/// <param name="ResourceId">The {pool}, {host} or {partition}.</param>
internal sealed record SnapshotChange(long Position, EventKind Kind, string ResourceId)
{
    /// <summary>Says of a fleet what has changed; of partitions it knows nothing.</summary>
    public void MarkIn(Fleet fleet)
    {
        if (Kind == EventKind.Host)
        {
            fleet.MarkHost(ResourceId, Position);
        }
        else if (Kind == EventKind.Pool)
        {
            fleet.MarkPool(ResourceId, Position);
        }
    }
}
