using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Options;
using Npgsql;

namespace Levelset.Api.ChangeFeed;

/// <summary>Hears the database's notifications on a connection of its own, and wakes the reader of the log.</summary>
internal sealed class EventListener(
    EventConnection connection,
    EventFeed feed,
    PendingChanges pending,
    ServiceOptions options,
    TimeProvider time,
    ILogger<EventListener> logger) : RepeatedWork(time, logger)
{
    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ListenAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
        {
            WatchLog.NotHeard(Logger, options.EventPollInterval, exception.Message);
        }
    }

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(options.EventPollInterval, Time, cancellationToken);

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var listening = new NpgsqlConnection(connection.String);
        await listening.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"LISTEN {EventLog.Channel}", listening))
        {
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }

        // It may be another database now than before the connection broke: one that had been copied before the last commits.
        feed.Restart();
        pending.End();
        try
        {
            while (true)
            {
                // What was notified before LISTEN took effect has not been heard.
                feed.Wake();
                await listening.WaitAsync(cancellationToken);
            }
        }
        finally
        {
            pending.Begin();
        }
    }
}
