using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Levelset.Api.Data;
using Levelset.Api.Hosting;
using Levelset.Api.Hosts;
using Levelset.Core.Fitting;

namespace Levelset.Api.Migrations;

/// <summary>
/// What verdicts need, kept in memory as far as it was asked for. Everything in it is what the database held at one position of
/// the log of changes: what is read at that very position is added, and what a later entry of the log concerns is dropped before
/// the position moves there. So an answer from it is made from one consistent state, as one from a snapshot is.
/// </summary>
/// <remarks>
/// It is not used while a commit of this process is under way or not read of, while no notification can be heard, nor when the
/// log was last read more than two polls ago; whoever asks then reads the database.
/// </remarks>
internal sealed class FactsView(PendingChanges pending, HostMapping mapping, ServiceOptions options, TimeProvider time)
{
    private const int Most = 100_000;

    private static readonly TimeSpan FleetPatience = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, PartitionFacts> partitions = [];
    private readonly Dictionary<string, HostFacts> hosts = [];
    private readonly Shared<PartitionKind> partitionKinds = new();
    private readonly Shared<HostKind> hostKinds = new();

    // What pools give; null without a baseline. What fingerprints stand for never changes.
    private ImmutableDictionary<string, Offer?> baselines = ImmutableDictionary.Create<string, Offer?>(StringComparer.Ordinal);
    private ImmutableDictionary<string, Offer> offers = ImmutableDictionary.Create<string, Offer>(StringComparer.Ordinal);
    private JudgedKinds judged = new();
    private Fleet? fleet;
    private FleetChanges? loading;
    private long fleetAskedAt;
    private bool isFleetAsked;
    private long? position;
    private long covered;
    private long readAt;

    /// <summary>The position of the log at which all of it holds; null before the log was read.</summary>
    public long? Position
    {
        get
        {
            lock (gate)
            {
                return position;
            }
        }
    }

    /// <summary>Whether the fleet is kept.</summary>
    public bool HasFleet
    {
        get
        {
            lock (gate)
            {
                return fleet is not null;
            }
        }
    }

    /// <summary>All that the verdict about one pair needs; false where the database must be asked.</summary>
    public bool TryFind(
        string partitionId,
        string hostId,
        [NotNullWhen(true)] out PartitionFacts? partition,
        [NotNullWhen(true)] out HostFacts? host,
        [NotNullWhen(true)] out MigrationJudge? judge)
    {
        var silentBefore = mapping.SilentBefore;
        judge = null;
        host = null;
        lock (gate)
        {
            // Sightings come without an entry in the log. They only grow: a host that was seen lately by one that is kept has
            // been seen lately, and any other may have been.
            if (IsCurrent()
                && partitions.TryGetValue(partitionId, out partition)
                && hosts.TryGetValue(hostId, out host)
                && host.LastSeenTime >= silentBefore
                && (host.Fingerprint is null || offers.ContainsKey(host.Fingerprint))
                && (host.PoolId is null || baselines.ContainsKey(host.PoolId)))
            {
                judge = new MigrationJudge(mapping, silentBefore, offers, baselines, judged);
                return true;
            }
        }

        partition = null;
        return false;
    }

    /// <summary>Raised when the fleet is to be read, or some of it again.</summary>
    public event Action? FleetIsWanted;

    /// <summary>Lets a listing look at every host; null where the database must be asked.</summary>
    /// <param name="partitionId">The partition that it is about.</param>
    /// <param name="list">Runs while nothing changes; what it returns is used later, and so keeps nothing of the fleet itself.</param>
    public T? FindInFleet<T>(string partitionId, Func<PartitionFacts, Fleet, MigrationJudge, DateTimeOffset, T?> list)
        where T : class
    {
        var silentBefore = mapping.SilentBefore;
        lock (gate)
        {
            return IsCurrent()
                && fleet is not null
                && fleet.IsAt(position!.Value)
                && partitions.TryGetValue(partitionId, out var partition)
                    ? list(partition, fleet, new MigrationJudge(mapping, silentBefore, fleet.Offers, fleet.Baselines, judged), silentBefore)
                    : null;
        }
    }

    /// <summary>Somebody lists targets: the fleet is kept as long as somebody does. Returns whether it is there.</summary>
    public bool AskForFleet()
    {
        bool isThere;
        lock (gate)
        {
            isFleetAsked = true;
            fleetAskedAt = time.GetTimestamp();
            isThere = fleet is not null;
        }

        if (!isThere)
        {
            FleetIsWanted?.Invoke();
        }

        return isThere;
    }

    /// <summary>Keeps a partition that was read in one snapshot, when that saw the log end where the view stands.</summary>
    public void Keep(long at, PartitionFacts partition)
    {
        lock (gate)
        {
            if (at == position)
            {
                Bounded(partitions)[partition.Row.Id] = partition.With(partitionKinds);
            }
        }
    }

    /// <summary>What is to be done about the fleet now. With <see cref="FleetTask.Load"/> changes are collected from here on.</summary>
    public (FleetTask Task, string[] Hosts, string[] Pools) NextFleetTask()
    {
        lock (gate)
        {
            if (!isFleetAsked || time.GetElapsedTime(fleetAskedAt) > FleetPatience)
            {
                (fleet, loading, isFleetAsked) = (null, null, false);
                return (FleetTask.None, [], []);
            }

            if (position is null)
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

    /// <summary>Keeps the fleet that was read since <see cref="NextFleetTask"/> asked for it.</summary>
    public void KeepFleet(FleetRead read)
    {
        var loaded = new Fleet(read, hostKinds);
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

    /// <summary>Keeps what was read again of the fleet.</summary>
    public void RefreshFleet(FleetRead read, string[] askedHosts, string[] askedPools)
    {
        lock (gate)
        {
            fleet?.Refresh(read, askedHosts, askedPools);
        }
    }

    /// <summary>Notes when hosts were seen last; sightings only grow, so that it does not matter by which position.</summary>
    public void SeeInFleet(IReadOnlyList<(string Host, DateTimeOffset Time)> sightings)
    {
        lock (gate)
        {
            foreach (var (host, seen) in sightings)
            {
                fleet?.See(host, seen);
            }
        }
    }

    /// <summary>Keeps what was read in one snapshot, when that saw the log end where the view stands.</summary>
    /// <param name="at">Where the snapshot saw the log end.</param>
    /// <param name="partition">A partition.</param>
    /// <param name="host">A host.</param>
    /// <param name="offer">What the host offers; null before its first report.</param>
    /// <param name="baseline">What the host's pool gives; null where it has none.</param>
    public void Keep(long at, PartitionFacts partition, HostFacts host, Offer? offer, Offer? baseline)
    {
        lock (gate)
        {
            if (at != position)
            {
                return;
            }

            Bounded(partitions)[partition.Row.Id] = partition.With(partitionKinds);
            Bounded(hosts)[host.Id] = host with { Kind = hostKinds.Of(host.Kind) };
            if (host.Fingerprint is { } fingerprint && offer is not null)
            {
                offers = (offers.Count < Most ? offers : offers.Clear()).SetItem(fingerprint, offer);
            }

            if (host.PoolId is { } pool && !baselines.ContainsKey(pool))
            {
                baselines = (baselines.Count < Most ? baselines : baselines.Clear()).SetItem(pool, baseline);
            }
        }
    }

    /// <summary>Drops everything, until the log has been read again.</summary>
    public void Forget()
    {
        lock (gate)
        {
            Clear();
            position = null;
        }
    }

    /// <summary>Begins anew, empty, at the end of the log.</summary>
    public void Start(long at)
    {
        lock (gate)
        {
            Clear();
            position = at;
        }
    }

    /// <summary>Goes on to a later position: drops what the entries up to it concern.</summary>
    /// <param name="from">The position after which they were read; where the view stands elsewhere, they are of no use.</param>
    /// <param name="changes">The entries, complete and in order.</param>
    public void Advance(long from, IReadOnlyList<FactsChange> changes)
    {
        var changedPartitions = Ids(changes, EventKind.Partition);
        var changedHosts = Ids(changes, EventKind.Host);
        var changedPools = Ids(changes, EventKind.Pool);
        bool isFleetStale;
        lock (gate)
        {
            if (from != position || changes.Count == 0)
            {
                return;
            }

            // A partition is kept with its pool's policy, and with pool and maker of the host where it is.
            if (changedPartitions.Count + changedHosts.Count + changedPools.Count > 0)
            {
                var concerned = partitions.Values.Where(one =>
                    changedPartitions.Contains(one.Row.Id)
                    || changedHosts.Contains(one.Row.HostId)
                    || (one.Row.PoolId is { } pool && changedPools.Contains(pool)));
                foreach (var partition in concerned.ToList())
                {
                    partitions.Remove(partition.Row.Id);
                }
            }

            foreach (var host in changedHosts)
            {
                hosts.Remove(host);
            }

            if (changedPools.Count > 0)
            {
                baselines = baselines.RemoveRange(changedPools);
                judged = new JudgedKinds();
            }

            foreach (var change in changes)
            {
                loading?.Add(change);
                if (change.Kind == EventKind.Host)
                {
                    fleet?.MarkHost(change.ResourceId, change.Position);
                }
                else if (change.Kind == EventKind.Pool)
                {
                    fleet?.MarkPool(change.ResourceId, change.Position);
                }
            }

            isFleetStale = fleet is not null && changedHosts.Count + changedPools.Count > 0;
            position = changes[^1].Position;
        }

        if (isFleetStale)
        {
            FleetIsWanted?.Invoke();
        }
    }

    /// <summary>The log has been read to its end.</summary>
    /// <param name="at">Where the view stands by that read.</param>
    /// <param name="covers">How many changes had ended when it started; see <see cref="PendingChanges.Ended"/>.</param>
    /// <param name="started">When it started; a timestamp.</param>
    public void NoteEnd(long at, long covers, long started)
    {
        lock (gate)
        {
            if (at == position)
            {
                covered = covers;
                readAt = started;
            }
        }
    }

    /// <summary>The hosts that were seen lately but before an instant.</summary>
    public string[] SeenBefore(DateTimeOffset instant)
    {
        var silentBefore = mapping.SilentBefore;
        lock (gate)
        {
            return [.. hosts.Values.Where(host => host.LastSeenTime >= silentBefore && host.LastSeenTime < instant).Select(host => host.Id)];
        }
    }

    /// <summary>Notes later sightings that were read in a snapshot, when that saw the log end where the view stands.</summary>
    public void See(long at, IEnumerable<AgentSighting> sightings)
    {
        lock (gate)
        {
            if (at != position)
            {
                return;
            }

            foreach (var seen in sightings)
            {
                if (hosts.TryGetValue(seen.HostId, out var host) && !(host.LastSeenTime >= seen.LastSeenTime))
                {
                    hosts[seen.HostId] = host with { LastSeenTime = seen.LastSeenTime };
                }
            }
        }
    }

    private bool IsCurrent() =>
        position is not null && pending.IsCoveredBy(covered) && time.GetElapsedTime(readAt) <= 2 * options.EventPollInterval;

    private void Clear()
    {
        partitions.Clear();
        hosts.Clear();
        baselines = baselines.Clear();
        judged = new JudgedKinds();
        (fleet, loading) = (null, null);
    }

    // What is asked for comes back.
    private static Dictionary<string, T> Bounded<T>(Dictionary<string, T> kept)
    {
        if (kept.Count >= Most)
        {
            kept.Clear();
        }

        return kept;
    }

    private static HashSet<string> Ids(IReadOnlyList<FactsChange> changes, EventKind kind) =>
        [.. changes.Where(change => change.Kind == kind).Select(change => change.ResourceId)];
}
