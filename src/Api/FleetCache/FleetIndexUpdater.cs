using System.Threading.Channels;
using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Levelset.Api.Pools;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.FleetCache;

/// <summary>
/// Reads the fleet into the view while somebody lists targets, and again what has changed of it. Apart from <see cref="SnapshotCacheUpdater"/>,
/// for a hundred thousand hosts take longer to read than a verdict should wait.
/// </summary>
internal sealed class FleetIndexUpdater : BackgroundService
{
    private const int HeartbeatsAtOnce = 2000;

    private static readonly TimeSpan TooLargeFor = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IDbContextFactory<LevelsetDbContext> contexts;
    private readonly FleetIndex fleet;
    private readonly ServiceOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<FleetIndexUpdater> logger;
    private long heartbeatsReadAt;
    private long? tooLargeAt;

    public FleetIndexUpdater(
        IDbContextFactory<LevelsetDbContext> contexts,
        SnapshotCache view,
        ServiceOptions options,
        TimeProvider time,
        ILogger<FleetIndexUpdater> logger)
    {
        this.contexts = contexts;
        fleet = view.Fleet;
        this.options = options;
        this.time = time;
        this.logger = logger;
        fleet.IsWanted += Wake;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        fleet.IsWanted -= Wake;
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await FollowAsync(stoppingToken);
                await WakeOrPollAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private void Wake() => wake.Writer.TryWrite(true);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await StepAsync(cancellationToken))
            {
                await RefreshHeartbeatsAsync(cancellationToken);
            }

            await RefreshHeartbeatsAsync(cancellationToken);
        }
        catch (Exception exception) when (Transactions.IsOutage(exception))
        {
            WatchLog.Unreadable(logger, exception.Message);
        }
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
        heartbeatsReadAt = time.GetTimestamp();
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
        var facts = await db.Hosts.AsNoTracking()
            .Where(host => hosts == null || hosts.Contains(host.Id))
            .OrderBy(host => host.Id)
            .Take(options.MaximumFleet + 1)
            .ToSnapshots()
            .ToListAsync(cancellationToken);
        var silent = await db.Heartbeats
            .Where(row => row.SilenceReported && (hosts == null || hosts.Contains(row.HostId)))
            .Select(row => row.HostId)
            .ToListAsync(cancellationToken);
        var offers = await db.CapabilitiesAsync([.. facts.Select(host => host.Fingerprint).OfType<string>().Distinct()], cancellationToken);
        var baselines = await db.BaselineCapabilitiesAsync(
            pools ?? await db.Pools.Select(pool => pool.Id).ToArrayAsync(cancellationToken),
            cancellationToken);
        return new FleetRead(at, facts, silent.ToHashSet(), offers, baselines);
    }

    // Heartbeats are not in the log. Read in time, before a host that lives may seem silent.
    private async Task RefreshHeartbeatsAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(heartbeatsReadAt) < options.SilenceTimeout / 3 || !fleet.IsKept)
        {
            return;
        }

        heartbeatsReadAt = time.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var seen = await db.Heartbeats.Select(row => new { row.HostId, row.LastSeenTime }).ToListAsync(cancellationToken);
        foreach (var some in seen.Chunk(HeartbeatsAtOnce))
        {
            fleet.See([.. some.Select(row => (row.HostId, row.LastSeenTime))]);
        }
    }

    private async Task WakeOrPollAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task waking = wake.Reader.WaitToReadAsync(either.Token).AsTask();
        await Task.WhenAny(waking, Task.Delay(options.EventPollInterval, time, either.Token));
        await either.CancelAsync();
        await waking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        wake.Reader.TryRead(out _);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
