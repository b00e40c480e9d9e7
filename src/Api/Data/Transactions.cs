using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Polly;
using Polly.Registry;
using Polly.Retry;

namespace Levelset.Api.Data;

/// <summary>
/// One change, one transaction. A race lost to another writer (deadlock, serialization, a row that others made or changed
/// first) is retried from the start with a fresh context, not handed to the caller.
/// </summary>
internal sealed class Transactions(
    IDbContextFactory<LevelsetDbContext> contexts,
    PendingChanges pending,
    ResiliencePipelineProvider<string> pipelines)
{
    /// <summary>The name of the pipeline in the telemetry of Polly.</summary>
    public const string Pipeline = "levelset-transactions";

    /// <summary>How a lost race is retried.</summary>
    public static RetryStrategyOptions Retry { get; } = new()
    {
        ShouldHandle = new PredicateBuilder().Handle<Exception>(IsLostRace),
        MaxRetryAttempts = 20,
        Delay = TimeSpan.FromMilliseconds(5),
        MaxDelay = TimeSpan.FromMilliseconds(500),
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
    };

    /// <summary>Runs a change. With <paramref name="preview"/> the same work is done and then rolled back.</summary>
    public async Task<T> RunAsync<T>(
        Func<LevelsetDbContext, CancellationToken, Task<T>> work,
        bool preview,
        CancellationToken cancellationToken) =>
        await pipelines.GetPipeline(Pipeline).ExecuteAsync(
            async token =>
            {
                await using var db = await contexts.CreateDbContextAsync(token);
                await using var transaction = await db.Database.BeginTransactionAsync(token);
                var result = await work(db, token);
                if (!preview)
                {
                    await CommitAsync(transaction, token);
                }

                return result;
            },
            cancellationToken);

    /// <summary>Runs a change.</summary>
    public Task<T> RunAsync<T>(
        Func<LevelsetDbContext, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken) =>
        RunAsync(work, preview: false, cancellationToken);

    /// <summary>Runs work that answers nothing.</summary>
    public Task RunAsync(Func<LevelsetDbContext, CancellationToken, Task> work, CancellationToken cancellationToken) =>
        RunAsync(
            async (db, token) =>
            {
                await work(db, token);
                return true;
            },
            preview: false,
            cancellationToken);

    /// <summary>Whether it failed because others changed the same resources meanwhile.</summary>
    public static bool IsLostRace(Exception exception) =>
        exception is DbUpdateConcurrencyException or LostRaceException
        || SqlState(exception) is PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.UniqueViolation
            or PostgresErrorCodes.ForeignKeyViolation;

    /// <summary>
    /// Whether the database did not answer, went away, cannot be written to, as after a failover to a standby, or gave up a statement.
    /// A call that was cancelled is none of these, though the driver may say that its statement was.
    /// </summary>
    public static bool IsOutage(Exception exception) =>
        exception is not OperationCanceledException
        && (Chain(exception).OfType<NpgsqlException>().Any(one => one.IsTransient)
            || SqlState(exception) is PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.QueryCanceled);

    // Counted however it ends, for a commit whose answer was lost may have been made.
    private async Task CommitAsync(IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        pending.Begin();
        try
        {
            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            pending.End();
        }
    }

    private static string? SqlState(Exception exception) => Chain(exception).OfType<PostgresException>().FirstOrDefault()?.SqlState;

    // EF wraps what the database said once or twice.
    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (var one = exception; one is not null; one = one.InnerException)
        {
            yield return one;
        }
    }
}
