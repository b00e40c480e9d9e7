using Levelset.Api.Activities;
using Levelset.Api.Agents;
using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Data.Embedded;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Hosts;
using Levelset.Api.LiveMigration;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Levelset.Api.Partitions;
using Levelset.Api.Planning;
using Levelset.Api.Pools;
using Levelset.Api.Sessions;
using Levelset.Api.Web;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using Polly;

namespace Levelset.Api.Hosting;

/// <summary>Puts the service together and runs it.</summary>
public static class ServiceHost
{
    /// <summary>Runs until stopped; the private cluster, when there is one, is stopped last.</summary>
    /// <returns>The exit code: 0, or 1 when the database cannot be had.</returns>
    public static async Task<int> RunAsync(ServiceConfiguration configuration, CancellationToken cancellationToken)
    {
        var options = configuration.Options;
        try
        {
            await using var cluster = options.Database is null
                ? await EmbeddedCluster.StartAsync(options.Data, durable: true, cancellationToken)
                : null;
            await using var app = Build(configuration, options, options.Database ?? cluster!.ConnectionString, TimeProvider.System);
            await MigrateAsync(app.Services, cancellationToken);
            await app.StartAsync(cancellationToken);
            HostingLog.Listening(
                app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Levelset.Api"),
                string.Join(" and ", app.Urls),
                cluster is null ? "the database of the connection string" : $"a private PostgreSQL in {options.Data}");
            await app.WaitForShutdownAsync(cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped before it was ready.
            return 0;
        }
        catch (Exception exception) when (exception is EmbeddedClusterException or NpgsqlException or IOException)
        {
            await Console.Error.WriteLineAsync($"levelset-api: {exception.Message}");
            return 1;
        }
    }

    /// <summary>The application, not yet started; the database is expected to exist.</summary>
    /// <param name="configuration">Its logging; what else it has stands in <paramref name="options"/>.</param>
    /// <param name="options">What the service does.</param>
    /// <param name="connectionString">Where the database is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="configure">Changes services before they are built.</param>
    public static WebApplication Build(
        ServiceConfiguration configuration,
        ServiceOptions options,
        string connectionString,
        TimeProvider time,
        Action<IServiceCollection>? configure = null)
    {
        // Empty, so that nothing is read but the configuration that has been checked: no file of the working directory and no
        // variable of ASP.NET.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddConfiguration(configuration.Values);
        AddLogging(builder);
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Grpc, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(options.Http, listen => listen.Protocols = HttpProtocols.Http1);

            // An agent whose machine died is noticed, so that its host id becomes free.
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(10);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        });
        AddServices(builder.Services, options, connectionString, time);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<OpenCalls>().InvokeAsync);
        app.UseMiddleware<StatusDetailsMiddleware>();
        app.UseWebUi();
        app.MapPools();
        app.MapHosts();
        app.MapPartitions();
        app.MapLiveMigration();
        app.MapPlanning();
        app.MapActivities();
        app.MapAgents();
        app.MapGrpcReflectionService();
        app.MapHealth();
        app.MapWebUi();
        return app;
    }

    /// <summary>Brings the database to this version's schema; makes it where there is none.</summary>
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var contexts = services.GetRequiredService<IDbContextFactory<LevelsetDbContext>>();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        await db.Database.MigrateAsync(cancellationToken);
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging.AddConfiguration(builder.Configuration.GetSection(LoggingSettings.Section)).AddConsole();
        builder.Logging.Configure(logging => logging.ActivityTrackingOptions =
            ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId | ActivityTrackingOptions.ParentId);

        // Tells systemd when the service is ready and when it stops. It would choose the journal's format over the one that
        // was configured, which is the journal's by default.
        builder.Services.AddSystemd();
        builder.Services.PostConfigure<ConsoleLoggerOptions>(
            console => console.FormatterName = builder.Configuration[LoggingSettings.Format]);
        OneLineFormatter.AddTo(builder.Services);
    }

    private static void AddServices(
        IServiceCollection services,
        ServiceOptions options,
        string connectionString,
        TimeProvider time)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = ServiceOptions.MaximumMessageSize;
            grpc.Interceptors.Add<ErrorInterceptor>();
        });
        services.AddGrpcReflection();
        services.AddHealth();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.DrainTimeout + TimeSpan.FromSeconds(10));
        services.AddSingleton(options);
        services.AddSingleton(time);
        services.AddSingleton<OpenCalls>();
        services.AddHostedService(provider => provider.GetRequiredService<OpenCalls>());
        services.AddDatabase(connectionString)
            .AddChangeFeed(connectionString)
            .AddMapping()
            .AddActivities()
            .AddFleetCache()
            .AddSessions()
            .AddPools()
            .AddLiveMigration()
            .AddPlanning()
            .AddPartitions()
            .AddHosts()
            .AddAgents();
        services.AddWebUi();
    }
}
