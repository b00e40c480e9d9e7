using Levelset.Api.Data;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Errors;

/// <summary>
/// Work that is repeated as long as the service runs. No error ends it: nothing would start it again, and an error that leaves a
/// background service ends the whole process.
/// </summary>
internal abstract class RepeatedWork(TimeProvider time, ILogger logger) : BackgroundService
{
    // Other work may be done meanwhile, but an error that stays must not fill the log.
    private static readonly TimeSpan AfterUnexpected = TimeSpan.FromSeconds(1);

    protected TimeProvider Time => time;

    protected ILogger Logger => logger;

    /// <summary>Does it once.</summary>
    protected abstract Task RunAsync(CancellationToken cancellationToken);

    /// <summary>Returns when it is to be done again.</summary>
    protected abstract Task WaitAsync(CancellationToken cancellationToken);

    /// <summary>The database did not answer, or others changed the same rows: it is done again.</summary>
    protected virtual void NoteOutage(Exception exception) => ErrorLog.WorkWaits(logger, exception.Message);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await RunOnceAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    private async Task RunOnceAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (Transactions.IsOutage(exception) || Transactions.IsLostRace(exception))
        {
            NoteOutage(exception);
        }
        catch (Exception exception)
        {
            ErrorLog.WorkFailed(logger, GetType().Name, exception);
            await Task.Delay(AfterUnexpected, time, stoppingToken);
        }
    }
}
