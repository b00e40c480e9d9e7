using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Options;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Activities;

/// <summary>Deletes events and activities that are older than the service keeps them, or too many. Every service process does it.</summary>
internal sealed class Retention(
    ActivityLog activities,
    EventLog log,
    ServiceOptions options,
    TimeProvider time,
    ILogger<Retention> logger) : BackgroundService
{
    private const int UpkeepsBetween = 12;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TrimAsync(stoppingToken);
            }
            catch (Exception exception) when (Transactions.IsOutage(exception) || Transactions.IsLostRace(exception))
            {
                WatchLog.Unreadable(logger, exception.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(options.UpkeepInterval * UpkeepsBetween, time, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TrimAsync(CancellationToken cancellationToken)
    {
        var forgotten = await log.TrimAsync(time.GetStoredNow() - options.EventRetention, options.MaximumEvents, cancellationToken);
        if (forgotten > 0)
        {
            WatchLog.Trimmed(logger, forgotten);
        }

        await activities.TrimAsync(time.GetStoredNow() - options.ActivityRetention, options.MaximumActivities, cancellationToken);
    }
}
