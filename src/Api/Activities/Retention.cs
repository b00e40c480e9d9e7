using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Options;

namespace Levelset.Api.Activities;

/// <summary>Deletes events and activities that are older than the service keeps them, or too many. Every service process does it.</summary>
internal sealed class Retention(
    ActivityLog activities,
    EventLog log,
    ServiceOptions options,
    TimeProvider time,
    ILogger<Retention> logger) : RepeatedWork(time, logger)
{
    private const int UpkeepsBetween = 12;

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var forgotten = await log.TrimAsync(Time.GetStoredNow() - options.EventRetention, options.MaximumEvents, cancellationToken);
        if (forgotten > 0)
        {
            WatchLog.Trimmed(Logger, forgotten);
        }

        await activities.TrimAsync(Time.GetStoredNow() - options.ActivityRetention, options.MaximumActivities, cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) =>
        Task.Delay(options.UpkeepInterval * UpkeepsBetween, Time, cancellationToken);
}
