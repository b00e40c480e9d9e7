using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Options;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.ChangeFeed;

/// <summary>
/// The one reader of the log of changes in this process: follows it, whoever wrote it, and passes it on to the subscribers. The
/// table is the truth; a notification only wakes, and a lost one is healed by a look now and then.
/// </summary>
internal sealed class EventFeed : RepeatedWork
{
    private const int BatchSize = 500;

    private readonly Lock gate = new();
    private readonly WakeSignal wake = new();
    private readonly IDbContextFactory<LevelsetDbContext> contexts;
    private readonly IReadOnlyList<IChangeSubscriber> subscribers;
    private readonly PendingChanges pending;
    private readonly ServiceOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<EventFeed> logger;
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long? head;
    private long? passedOn;
    private int restarts;

    public EventFeed(
        IDbContextFactory<LevelsetDbContext> contexts,
        IEnumerable<IChangeSubscriber> subscribers,
        PendingChanges pending,
        ServiceOptions options,
        TimeProvider time,
        ILogger<EventFeed> logger)
        : base(time, logger)
    {
        this.contexts = contexts;
        this.subscribers = [.. subscribers];
        this.pending = pending;
        this.options = options;
        this.time = time;
        this.logger = logger;
        pending.HasEnded += Wake;
    }

    /// <summary>The last position that this process has read; null before the first look.</summary>
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
    public void Wake() => wake.Set();

    /// <summary>
    /// The log is read again from its end, and the subscribers forget what they know of it: it may be that of another database,
    /// which lacks the last commits of the one before.
    /// </summary>
    public void Restart()
    {
        lock (gate)
        {
            restarts++;
            passedOn = null;
            foreach (var subscriber in subscribers)
            {
                subscriber.Forget();
            }
        }

        Wake();
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
    public override void Dispose()
    {
        pending.HasEnded -= Wake;
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) =>
        wake.WaitAsync(options.EventPollInterval, time, cancellationToken);

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadToEndAsync(cancellationToken);
        }
        catch (ServiceException exception) when (exception.Reason == Reasons.WatchTokenExpired)
        {
            // So far behind that some of it is gone: as after a start.
            Restart();
        }
    }

    /// <inheritdoc/>
    protected override void NoteOutage(Exception exception) => WatchLog.Unreadable(logger, exception.Message);

    // What is read before a restart is of no use after it; the restart has woken the loop again.
    private async Task ReadToEndAsync(CancellationToken cancellationToken)
    {
        var (covers, started, attempt) = (pending.Ended, time.GetTimestamp(), Attempt());
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (attempt.PassedOn is not { } position)
        {
            position = await EventLog.HeadAsync(db, cancellationToken);
            PassOn(attempt.Number, position, subscriber => subscriber.Start(position));
        }

        IReadOnlyList<EventRow> rows;
        do
        {
            rows = await EventLog.ReadAsync(db, kind: null, position, long.MaxValue, BatchSize, cancellationToken);
            if (rows.Count > 0)
            {
                position = rows[^1].Position;
                PassOn(attempt.Number, position, subscriber => subscriber.Note(rows));
            }
        }
        while (rows.Count == BatchSize);

        PassOn(attempt.Number, position, subscriber => subscriber.NoteEnd(covers, started));
    }

    private (int Number, long? PassedOn) Attempt()
    {
        lock (gate)
        {
            return (restarts, passedOn);
        }
    }

    private void PassOn(int attempt, long position, Action<IChangeSubscriber> note)
    {
        lock (gate)
        {
            if (attempt != restarts)
            {
                return;
            }

            foreach (var subscriber in subscribers)
            {
                PassOn(subscriber, note);
            }

            passedOn = position;
            if (position > (head ?? -1))
            {
                head = position;
                moved.SetResult();
                moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    // It would fail again with the same entries; neither the others nor what comes after must wait for it.
    private void PassOn(IChangeSubscriber subscriber, Action<IChangeSubscriber> note)
    {
        try
        {
            note(subscriber);
        }
        catch (Exception exception)
        {
            WatchLog.SubscriberFailed(logger, subscriber.GetType().Name, exception);
            subscriber.Forget();
        }
    }
}
