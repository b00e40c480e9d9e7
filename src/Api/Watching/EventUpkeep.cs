using Levelset.Api.Data;
using Levelset.Api.Hosting;
using Levelset.Api.Hosts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Watching;

/// <summary>
/// Tells the log which hosts have fallen silent, for that happens without anybody writing; and forgets what is past its time.
/// Every service process does it; what another has done already is not done again.
/// </summary>
internal sealed class EventUpkeep(
    IDbContextFactory<LevelsetDbContext> contexts,
    EventLog log,
    HostMapping hosts,
    ServiceOptions options,
    TimeProvider time,
    ILogger<EventUpkeep> logger) : BackgroundService
{
    private const int RoundsBetweenTrims = 12;

    /// <summary>Notes every host that has fallen silent since the last look.</summary>
    public async Task TellSilenceAsync(CancellationToken cancellationToken)
    {
        var before = hosts.SilentBefore;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Sightings.Where(row => !row.SilenceTold && row.LastSeenTime < before)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.SilenceTold, true), cancellationToken);
    }

    /// <summary>Forgets events that are older than the service keeps them, or too many.</summary>
    public async Task TrimAsync(CancellationToken cancellationToken)
    {
        var forgotten = await log.TrimAsync(time.GetStoredNow() - options.EventRetention, options.MaximumEvents, cancellationToken);
        if (forgotten > 0)
        {
            WatchLog.Trimmed(logger, forgotten);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var round = 0; !stoppingToken.IsCancellationRequested; round++)
        {
            try
            {
                await TellSilenceAsync(stoppingToken);
                if (round % RoundsBetweenTrims == 0)
                {
                    await TrimAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (Transactions.IsOutage(exception) || Transactions.IsLostRace(exception))
            {
                WatchLog.Unreadable(logger, exception.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(options.UpkeepInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
