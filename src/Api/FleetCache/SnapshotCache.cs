using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Api.FleetCache;

/// <summary>
/// What verdicts need, kept in memory as far as it was asked for. Everything in it is what the database held at one position of
/// the log of changes: what is read at that very position is added, and what a later entry of the log concerns is dropped before
/// the position moves there. So an answer from it is made from one consistent state, as one from a snapshot is.
/// </summary>
/// <remarks>
/// It is not used while a commit of this process is under way or not read of, while no notification can be heard, nor when the
/// log was last read more than two polls ago; whoever asks then reads the database.
/// </remarks>
internal sealed class SnapshotCache : IChangeSubscriber
{
    private const int Max = 100_000;

    private readonly PendingChanges pending;
    private readonly HostMapping mapping;
    private readonly ServiceOptions options;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly Dictionary<string, PartitionSnapshot> partitions = [];
    private readonly Dictionary<string, HostSnapshot> hosts = [];
    private readonly Shared<PartitionKind> partitionKinds = new();
    private readonly Shared<HostKind> hostKinds = new();

    // What pools give; null without a baseline. What fingerprints stand for never changes.
    private ImmutableDictionary<string, CpuCapabilities?> baselines = ImmutableDictionary.Create<string, CpuCapabilities?>(StringComparer.Ordinal);
    private ImmutableDictionary<string, CpuCapabilities> offers = ImmutableDictionary.Create<string, CpuCapabilities>(StringComparer.Ordinal);
    private VerdictCache verdicts = new();
    private long? position;
    private long covered;
    private long readAt;

    public SnapshotCache(PendingChanges pending, HostMapping mapping, ServiceOptions options, TimeProvider time)
    {
        this.pending = pending;
        this.mapping = mapping;
        this.options = options;
        this.time = time;
        Fleet = new FleetIndex(gate, hostKinds, time);
    }

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

    /// <summary>Every host, while somebody lists targets.</summary>
    public FleetIndex Fleet { get; }

    /// <summary>All that the verdict about one pair needs; false where the database must be asked.</summary>
    public bool TryFind(
        string partitionId,
        string hostId,
        [NotNullWhen(true)] out PartitionSnapshot? partition,
        [NotNullWhen(true)] out HostSnapshot? host,
        [NotNullWhen(true)] out MigrationChecker? checker)
    {
        bool isKept;
        host = null;
        partition = null;
        lock (gate)
        {
            isKept = IsCurrent() && partitions.TryGetValue(partitionId, out partition) && hosts.TryGetValue(hostId, out host);
            checker = isKept ? new MigrationChecker(mapping, offers, baselines, verdicts) : null;
        }

        return isKept && checker!.Knows(host!);
    }

    /// <summary>Lets a listing look at every host; null where the database must be asked.</summary>
    /// <param name="partitionId">The partition that it is about.</param>
    /// <param name="list">Runs while nothing changes; what it returns is used later, and so keeps nothing of the fleet itself.</param>
    public T? FindInFleet<T>(string partitionId, Func<PartitionSnapshot, Fleet, MigrationChecker, T?> list)
        where T : class
    {
        lock (gate)
        {
            return IsCurrent()
                && Fleet.At(position!.Value) is { } fleet
                && partitions.TryGetValue(partitionId, out var partition)
                    ? list(partition, fleet, new MigrationChecker(mapping, fleet.Offers, fleet.Baselines, verdicts))
                    : null;
        }
    }

    /// <summary>Keeps a partition that was read in one snapshot, when that saw the log end where the view stands.</summary>
    public void Keep(long at, PartitionSnapshot partition)
    {
        lock (gate)
        {
            if (at == position)
            {
                Bounded(partitions)[partition.Row.Id] = partition.With(partitionKinds);
            }
        }
    }

    /// <summary>Keeps what was read in one snapshot, when that saw the log end where the view stands.</summary>
    /// <param name="at">Where the snapshot saw the log end.</param>
    /// <param name="partition">A partition.</param>
    /// <param name="host">A host.</param>
    /// <param name="offer">What the host offers; null before its first report.</param>
    /// <param name="baseline">What the host's pool gives; null where it has none.</param>
    public void Keep(long at, PartitionSnapshot partition, HostSnapshot host, CpuCapabilities? offer, CpuCapabilities? baseline)
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
                offers = (offers.Count < Max ? offers : offers.Clear()).SetItem(fingerprint, offer);
            }

            if (host.PoolId is { } pool && !baselines.ContainsKey(pool))
            {
                baselines = (baselines.Count < Max ? baselines : baselines.Clear()).SetItem(pool, baseline);
            }
        }
    }

    /// <inheritdoc/>
    public void Forget()
    {
        lock (gate)
        {
            Clear();
            position = null;
            Fleet.Stop();
        }
    }

    /// <inheritdoc/>
    public void Start(long position)
    {
        lock (gate)
        {
            Clear();
            this.position = position;
            Fleet.Start();
        }
    }

    /// <summary>Goes on to a later position: drops what the entries up to it concern.</summary>
    public void Note(IReadOnlyList<EventRow> rows)
    {
        var changedPartitions = Ids(rows, EventKind.Partition);
        var changedHosts = Ids(rows, EventKind.Host);
        var changedPools = Ids(rows, EventKind.Pool);
        lock (gate)
        {
            // A partition is kept with its pool's policy, and with pool and vendor of the host where it is.
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
                verdicts = new VerdictCache();
            }

            position = rows[^1].Position;
            Fleet.Mark(rows);
        }

        Fleet.ReadAgain();
    }

    /// <inheritdoc/>
    public void NoteEnd(long covers, long started)
    {
        lock (gate)
        {
            (covered, readAt) = (covers, started);
        }
    }

    private bool IsCurrent() =>
        position is not null && pending.IsCoveredBy(covered) && time.GetElapsedTime(readAt) <= 2 * options.EventPollInterval;

    private void Clear()
    {
        partitions.Clear();
        hosts.Clear();
        baselines = baselines.Clear();
        verdicts = new VerdictCache();
    }

    // What is asked for comes back.
    private static Dictionary<string, T> Bounded<T>(Dictionary<string, T> kept)
    {
        if (kept.Count >= Max)
        {
            kept.Clear();
        }

        return kept;
    }

    private static HashSet<string> Ids(IReadOnlyList<EventRow> rows, EventKind kind) =>
        [.. rows.Where(row => row.Kind == kind).Select(row => row.ResourceId)];
}
