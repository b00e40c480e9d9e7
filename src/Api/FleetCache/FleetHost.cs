namespace Levelset.Api.FleetCache;

/// <summary>A host of the fleet in memory. Heartbeats move on without the rest.</summary>
internal sealed class FleetHost(HostSnapshot snapshot, bool isReportedSilent)
{
    /// <summary>What decides whether it is a target, without its last heartbeat.</summary>
    public HostSnapshot Snapshot => snapshot;

    /// <summary>The last heartbeat that is known.</summary>
    public DateTimeOffset? LastSeen { get; private set; } = snapshot.LastSeenTime;

    /// <summary>
    /// Whether it is silent: false where a heartbeat that is known says so, for they only grow; true where the log has told it, for
    /// the log would tell of its end too; null where only the database knows.
    /// </summary>
    public bool? IsSilent(DateTimeOffset silentBefore) =>
        LastSeen >= silentBefore ? false : LastSeen is null || isReportedSilent ? true : null;

    /// <summary>It was seen then, unless it was seen later.</summary>
    public void See(DateTimeOffset time) => LastSeen = LastSeen >= time ? LastSeen : time;

    /// <summary>With the last heartbeat that is known.</summary>
    public HostSnapshot Now() => snapshot.LastSeenTime == LastSeen ? snapshot : snapshot with { LastSeenTime = LastSeen };
}
