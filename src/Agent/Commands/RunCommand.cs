using System.CommandLine;
using Levelset.Agent.Control;
using Levelset.Agent.Daemon;
using Levelset.Agent.Devices;
using Levelset.Agent.Keeping;
using Levelset.Agent.Supervision;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Commands;

/// <summary>"run": the daemon.</summary>
internal static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var service = new Option<string>("--service")
        {
            Description = "Address of the service (LEVELSET_SERVICE).",
            HelpName = "URL",
            DefaultValueFactory = _ => Setting.Read("LEVELSET_SERVICE") ?? AgentOptions.DefaultService,
        };
        var hostId = new Option<string>("--host-id")
        {
            Description = "This host's id at the service (LEVELSET_HOST_ID).",
            HelpName = "ID",
            DefaultValueFactory = _ => Setting.Read("LEVELSET_HOST_ID") ?? Environment.MachineName.ToLowerInvariant(),
        };
        var displayName = new Option<string>("--display-name")
        {
            Description = "This host's name for people.",
            HelpName = "NAME",
            DefaultValueFactory = _ => string.Empty,
        };
        var interval = new Option<string>("--report-interval")
        {
            Description = "How often to read again what the host offers: 1s to 24h (LEVELSET_REPORT_INTERVAL).",
            HelpName = "TIME",
            DefaultValueFactory = _ => Setting.Read("LEVELSET_REPORT_INTERVAL") ?? AgentOptions.DefaultReportInterval,
        };
        var socket = SocketOption.Create();
        var keeping = new KeepingOptions();
        var devices = new DeviceOptions();
        var command = new Command("run", "Runs the daemon: reports to the service and holds this host's partitions.")
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
            return RunAsync(options, devices.Request(result), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(AgentOptions options, DeviceRequest request, CancellationToken cancellationToken)
    {
        var manager = ManagerEnvironment.Take();
        using var device = request.Open();
        using var socket = ControlSocket.Claim(options.SocketPath);
        using var directory = StateDirectory.Claim(options.StatePath, options.HostId);
        await using var application = AgentApplication.Build(options, device, socket, directory, manager);
        await application.StartAsync(cancellationToken);
        Announce(application, options, device, socket);
        await application.WaitForShutdownAsync(cancellationToken);
        return HasFailed(application) ? ExitCode.Failure : ExitCode.Success;
    }

    private static void Announce(WebApplication application, AgentOptions options, IMshvDevice device, ControlSocket socket)
    {
        var logger = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger<ServiceConnection>();
        var offer = application.Services.GetRequiredService<AgentState>().Offer;
        logger.Started(options.HostId, device.Name, offer.Supported.Count, socket.Path);
        if (device.IsSimulated)
        {
            logger.Simulated(device.Name);
        }
    }

    // The host stops when a background service throws, but calls that a success.
    private static bool HasFailed(WebApplication application) =>
        application.Services.GetServices<IHostedService>()
            .OfType<BackgroundService>()
            .Any(service => service.ExecuteTask is { IsFaulted: true });
}
