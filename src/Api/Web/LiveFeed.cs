using System.Text.Json;
using Levelset.Api.Data;
using Levelset.Api.Watching;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Web;

/// <summary>
/// Tells open pages that something which they show has changed. Reads the log of changes once for all of them; what a page misses
/// while it is not listening it sees by loading itself again.
/// </summary>
internal sealed class LiveFeed(
    EventFeed feed,
    IDbContextFactory<LevelsetDbContext> contexts,
    TimeProvider time,
    ILogger<LiveFeed> logger) : BackgroundService
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly List<LiveListener> listeners = [];

    /// <summary>The last position in the log of changes that this process knows of; 0 before the first look.</summary>
    public long Position => feed.Head ?? 0;

    /// <summary>Listens to the changes of a scope until disposed.</summary>
    /// <param name="scope">A resource name, or `pools`, `hosts` or `partitions` for all of a kind.</param>
    public LiveListener Listen(string scope)
    {
        var listener = new LiveListener(scope, Remove);
        lock (gate)
        {
            listeners.Add(listener);
        }

        return listener;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await feed.BeyondAsync(-1).WaitAsync(stoppingToken);
            var position = feed.Head ?? 0;
            while (true)
            {
                await feed.BeyondAsync(position).WaitAsync(stoppingToken);
                position = await TellAsync(position, stoppingToken);

                // Changes come in bursts; a page need not be loaded for each.
                await Task.Delay(Pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task<long> TellAsync(long position, CancellationToken cancellationToken)
    {
        var upTo = feed.Head ?? position;
        try
        {
            while (position < upTo && HasListeners())
            {
                await using var db = await contexts.CreateDbContextAsync(cancellationToken);
                var rows = await EventLog.ReadAsync(db, kind: null, position, upTo, BatchSize, cancellationToken);
                Tell([.. rows.SelectMany(ScopesOf)]);
                position = rows.Count < BatchSize ? upTo : rows[^1].Position;
            }
        }
        catch (Errors.ServiceException exception) when (exception.Reason == Errors.Reasons.WatchTokenExpired)
        {
            // So much has happened that some of it is gone: everything may have changed.
            TellAll();
        }
        catch (Exception exception) when (Transactions.IsOutage(exception))
        {
            WatchLog.Unreadable(logger, exception.Message);
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            return position;
        }

        return upTo;
    }

    private static IEnumerable<string> ScopesOf(EventRow row) => row.Kind switch
    {
        EventKind.Pool => ["pools", $"pools/{row.ResourceId}"],
        EventKind.Host => ["hosts", "pools", $"hosts/{row.ResourceId}", $"pools/{row.OwnerId}", $"pools/{row.FormerOwnerId}"],
        EventKind.Partition =>
        [
            "partitions", "pools", $"partitions/{row.ResourceId}", $"hosts/{row.OwnerId}", $"hosts/{row.FormerOwnerId}", $"pools/{PoolOf(row)}",
        ],
        _ => [],
    };

    private static string? PoolOf(EventRow partition)
    {
        using var content = JsonDocument.Parse(partition.Content);
        return content.RootElement.TryGetProperty("pool_id", out var pool) ? pool.GetString() : null;
    }

    private bool HasListeners()
    {
        lock (gate)
        {
            return listeners.Count > 0;
        }
    }

    private void Tell(HashSet<string> scopes)
    {
        lock (gate)
        {
            foreach (var listener in listeners.Where(one => scopes.Contains(one.Scope)))
            {
                listener.Note();
            }
        }
    }

    private void TellAll()
    {
        lock (gate)
        {
            listeners.ForEach(listener => listener.Note());
        }
    }

    private void Remove(LiveListener listener)
    {
        lock (gate)
        {
            listeners.Remove(listener);
        }
    }
}
