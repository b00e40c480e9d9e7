using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Levelset.Api.Pools;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.FleetCache;

/// <summary>
/// Reads into the cache what the log of changes does not contain: heartbeats, and the whole fleet while targets are listed, later
/// what has changed of it.
/// </summary>
internal sealed class FleetCacheUpdater : RepeatedWork
{
    private const int HeartbeatsAtOnce = 2000;

    private static readonly TimeSpan TooLargeFor = TimeSpan.FromMinutes(1);

    private readonly WakeSignal wake = new();
    private readonly IDbContextFactory<LevelsetDbContext> contexts;
    private readonly SnapshotCache cache;
    private readonly FleetIndex fleet;
    private readonly HostMapping mapping;
    private readonly ServiceOptions options;
    private readonly TimeProvider time;
    private long heartbeatsReadAt;
    private long fleetHeartbeatsReadAt;
    private long? tooLargeAt;

    public FleetCacheUpdater(
        IDbContextFactory<LevelsetDbContext> contexts,
        SnapshotCache cache,
        HostMapping mapping,
        ServiceOptions options,
        TimeProvider time,
        ILogger<FleetCacheUpdater> logger)
        : base(time, logger)
    {
        this.contexts = contexts;
        this.cache = cache;
        fleet = cache.Fleet;
        this.mapping = mapping;
        this.options = options;
        this.time = time;
        heartbeatsReadAt = time.GetTimestamp();
        fleet.IsWanted += wake.Set;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        fleet.IsWanted -= wake.Set;
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) =>
        wake.WaitAsync(options.EventPollInterval, time, cancellationToken);

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        await RefreshHeartbeatsAsync(cancellationToken);
        while (await StepAsync(cancellationToken))
        {
            await RefreshFleetHeartbeatsAsync(cancellationToken);
        }

        await RefreshFleetHeartbeatsAsync(cancellationToken);
    }

    // Whether there may be more to do: the log goes on while the fleet is read.
    private async Task<bool> StepAsync(CancellationToken cancellationToken)
    {
        var (task, hosts, pools) = fleet.NextTask();
        switch (task)
        {
            case FleetTask.Load when tooLargeAt is not { } then || time.GetElapsedTime(then) > TooLargeFor:
                await LoadAsync(cancellationToken);
                return fleet.IsKept;
            case FleetTask.Refresh:
                var read = await contexts.ReadSnapshotAsync((db, token) => ReadAsync(db, hosts, pools, token), cancellationToken);
                fleet.Refresh(read, hosts, pools);
                return true;
            default:
                return false;
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        fleetHeartbeatsReadAt = time.GetTimestamp();
        var read = await contexts.ReadSnapshotAsync((db, token) => ReadAsync(db, null, null, token), cancellationToken);
        tooLargeAt = read.Hosts.Count > options.MaximumFleet ? time.GetTimestamp() : null;
        if (tooLargeAt is null)
        {
            fleet.Keep(read);
        }
    }

    // Null = all.
    private async Task<FleetRead> ReadAsync(LevelsetDbContext db, string[]? hosts, string[]? pools, CancellationToken cancellationToken)
    {
        var at = await EventLog.HeadAsync(db, cancellationToken);
        var snapshots = await db.Hosts.AsNoTracking()
            .Where(host => hosts == null || hosts.Contains(host.Id))
            .OrderBy(host => host.Id)
            .Take(options.MaximumFleet + 1)
            .ToSnapshots()
            .ToListAsync(cancellationToken);
        var silent = await db.Heartbeats
            .Where(row => row.SilenceReported && (hosts == null || hosts.Contains(row.HostId)))
            .Select(row => row.HostId)
            .ToListAsync(cancellationToken);
        var offers = await db.CapabilitiesAsync([.. snapshots.Select(host => host.Fingerprint).OfType<string>().Distinct()], cancellationToken);
        var baselines = await db.BaselineCapabilitiesAsync(
            pools ?? await db.Pools.Select(pool => pool.Id).ToArrayAsync(cancellationToken),
            cancellationToken);
        return new FleetRead(at, snapshots, silent.ToHashSet(), offers, baselines);
    }

    // Without this each host would have to be read again, one by one, once it may have fallen silent.
    private async Task RefreshHeartbeatsAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(heartbeatsReadAt) < options.EventPollInterval)
        {
            return;
        }

        heartbeatsReadAt = time.GetTimestamp();
        var ids = cache.SeenBefore(mapping.SilentBefore + (options.SilenceTimeout / 2));
        if (ids.Length > 0)
        {
            var (at, seen) = await contexts.ReadSnapshotAsync(
                async (db, token) => (
                    await EventLog.HeadAsync(db, token),
                    await db.Heartbeats.AsNoTracking().Where(row => ids.Contains(row.HostId)).ToListAsync(token)),
                cancellationToken);
            cache.See(at, seen);
        }
    }

    // Heartbeats are not in the log. Read in time, before a host that lives may seem silent.
    private async Task RefreshFleetHeartbeatsAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(fleetHeartbeatsReadAt) < options.SilenceTimeout / 3 || !fleet.IsKept)
        {
            return;
        }

        fleetHeartbeatsReadAt = time.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var seen = await db.Heartbeats.Select(row => new { row.HostId, row.LastSeenTime }).ToListAsync(cancellationToken);
        foreach (var some in seen.Chunk(HeartbeatsAtOnce))
        {
            fleet.See([.. some.Select(row => (row.HostId, row.LastSeenTime))]);
        }
    }
}
