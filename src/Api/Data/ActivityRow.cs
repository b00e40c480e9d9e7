using Levelset.Core.Features;

namespace Levelset.Api.Data;

/// <summary>Something that happened, and who did it. Refers to nothing, for it outlives what it is about.</summary>
public sealed class ActivityRow
{
    /// <summary>The {activity} of `activities/{activity}`; ascending within a transaction.</summary>
    public long Id { get; init; }

    /// <summary>When, by the clock of the process that recorded it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Who.</summary>
    public required string Author { get; init; }

    public required ActivityKind Kind { get; init; }

    /// <summary>The {pool} that it is about, or null.</summary>
    public string? PoolId { get; init; }

    /// <summary>The {host} that it is about, or null.</summary>
    public string? HostId { get; init; }

    /// <summary>The {partition} that it is about, or null.</summary>
    public string? PartitionId { get; init; }

    /// <summary>The generation that it is about, or null.</summary>
    public long? Generation { get; init; }

    /// <summary>For people.</summary>
    public required string Summary { get; init; }

    /// <summary>Features that went; null = none.</summary>
    public FeatureSet? Lost { get; init; }

    /// <summary>Features that came; null = none.</summary>
    public FeatureSet? Gained { get; init; }
}
