using Google.Protobuf;
using Grpc.Net.Client;
using Levelset.Agent.Control;
using Levelset.Agent.Devices;
using Levelset.Agent.Handover;
using Levelset.Agent.Keeping;
using Levelset.Agent.Partitions;
using Levelset.Agent.Supervision;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Daemon;

/// <summary>Puts the daemon together.</summary>
internal static class AgentApplication
{
    /// <summary>An application that has not been started. Options must be valid, and the socket claimed.</summary>
    /// <exception cref="Interop.MshvException">The device does not answer.</exception>
    /// <exception cref="AgentException">What it answers is nothing to report.</exception>
    public static WebApplication Build(
        AgentOptions options,
        IMshvDevice device,
        ControlSocket socket,
        StateDirectory directory,
        ManagerEnvironment? manager = null,
        ReconnectOptions? reconnect = null,
        Action<ILoggingBuilder>? logging = null,
        HostWatchOptions? watch = null)
    {
        // The empty builder reads neither files nor ASPNETCORE_ variables: nothing but the command line configures an agent.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.ListenUnixSocket(socket.Path, listen => listen.Protocols = HttpProtocols.Http2));
        builder.WebHost.UseSockets(transport => transport.CreateBoundListenSocket = socket.Bind);
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.Configure<ConsoleLifetimeOptions>(console => console.SuppressStatusMessages = true);
        (logging ?? LogToStandardError)(builder.Logging);
        AddAgent(builder.Services, options, device);
        builder.Services.AddSingleton(reconnect ?? new ReconnectOptions());
        builder.Services.AddSingleton(watch ?? new HostWatchOptions(options.ReportInterval));
        AddKeeping(builder.Services, directory, manager ?? new ManagerEnvironment());
        AddHandover(builder.Services, options, socket);

        var application = builder.Build();
        application.Services.GetRequiredService<KeptAssignments>().Restore();
        application.Services.GetRequiredService<Recovery>().Run();
        application.MapGrpcService<ControlService>();
        return application;
    }

    private static void AddAgent(IServiceCollection services, AgentOptions options, IMshvDevice device)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        // By factory, the container would dispose it; it belongs to whoever opened it.
        services.AddSingleton(device);
        services.AddSingleton(new AgentState(HostReading.Read(device, TimeProvider.System)));
        services.AddSingleton<HostReadings>();
        services.AddSingleton<FeatureReports>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<HeldPartitions>();
        services.AddSingleton<CommandExecutor>();
        services.AddSingleton<LocalArguments>();
        services.AddSingleton<LocalCreation>();
        services.AddSingleton<SessionContext>();
        services.AddSingleton(_ => GrpcChannel.ForAddress(options.Service, ChannelOptions()));
        services.AddSingleton(provider => new Wire.AgentService.AgentServiceClient(provider.GetRequiredService<GrpcChannel>()));
        services.AddHostedService<HostWatch>();
        services.AddHostedService<ServiceConnection>();
    }

    private static void AddKeeping(IServiceCollection services, StateDirectory directory, ManagerEnvironment manager)
    {
        services.AddSingleton(manager);
        services.AddSingleton(provider => new KeptAssignments(
            File(provider, "assignment", V1.KeptAssignment.Parser),
            provider.GetRequiredService<AgentOptions>(),
            provider.GetRequiredService<AgentState>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KeptAssignments>>()));
        services.AddSingleton(provider => new Journal(
            File(provider, "journal", V1.Journal.Parser),
            $"hosts/{provider.GetRequiredService<AgentOptions>().HostId}"));
        services.AddSingleton<Recovery>();
        if (manager.NotifySocket is { } address)
        {
            services.AddSingleton(new NotifySocket(address, TimeProvider.System));
        }

        services.AddSingleton<IDescriptorStore>(provider => new DescriptorStore(
            provider.GetService<NotifySocket>(),
            manager,
            provider.GetRequiredService<ILogger<DescriptorStore>>()));
        services.AddHostedService(provider => new ManagerNotices(
            provider.GetService<NotifySocket>(),
            manager,
            provider.GetRequiredService<HeldPartitions>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ManagerNotices>>()));

        StateFile<T> File<T>(IServiceProvider provider, string name, MessageParser<T> parser)
            where T : class, IMessage<T> => new(
                directory,
                name,
                parser,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<StateFile<T>>>());
    }

    private static void AddHandover(IServiceCollection services, AgentOptions options, ControlSocket socket)
    {
        services.AddSingleton(HandoverPlace.For(options, socket));
        services.AddSingleton<Claims>();
        services.AddSingleton<Adoptions>();
        services.AddSingleton<HandoverRequests>();
        services.AddHostedService<HandoverServer>();
        services.AddHostedService<ProcessWatch>();
    }

    // A stream that is silent between heartbeats must be found dead within a minute even when no packet says so.
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

    private static void LogToStandardError(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Grpc", LogLevel.Warning);
    }
}
