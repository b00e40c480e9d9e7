using System.Globalization;
using Levelset.Agent.Partitions;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Systemd;

/// <summary>Tells the service manager that the agent is ready, alive, and stopping.</summary>
internal sealed class SystemdNotifier(
    NotifySocket? manager,
    SystemdEnvironment environment,
    HeldPartitions partitions,
    TimeProvider time,
    ILogger<SystemdNotifier> logger)
{
    /// <summary>Says that the agent is ready, and logs what the manager does for it.</summary>
    public void Ready()
    {
        Announce();
        var held = partitions.All.Count;
        Send(string.Create(CultureInfo.InvariantCulture, $"READY=1\nSTATUS={held} partitions held at the start"));
    }

    /// <summary>Says that the agent is alive for as long as it is, twice as often as the manager wants it.</summary>
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

    /// <summary>Says that the agent stops; to be called before anything of it has gone.</summary>
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
