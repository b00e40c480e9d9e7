using System.Globalization;
using Levelset.Agent.Partitions;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Systemd;

/// <summary>Notifies the service manager that the agent is ready, alive or stopping.</summary>
internal sealed class SystemdNotifier(
    NotifySocket? manager,
    SystemdEnvironment environment,
    HeldPartitions partitions,
    TimeProvider time,
    ILogger<SystemdNotifier> logger)
{
    /// <summary>Notifies that the agent is ready, and logs whether the manager stores descriptors.</summary>
    public void Ready()
    {
        Announce();
        var held = partitions.All.Count;
        Send(string.Create(CultureInfo.InvariantCulture, $"READY=1\nSTATUS={held} {(held == 1 ? "partition" : "partitions")} restored"));
    }

    /// <summary>Sends watchdog notifications, twice per timeout.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        if (manager is null || environment.WatchdogInterval is not { } interval)
        {
            return;
        }

        using var timer = new PeriodicTimer(interval / 2, time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            Send("WATCHDOG=1");
        }
    }

    /// <summary>Notifies that the agent is stopping. To be called before anything is stopped.</summary>
    public void Stopping() => Send("STOPPING=1");

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

    private void Send(string message)
    {
        try
        {
            manager?.Send(message);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            logger.ManagerUnreachable(exception.Message);
        }
    }
}
