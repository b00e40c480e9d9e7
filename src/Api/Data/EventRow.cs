namespace Levelset.Api.Data;

/// <summary>
/// One entry of the log of changes, written by triggers in the transaction of the change. Positions are given out at the commit,
/// one transaction after the other: whoever has seen a position will never see a lower one appear.
/// </summary>
public sealed class EventRow
{
    /// <summary>Ascending in the order of commits; not dense.</summary>
    public long Position { get; init; }

    /// <summary>What it is about.</summary>
    public EventKind Kind { get; init; }

    /// <summary>The {pool}, {host} or {partition}; of a command its message id.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Of a host its pool, of a partition its host; null = none.</summary>
    public string? OwnerId { get; init; }

    /// <summary>The owner before this change, where it changed.</summary>
    public string? FormerOwnerId { get; init; }

    /// <summary>Whether the resource is gone; the content is then what it last was.</summary>
    public bool Removed { get; init; }

    /// <summary>xmin of the content.</summary>
    public long Version { get; init; }

    /// <summary>The row by column names, as JSON.</summary>
    public required string Content { get; init; }

    /// <summary>Labels of a host as a JSON object, or null.</summary>
    public string? Labels { get; init; }

    /// <summary>When, by the database's clock.</summary>
    public DateTimeOffset Time { get; init; }
}
