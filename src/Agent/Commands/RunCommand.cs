using System.CommandLine;
using System.Runtime.InteropServices;
using Levelset.Agent.Daemon;
using Levelset.Agent.Devices;
using Levelset.Agent.Probe;
using Levelset.Agent.Sockets;
using Levelset.Agent.State;
using Levelset.Agent.Systemd;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Commands;

/// <summary>"run": the daemon.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var service = new Option<string>("--service")
        {
            Description = "Address of the service (LEVELSET_SERVICE).",
            HelpName = "URL",
            DefaultValueFactory = _ => EnvironmentVariable.Read("LEVELSET_SERVICE") ?? AgentOptions.DefaultService,
        };
        var hostId = new Option<string>("--host-id")
        {
            Description = "Host id (LEVELSET_HOST_ID).",
            HelpName = "ID",
            DefaultValueFactory = _ => EnvironmentVariable.Read("LEVELSET_HOST_ID") ?? Environment.MachineName.ToLowerInvariant(),
        };
        var displayName = new Option<string>("--display-name")
        {
            Description = "Display name.",
            HelpName = "NAME",
            DefaultValueFactory = _ => string.Empty,
        };
        var interval = new Option<string>("--report-interval")
        {
            Description = "How often to read the host again: 1s to 24h (LEVELSET_REPORT_INTERVAL).",
            HelpName = "TIME",
            DefaultValueFactory = _ => EnvironmentVariable.Read("LEVELSET_REPORT_INTERVAL") ?? AgentOptions.DefaultReportInterval,
        };
        var socket = SocketOption.Create();
        var keeping = new StateOptions();
        var devices = new DeviceOptions();
        var command = new Command("run", "Run the daemon: report to the service and hold this host's partitions.")
        {
            service, hostId, displayName, interval, socket,
        };
        keeping.AddTo(command);
        devices.AddTo(command);
        command.SetAction((result, cancellationToken) =>
        {
            var options = keeping.Read(result, new AgentOptions(
                result.GetValue(service)!,
                result.GetValue(hostId)!,
                result.GetValue(socket)!,
                result.GetValue(displayName)!,
                result.GetValue(interval)!));
            UsageException.ThrowIfAny([.. options.Validate(), .. devices.Request(result).Validate()]);
            return RunAsync(options, devices.Request(result), result.InvocationConfiguration.Error, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        AgentOptions options,
        DeviceRequest request,
        TextWriter log,
        CancellationToken cancellationToken)
    {
        var manager = SystemdEnvironment.Take();
        var loggers = new TextLoggers(log, TimeProvider.System);
        using var device = request.Open();
        using var socket = AgentSocket.Acquire(options.SocketPath);
        using var directory = StateDirectory.Acquire(options.StatePath, options.HostId);
        await using var daemon = AgentComposition.Build(options, device, socket, directory, loggers, manager);
        using var terminate = StopOn(PosixSignal.SIGTERM, daemon);
        using var interrupt = StopOn(PosixSignal.SIGINT, daemon);
        using var quit = StopOn(PosixSignal.SIGQUIT, daemon);
        using var cancel = cancellationToken.Register(daemon.RequestStop);
        daemon.Start();
        Announce(loggers.CreateLogger<ServiceConnection>(), daemon.Host, options, device, socket);
        await daemon.StopRequested;
        await daemon.StopAsync();
        return daemon.HasFailed ? ExitCode.Failure : ExitCode.Success;
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, AgentDaemon daemon) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            daemon.RequestStop();
        });

    private static void Announce(ILogger logger, CurrentHost host, AgentOptions options, IMshvDevice device, AgentSocket socket)
    {
        logger.Started(options.HostId, device.Name, host.Capabilities.Supported.Count, socket.Path);
        if (device.IsSimulated)
        {
            logger.Simulated(device.Name);
        }
    }
}
