using Levelset.Api.Agents;
using Levelset.Api.Data;
using Levelset.Api.Options;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.ChangeFeed;

/// <summary>
/// Follows the log of changes of the database, whoever wrote it, and passes it on to the subscribers of this process. The
/// table is the truth; a notification only wakes, and a lost one is healed by asking now and then.
/// </summary>
internal sealed class EventFeed(
    IDbContextFactory<LevelsetDbContext> contexts,
    EventLog log,
    IEnumerable<IChangeSubscriber> subscribers,
    ServiceOptions options,
    TimeProvider time,
    ILogger<EventFeed> logger) : BackgroundService
{
    private const int BatchSize = 500;

    private readonly Lock gate = new();
    private readonly SemaphoreSlim wake = new(0, 1);
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? head;
    private long? noted;

    /// <summary>The last position that this process knows of; null before the first look.</summary>
    public long? Head
    {
        get
        {
            lock (gate)
            {
                return head;
            }
        }
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

    /// <summary>Returns once the log is known to go beyond a position.</summary>
    public Task BeyondAsync(long position)
    {
        lock (gate)
        {
            return head > position ? Task.CompletedTask : moved.Task;
        }
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

    /// <inheritdoc/>
    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await NoteNewAsync(cancellationToken);
        }
        catch (Errors.ServiceException exception) when (exception.Reason == Errors.Reasons.WatchTokenExpired)
        {
            // So far behind that some of it is gone: as after a start.
            noted = null;
            Wake();
        }
        catch (Exception exception) when (Transactions.IsOutage(exception))
        {
            WatchLog.Unreadable(logger, exception.Message);
        }
    }

    private async Task NoteNewAsync(CancellationToken cancellationToken)
    {
        if (noted is null)
        {
            var first = await log.HeadAsync(cancellationToken);
            MoveTo(first);

            // Whoever connected before this look may have missed what came before it.
            foreach (var subscriber in subscribers)
            {
                await subscriber.NoteAllAsync(cancellationToken);
            }

            noted = first;
        }

        while (await NextAsync(noted.Value, cancellationToken) is { Count: > 0 } rows)
        {
            MoveTo(rows[^1].Position);
            foreach (var subscriber in subscribers)
            {
                await PassOnAsync(subscriber, rows, cancellationToken);
            }

            noted = rows[^1].Position;
        }
    }

    private async Task PassOnAsync(IChangeSubscriber subscriber, IReadOnlyList<EventRow> rows, CancellationToken cancellationToken)
    {
        try
        {
            await subscriber.NoteAsync(rows, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && !Transactions.IsOutage(exception))
        {
            // It would fail again; what comes after it must not wait for ever.
            WatchLog.NotPassedOn(logger, exception);
        }
    }

    private async Task<IReadOnlyList<EventRow>> NextAsync(long after, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await EventLog.ReadAsync(db, kind: null, after, long.MaxValue, BatchSize, cancellationToken);
    }

    private void MoveTo(long position)
    {
        TaskCompletionSource waiting;
        lock (gate)
        {
            head = Math.Max(head ?? 0, position);
            waiting = moved;
            moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        waiting.SetResult();
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
