using System.Text.Json;
using Levelset.Agent.Daemon;
using Levelset.Agent.Devices;
using Levelset.Agent.Sockets;
using Levelset.Agent.State;
using Levelset.Agent.Systemd;
using Levelset.Agent.Tests.Commands;

namespace Levelset.Agent.Tests.Daemon;

/// <summary>A daemon in this process, with its own socket in a directory of its own.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly AgentSocket socket;
    private readonly StateDirectory state;
    private readonly AgentDaemon daemon;

    private RunningAgent(string service, IMshvDevice device, string? statePath, SystemdEnvironment? manager, HostPollerOptions? watch)
    {
        socket = AgentSocket.Acquire(directory["agent.sock"]);
        state = StateDirectory.Acquire(statePath ?? directory["state"], "h1");
        daemon = AgentComposition.Build(
            new AgentOptions(service, "h1", socket.Path, "Host one"),
            device,
            socket,
            state,
            Logs,
            manager,
            new ReconnectOptions
            {
                InitialDelay = TimeSpan.FromMilliseconds(1),
                MaxDelay = TimeSpan.FromMilliseconds(20),
                RefusedDelay = TimeSpan.FromMilliseconds(5),
            },
            watch);
    }

    public CapturedLogs Logs { get; } = new();

    public string SocketPath => socket.Path;

    public string HandoverPath => directory["handover.sock"];

    public ServiceState Service => daemon.Service;

    public Outbox Outbox => daemon.Outbox;

    /// <summary>Errors that the test means to cause; any other fails it.</summary>
    public Func<string, bool> Expected { get; set; } = _ => false;

    public static RunningAgent Start(FakeService service, IMshvDevice device, HostPollerOptions? watch = null) =>
        Start(service.Address, device, watch: watch);

    /// <summary>One that may keep its state where an earlier one did.</summary>
    public static RunningAgent Start(
        string service,
        IMshvDevice device,
        string? statePath = null,
        SystemdEnvironment? manager = null,
        HostPollerOptions? watch = null)
    {
        var agent = new RunningAgent(service, device, statePath, manager, watch);
        agent.daemon.Start();
        return agent;
    }

    /// <summary>Runs a command of the command line against this daemon.</summary>
    public Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        Levelset.Agent.Tests.Commands.Agent.RunAsync([.. arguments, "--socket", SocketPath]);

    /// <summary>The same, with --json.</summary>
    public async Task<JsonElement> RunJsonAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync([.. arguments, "--json"]);
        Assert.Equal((0, string.Empty), (exitCode, error));
        return JsonDocument.Parse(output).RootElement;
    }

    public Task StopAsync() => daemon.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await daemon.DisposeAsync();
        socket.Dispose();
        state.Dispose();
        directory.Dispose();
        Assert.DoesNotContain(Logs.Errors, error => !Expected(error));
    }
}
