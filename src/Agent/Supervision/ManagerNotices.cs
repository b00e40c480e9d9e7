using System.Globalization;
using Levelset.Agent.Partitions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Supervision;

/// <summary>Tells the service manager that the agent is ready, alive, and stopping.</summary>
internal sealed class ManagerNotices(
    NotifySocket? manager,
    ManagerEnvironment environment,
    HeldPartitions partitions,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ManagerNotices> logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Announce();
        if (manager is null)
        {
            return;
        }

        // The stop comes with the application's, before any service of it has gone.
        using var stopping = lifetime.ApplicationStopping.Register(() => Send("STOPPING=1"));
        await StartedAsync(stoppingToken);
        var held = partitions.All.Count;
        Send(string.Create(CultureInfo.InvariantCulture, $"READY=1\nSTATUS={held} partitions held at the start"));
        if (environment.WatchdogInterval is { } interval)
        {
            using var timer = new PeriodicTimer(interval / 2, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Send("WATCHDOG=1");
            }
        }
        else
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
        }
    }

    private void Announce()
    {
        if (environment.HasStore)
        {
            logger.HasStore(environment.NotifySocket!);
        }
        else
        {
            logger.HasNoStore();
        }
    }

    private Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        return started.Task.WaitAsync(cancellationToken);
    }

    private void Send(string message)
    {
        try
        {
            manager!.Send(message);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            logger.ManagerUnreachable(exception.Message);
        }
    }
}
