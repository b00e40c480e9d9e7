using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Levelset.Api.Pools;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.FleetCache;

/// <summary>
/// Reads the whole fleet into the cache while targets are listed, and later what has changed of it.
/// </summary>
internal sealed class FleetCacheUpdater : RepeatedWork
{
    private static readonly TimeSpan TooLargeFor = TimeSpan.FromMinutes(1);

    private readonly WakeSignal wake = new();
    private readonly IDbContextFactory<LevelsetDbContext> contexts;
    private readonly SnapshotCache cache;
    private readonly FleetIndex fleet;
    private readonly ServiceOptions options;
    private readonly TimeProvider time;
    private long? tooLargeAt;

    public FleetCacheUpdater(
        IDbContextFactory<LevelsetDbContext> contexts,
        SnapshotCache cache,
        ServiceOptions options,
        TimeProvider time,
        ILogger<FleetCacheUpdater> logger)
        : base(time, logger)
    {
        this.contexts = contexts;
        this.cache = cache;
        fleet = cache.Fleet;
        this.options = options;
        this.time = time;
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
        while (await StepAsync(cancellationToken))
        {
            // The log goes on while the fleet is read.
        }
    }

    // Whether there may be more to do.
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
        var offers = await db.CapabilitiesAsync([.. snapshots.Select(host => host.Fingerprint).OfType<string>().Distinct()], cancellationToken);
        var baselines = await db.BaselineCapabilitiesAsync(
            pools ?? await db.Pools.Select(pool => pool.Id).ToArrayAsync(cancellationToken),
            cancellationToken);
        return new FleetRead(at, snapshots, offers, baselines);
    }
}
