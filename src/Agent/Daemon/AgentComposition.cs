using Google.Protobuf;
using Grpc.Net.Client;
using Levelset.Agent.Control;
using Levelset.Agent.Devices;
using Levelset.Agent.Handover;
using Levelset.Agent.Partitions;
using Levelset.Agent.Probe;
using Levelset.Agent.Sockets;
using Levelset.Agent.State;
using Levelset.Agent.Systemd;
using Levelset.Mshv;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Daemon;

/// <summary>Composes the daemon without a container, whose code would be a good part of so small a process.</summary>
internal static class AgentComposition
{
    /// <summary>A daemon that has not been started. Options must be valid; device, socket and directory stay the caller's.</summary>
    /// <exception cref="MshvException">The device does not answer.</exception>
    /// <exception cref="AgentException">What it answers is nothing to report, or the service manager is not there.</exception>
    public static AgentDaemon Build(
        AgentOptions options,
        IMshvDevice device,
        AgentSocket socket,
        StateDirectory directory,
        ILoggerFactory loggers,
        SystemdEnvironment? manager = null,
        ReconnectOptions? reconnect = null,
        HostPollerOptions? watch = null)
    {
        manager ??= new SystemdEnvironment();
        reconnect ??= new ReconnectOptions();
        var time = TimeProvider.System;
        var host = new CurrentHost(HostReading.Read(device, time));
        var service = new ServiceState();
        var hostName = ResourceName.Host(options.HostId);

        // State on disk and in the service manager.
        var notify = manager.NotifySocket is { } address ? new NotifySocket(address, time) : null;
        var store = new DescriptorStore(notify, manager, Log<DescriptorStore>());
        var journal = new Journal(File("journal", AgentV1.Journal.Parser), hostName);
        var outbox = new Outbox(journal, Log<Outbox>());
        var partitions = new HeldPartitions(journal, outbox, store, Log<HeldPartitions>());
        var assignment = new SavedAssignment(File("assignment", AgentV1.KeptAssignment.Parser), hostName, service, time, Log<SavedAssignment>());
        assignment.Restore();
        new Recovery(device, journal, partitions, store, manager, Log<Recovery>()).Run();

        // Reports to the service, and its commands.
        var channel = GrpcChannel.ForAddress(options.Service, ChannelOptions());
        var context = new SessionContext(
            options,
            device,
            host,
            service,
            partitions,
            outbox,
            new HostReader(device, host, time, Log<HostReader>()),
            new FeatureReporter(host),
            new CommandExecutor(device, host, partitions, outbox, time, Log<CommandExecutor>()),
            assignment);
        var connection = new ServiceConnection(
            new V1.AgentService.AgentServiceClient(channel), context, reconnect, time, Log<ServiceConnection>());

        // Requests of this host's users and VMMs.
        var arguments = new LocalArguments(device, host, service);
        var creation = new LocalCreation(device, service, arguments, partitions, time, Log<LocalCreation>());
        var claims = new Claims(partitions, time, Log<Claims>());
        var adoptions = new Adoptions(options.AllowedUids, device, service, arguments, partitions, time, Log<Adoptions>());
        var endpoint = HandoverEndpoint.For(options.HandoverPath, socket);
        var requests = new ControlRequestHandler(
            hostName, device, host, service, partitions, creation, arguments, claims, endpoint, Log<ControlRequestHandler>());

        return new AgentDaemon(
            new HostPoller(context.Readings, context.Reports, watch ?? new HostPollerOptions(options.ReportInterval), time),
            connection,
            new ControlServer(socket, requests.Answer, time, Log<ControlServer>()),
            new HandoverServer(endpoint, new HandoverRequestHandler(claims, adoptions), time, Log<HandoverServer>()),
            new HolderMonitor(partitions, creation, time, Log<HolderMonitor>()),
            new SystemdNotifier(notify, manager, partitions, time, Log<SystemdNotifier>()),
            host,
            service,
            outbox,
            notify is null ? [channel, partitions] : [channel, partitions, notify],
            Log<AgentDaemon>());

        ILogger<T> Log<T>() => loggers.CreateLogger<T>();

        StateFile<T> File<T>(string name, MessageParser<T> parser)
            where T : class, IMessage<T> => new(directory, name, parser, time, Log<StateFile<T>>());
    }

    // A stream is silent between heartbeats; a dead connection must be detected within a minute even so.
    private static GrpcChannelOptions ChannelOptions() => new()
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        },
        DisposeHttpClient = true,
    };
}
