namespace Levelset.Api.Data;

/// <summary>What holds for the whole log of changes; one row.</summary>
public sealed class EventLogRow
{
    /// <summary>Always 1.</summary>
    public short Id { get; init; }

    /// <summary>Tells this database's log from others.</summary>
    public Guid Identity { get; init; }

    /// <summary>Events up to this position, itself included, may be gone.</summary>
    public long TrimmedThrough { get; set; }
}
