namespace Levelset.Api.Data;

/// <summary>
/// A partition that a host's agent may still hold though it was deleted or moved away: the agent is to close it, and has not said
/// yet that it does not hold it. Neither the partition nor the host need be on record any more.
/// </summary>
public sealed class PartitionTombstone
{
    /// <summary>The {host}.</summary>
    public required string HostId { get; init; }

    /// <summary>The {partition}.</summary>
    public required string PartitionId { get; init; }

    /// <summary>When the partition was deleted or moved away.</summary>
    public DateTimeOffset CreateTime { get; init; }
}
