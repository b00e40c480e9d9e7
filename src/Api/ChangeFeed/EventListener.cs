using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Options;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Levelset.Api.ChangeFeed;

/// <summary>Hears the database's notifications on a connection of its own, and wakes the reader of the log.</summary>
internal sealed class EventListener(
    EventConnection connection,
    EventFeed feed,
    PendingChanges pending,
    ServiceOptions options,
    TimeProvider time,
    ILogger<EventListener> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or IOException)
            {
                WatchLog.NotHeard(logger, options.EventPollInterval, exception.Message);
                await Task.Delay(options.EventPollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

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
