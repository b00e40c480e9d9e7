using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Levelset.Api.Pools;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.FleetCache;

/// <summary>
/// Keeps the view in step with the log of changes. Apart from <see cref="EventFeed"/>, which waits for what it tells agents,
/// and reads only what entries are about.
/// </summary>
internal sealed class SnapshotCacheUpdater : BackgroundService
{
    private const int BatchSize = 1000;

    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly IDbContextFactory<LevelsetDbContext> contexts;
    private readonly SnapshotCache view;
    private readonly PendingChanges pending;
    private readonly EventListener listener;
    private readonly HostMapping mapping;
    private readonly ServiceOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<SnapshotCacheUpdater> logger;
    private long heartbeatsReadAt;

    public SnapshotCacheUpdater(
        IDbContextFactory<LevelsetDbContext> contexts,
        SnapshotCache view,
        PendingChanges pending,
        EventListener listener,
        HostMapping mapping,
        ServiceOptions options,
        TimeProvider time,
        ILogger<SnapshotCacheUpdater> logger)
    {
        this.contexts = contexts;
        this.view = view;
        this.pending = pending;
        this.listener = listener;
        this.mapping = mapping;
        this.options = options;
        this.time = time;
        this.logger = logger;
        heartbeatsReadAt = time.GetTimestamp();
        pending.HasEnded += Wake;
        listener.Connected += view.Forget;
        listener.Notified += Wake;
    }

    /// <summary>There may be more in the log.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Woken already.
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        pending.HasEnded -= Wake;
        listener.Connected -= view.Forget;
        listener.Notified -= Wake;
        wake.Dispose();
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

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (covers, started) = (pending.Ended, time.GetTimestamp());
            view.NoteEnd(await ReadToEndAsync(cancellationToken), covers, started);
            if (time.GetElapsedTime(heartbeatsReadAt) >= options.EventPollInterval)
            {
                heartbeatsReadAt = time.GetTimestamp();
                await RefreshHeartbeatsAsync(cancellationToken);
            }
        }
        catch (Exception exception) when (Transactions.IsOutage(exception))
        {
            WatchLog.Unreadable(logger, exception.Message);
        }
    }

    // Where the log ended.
    private async Task<long> ReadToEndAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        while (true)
        {
            if (view.Position is not { } position || await NextAsync(db, position, cancellationToken) is not { } changes)
            {
                var head = await EventLog.HeadAsync(db, cancellationToken);
                view.Start(head);
                return head;
            }

            view.Advance(position, changes);
            if (changes.Count < BatchSize)
            {
                return changes.Count == 0 ? position : changes[^1].Position;
            }
        }
    }

    // Null: so far behind that some of it is gone.
    private static async Task<IReadOnlyList<SnapshotChange>?> NextAsync(LevelsetDbContext db, long after, CancellationToken cancellationToken)
    {
        var changes = await db.Events
            .Where(row => row.Position > after)
            .OrderBy(row => row.Position)
            .Take(BatchSize)
            .Select(row => new SnapshotChange(row.Position, row.Kind, row.ResourceId))
            .ToListAsync(cancellationToken);

        // Asked after the read: what was trimmed meanwhile may be missing from it.
        var trimmed = await db.EventLog.Select(log => log.TrimmedThrough).SingleAsync(cancellationToken);
        return after >= trimmed ? changes : null;
    }

    // Heartbeats are not in the log; without this every host would have to be asked for anew once it may have fallen silent.
    private async Task RefreshHeartbeatsAsync(CancellationToken cancellationToken)
    {
        var ids = view.SeenBefore(mapping.SilentBefore + (options.SilenceTimeout / 2));
        if (ids.Length > 0)
        {
            var (at, seen) = await contexts.ReadSnapshotAsync(
                async (db, token) => (
                    await EventLog.HeadAsync(db, token),
                    await db.Heartbeats.AsNoTracking().Where(row => ids.Contains(row.HostId)).ToListAsync(token)),
                cancellationToken);
            view.See(at, seen);
        }
    }

    private async Task WakeOrPollAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waking = wake.WaitAsync(either.Token);
        await Task.WhenAny(waking, Task.Delay(options.EventPollInterval, time, either.Token));
        await either.CancelAsync();
        await waking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
