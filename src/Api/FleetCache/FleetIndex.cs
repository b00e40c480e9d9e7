using Levelset.Api.Data;

namespace Levelset.Api.FleetCache;

/// <summary>Every host in memory, as long as somebody lists targets. A part of <see cref="SnapshotCache"/>, under the same lock.</summary>
internal sealed class FleetIndex(Lock gate, Shared<HostKind> kinds, TimeProvider time)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private Fleet? fleet;
    private FleetChanges? loading;
    private long askedAt;
    private bool isAsked;
    private bool isStarted;

    /// <summary>Raised when the fleet is to be read, or some of it again.</summary>
    public event Action? IsWanted;

    /// <summary>Whether the fleet is kept.</summary>
    public bool IsKept
    {
        get
        {
            lock (gate)
            {
                return fleet is not null;
            }
        }
    }

    /// <summary>Somebody lists targets: the fleet is kept as long as somebody does. Returns whether it is there.</summary>
    public bool Ask()
    {
        bool isThere;
        lock (gate)
        {
            isAsked = true;
            askedAt = time.GetTimestamp();
            isThere = fleet is not null;
        }

        if (!isThere)
        {
            IsWanted?.Invoke();
        }

        return isThere;
    }

    /// <summary>The fleet as it was at a position of the log; null where it is not known. Only while the lock is held.</summary>
    public Fleet? At(long position) => fleet is not null && fleet.IsAt(position) ? fleet : null;

    /// <summary>What is to be done now. With <see cref="FleetTask.Load"/> changes are collected from here on.</summary>
    public (FleetTask Task, string[] Hosts, string[] Pools) NextTask()
    {
        lock (gate)
        {
            if (!isAsked || time.GetElapsedTime(askedAt) > Timeout)
            {
                (fleet, loading, isAsked) = (null, null, false);
                return (FleetTask.None, [], []);
            }

            if (!isStarted)
            {
                return (FleetTask.None, [], []);
            }

            if (fleet is null)
            {
                loading = new FleetChanges();
                return (FleetTask.Load, [], []);
            }

            var (staleHosts, stalePools) = (fleet.StaleHosts, fleet.StalePools);
            return (staleHosts.Length + stalePools.Length > 0 ? FleetTask.Refresh : FleetTask.None, staleHosts, stalePools);
        }
    }

    /// <summary>Keeps what was read since <see cref="NextTask"/> asked for it.</summary>
    public void Keep(FleetRead read)
    {
        var loaded = new Fleet(read, kinds);
        lock (gate)
        {
            if (loading is not { } changes)
            {
                return;
            }

            changes.MarkIn(loaded, read.At);
            (fleet, loading) = (loaded, null);
        }
    }

    /// <summary>Keeps what was read again.</summary>
    public void Refresh(FleetRead read, string[] askedHosts, string[] askedPools)
    {
        lock (gate)
        {
            fleet?.Refresh(read, askedHosts, askedPools);
        }
    }

    /// <summary>The log is followed from here on.</summary>
    public void Start()
    {
        lock (gate)
        {
            (fleet, loading, isStarted) = (null, null, true);
        }
    }

    /// <summary>Drops everything, until the log is followed again.</summary>
    public void Stop()
    {
        lock (gate)
        {
            (fleet, loading, isStarted) = (null, null, false);
        }
    }

    /// <summary>Notes what the log tells, complete and in order. Only while the lock is held, as the position moves on.</summary>
    public void Mark(IReadOnlyList<EventRow> changes)
    {
        foreach (var change in changes)
        {
            loading?.Add(change);
            fleet?.Mark(change);
        }
    }

    /// <summary>Has the fleet read again where it has changed. Not while the lock is held.</summary>
    public void ReadAgain()
    {
        bool isStale;
        lock (gate)
        {
            isStale = fleet is { IsStale: true };
        }

        if (isStale)
        {
            IsWanted?.Invoke();
        }
    }
}
