using Levelset.Agent.Control;
using Levelset.Agent.Handover;
using Levelset.Agent.Probe;
using Levelset.Agent.State;
using Levelset.Agent.Systemd;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Daemon;

/// <summary>Everything that runs in the daemon, from its start to its end.</summary>
internal sealed class AgentDaemon(
    HostPoller watch,
    ServiceConnection connection,
    ControlServer control,
    HandoverServer handover,
    HolderMonitor processes,
    SystemdNotifier notices,
    CurrentHost host,
    ServiceState service,
    Outbox outbox,
    IReadOnlyList<IDisposable> owned,
    ILogger<AgentDaemon> logger) : IAsyncDisposable
{
    // Within what a service manager waits before it kills.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(25);
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? stopped;
    private Task[] running = [];

    /// <summary>The last reading of the host.</summary>
    public CurrentHost Host => host;

    /// <summary>The assignment and the connection.</summary>
    public ServiceState Service => service;

    /// <summary>The messages that the service has not acknowledged.</summary>
    public Outbox Outbox => outbox;

    /// <summary>Completes when the daemon must stop: on request, or because a part of it has failed.</summary>
    public Task StopRequested => stopRequested.Task;

    public bool HasFailed { get; private set; }

    /// <summary>Starts it. Its sockets listen when this returns.</summary>
    /// <exception cref="AgentException">Its handover socket is in use, or its directory is unsafe.</exception>
    public void Start()
    {
        watch.Start();
        handover.Start();
        control.Start();
        running = [RunAsync(connection.RunAsync), RunAsync(watch.RunAsync), RunAsync(processes.RunAsync), RunAsync(notices.RunAsync)];
        notices.Ready();
    }

    /// <summary>Requests the daemon to stop. May be called by any thread, any number of times.</summary>
    public void RequestStop() => stopRequested.TrySetResult();

    /// <summary>Stops the daemon after the calls that have begun are answered. Partitions stay open until it is disposed.</summary>
    public Task StopAsync() => stopped ??= StopOnceAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        control.Dispose();
        handover.Dispose();
        watch.Dispose();
        foreach (var one in owned)
        {
            one.Dispose();
        }

        stopping.Dispose();
    }

    private async Task StopOnceAsync()
    {
        notices.Stopping();
        try
        {
            await Task.WhenAll(control.StopAsync(), handover.StopAsync()).WaitAsync(StopLimit);
            await stopping.CancelAsync();
            await Task.WhenAll(running).WaitAsync(StopLimit);
        }
        catch (TimeoutException)
        {
            logger.StopTimedOut(StopLimit);
        }
    }

    // On the pool: a part that begins with work must not hold up the others.
    private Task RunAsync(Func<CancellationToken, Task> part) => Task.Run(async () =>
    {
        try
        {
            await part(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The agent stops.
        }
        catch (Exception exception)
        {
            logger.PartFailed(exception);
            HasFailed = true;
            RequestStop();
        }
    });
}
