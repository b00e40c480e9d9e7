using System.Threading.Channels;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Data;

/// <summary>
/// Stores what many callers bring in few transactions: while one is under way the next batch collects, and an idle writer takes a lone
/// item at once. A caller goes on when its item has been committed. When the queue is full callers wait, and nothing is refused.
/// </summary>
/// <typeparam name="TItem">What is stored.</typeparam>
/// <typeparam name="TResult">What its caller gets.</typeparam>
internal abstract class GroupCommit<TItem, TResult>(Transactions transactions, IHostApplicationLifetime lifetime, ILogger logger)
    : BackgroundService
{
    // What others wait for at most, who want the same pool.
    private const int MaximumBatch = 256;

    // Two, so that one has work while the other's commit reaches the disk.
    private const int Writers = 2;
    private const int QueueCapacity = 2 * MaximumBatch;

    // What still comes while the streams end is stored, if the database answers.
    private static readonly TimeSpan LastBatch = TimeSpan.FromSeconds(10);

    private readonly Channel<Pending<TItem, TResult>>[] queues = [.. Enumerable.Range(0, Writers).Select(_ =>
        Channel.CreateBounded<Pending<TItem, TResult>>(new BoundedChannelOptions(QueueCapacity) { SingleReader = true }))];

    /// <summary>Stores an item.</summary>
    /// <param name="item">What is stored.</param>
    /// <param name="queue">Items of one queue are stored by one writer, so that writers do not wait for each other's locks.</param>
    /// <param name="cancellationToken">
    /// Withdraws it while it waits. One that is being stored is waited for, so that nothing of a caller is under way after its end.
    /// </param>
    /// <exception cref="Exception">What was wrong with the item, or why nothing could be stored.</exception>
    protected async Task<TResult> StoreAsync(TItem item, string queue, CancellationToken cancellationToken)
    {
        var pending = new Pending<TItem, TResult>(item);
        var index = (uint)string.GetHashCode(queue, StringComparison.Ordinal) % Writers;
        await queues[index].Writer.WriteAsync(pending, cancellationToken);
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) => ((Pending<TItem, TResult>)state!).Withdraw(token),
            pending);
        return await pending.Task;
    }

    /// <summary>
    /// Stores a batch in a transaction that is committed afterwards, and sets the result of each item or what is wrong with it alone.
    /// Called again, with the same items or some of them, when it failed.
    /// </summary>
    protected abstract Task StoreAsync(
        LevelsetDbContext db,
        IReadOnlyList<Pending<TItem, TResult>> batch,
        CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await using var registration = lifetime.ApplicationStopping.Register(() => stop.CancelAfter(LastBatch));
        await Task.WhenAll(queues.Select(queue => WriteAsync(queue.Reader, stop.Token)));
    }

    private async Task WriteAsync(ChannelReader<Pending<TItem, TResult>> queue, CancellationToken stop)
    {
        try
        {
            while (await queue.WaitToReadAsync(stop))
            {
                var batch = Take(queue);
                if (batch.Count > 0)
                {
                    await CommitAsync(batch, stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The service stops; those who wait are cancelled by their own tokens.
        }
    }

    private static List<Pending<TItem, TResult>> Take(ChannelReader<Pending<TItem, TResult>> queue)
    {
        var batch = new List<Pending<TItem, TResult>>();
        while (batch.Count < MaximumBatch && queue.TryRead(out var pending))
        {
            if (pending.TryTake())
            {
                batch.Add(pending);
            }
        }

        return batch;
    }

    private async Task CommitAsync(IReadOnlyList<Pending<TItem, TResult>> batch, CancellationToken stop)
    {
        try
        {
            await transactions.RunAsync(
                (db, token) =>
                {
                    foreach (var pending in batch)
                    {
                        pending.Reset();
                    }

                    return StoreAsync(db, batch, token);
                },
                stop);
        }
        catch (Exception exception) when (batch.Count > 1 && !stop.IsCancellationRequested && !Transactions.IsOutage(exception))
        {
            // One that cannot be stored spoils no other: it is alone in the end.
            BatchLog.Split(logger, batch.Count, exception.Message);
            await CommitAsync([.. batch.Take(batch.Count / 2)], stop);
            await CommitAsync([.. batch.Skip(batch.Count / 2)], stop);
            return;
        }
        catch (Exception exception)
        {
            foreach (var pending in batch)
            {
                pending.Refuse(exception);
            }
        }

        foreach (var pending in batch)
        {
            pending.Complete();
        }
    }
}
