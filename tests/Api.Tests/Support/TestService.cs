using System.Net;
using Grpc.Net.Client;
using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Hosting;
using Levelset.Api.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Levelset.Api.Tests.Support;

/// <summary>The service on real sockets, over a database of its own, with a clock that the test moves.</summary>
public sealed class TestService : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly List<IAsyncDisposable> opened = [];

    private readonly HeldRead publication;

    private TestService(WebApplication app, ObservableTimeProvider time, LoggedErrors log, HeldRead publication)
    {
        this.app = app;
        this.publication = publication;
        Time = time;
        Log = log;
        Grpc = new Uri(app.Urls.First());
        Http = new Uri(app.Urls.Last());
        Channel = NewChannel();
        Pools = new PoolService.PoolServiceClient(Channel);
        Hosts = new HostService.HostServiceClient(Channel);
        Partitions = new PartitionService.PartitionServiceClient(Channel);
        Migrations = new MigrationService.MigrationServiceClient(Channel);
        Activities = new ActivityService.ActivityServiceClient(Channel);
        Planning = new PlanningService.PlanningServiceClient(Channel);
    }

    public static ServiceOptions Options { get; } = new()
    {
        Grpc = new IPEndPoint(IPAddress.Loopback, 0),
        Http = new IPEndPoint(IPAddress.Loopback, 0),
    };

    /// <summary>The reads of partitions for verdicts; one that is answered from memory makes none.</summary>
    public required HeldRead PartitionSnapshot { get; init; }

    /// <summary>The reads of all hosts, or of those that have changed, for listings of targets from memory.</summary>
    public required HeldRead Fleet { get; init; }

    /// <summary>The reads of the commands that wait, when the log of changes has said that partitions are to be made or closed.</summary>
    public required HeldRead Commands { get; init; }

    /// <summary>The records of partitions that are to be made.</summary>
    public required HeldCommit Creations { get; init; }

    /// <summary>The commits of all changes.</summary>
    public required LostCommit Commits { get; init; }

    /// <summary>The reads of pools for the state that a watch begins with, a page each.</summary>
    public required HeldRead PoolPages { get; init; }

    public ObservableTimeProvider Time { get; }

    public LoggedErrors Log { get; }

    public Uri Grpc { get; }

    public Uri Http { get; }

    public GrpcChannel Channel { get; }

    public PoolService.PoolServiceClient Pools { get; }

    public HostService.HostServiceClient Hosts { get; }

    public PartitionService.PartitionServiceClient Partitions { get; }

    public MigrationService.MigrationServiceClient Migrations { get; }

    public ActivityService.ActivityServiceClient Activities { get; }

    public PlanningService.PlanningServiceClient Planning { get; }

    public static async Task<TestService> StartAsync(
        string connectionString,
        ObservableTimeProvider? time = null,
        Func<ServiceOptions, ServiceOptions>? change = null)
    {
        time ??= new ObservableTimeProvider();
        var log = new LoggedErrors();

        // Only the assignments are read with host, pool and heartbeat together, and only for verdicts partition and baseline.
        var publication = new HeldRead(sql => Has(sql, "JOIN pools") && Has(sql, "JOIN agent_sessions"));
        var partitionFacts = new HeldRead(sql => Has(sql, "FROM partitions") && Has(sql, "FROM baselines"));
        var fleet = new HeldRead(sql =>
            Has(sql, "FROM hosts") && Has(sql, "silent") && Has(sql, "LIMIT") && !Has(sql, "display_name") && !Has(sql, "WITH ORDINALITY") && !Has(sql, "coalesce"));
        var commands = new HeldRead(sql => Has(sql, "FROM partitions") && Has(sql, "held_by_agent AND p.state IN"));
        var creations = new HeldCommit(sql => Has(sql, "INSERT INTO partitions"));
        var commits = new LostCommit();
        var poolPages = new HeldRead(sql => Has(sql, "FROM pools") && Has(sql, "p.id > @after") && Has(sql, "LIMIT"));
        var configuration = ServiceConfiguration.Read(
            [new GivenSetting("Logging:LogLevel:Default", "Debug", "test")],
            null,
            new Dictionary<string, string>(),
            AppContext.BaseDirectory,
            isSystemdService: false);
        Assert.Empty(configuration.Faults);
        var app = ServiceHost.Build(configuration, change?.Invoke(Options) ?? Options, connectionString, time, services =>
        {
            services.RemoveAll<ILoggerProvider>();
            services.AddSingleton<ILoggerProvider>(log);
            services.ConfigureDbContext<LevelsetDbContext>(db => db.AddInterceptors(
                publication, partitionFacts, fleet, commands, creations, poolPages, commits));
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestService(app, time, log, publication)
        {
            PartitionSnapshot = partitionFacts,
            Fleet = fleet,
            Commands = commands,
            Creations = creations,
            PoolPages = poolPages,
            Commits = commits,
        };

        static bool Has(string sql, string part) => sql.Contains(part, StringComparison.Ordinal);
    }

    /// <summary>Holds up the next round of assignments after its read.</summary>
    public HeldRead HoldNextPublication()
    {
        publication.Arm();
        return publication;
    }

    /// <summary>One of its parts.</summary>
    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public GrpcChannel NewChannel() => GrpcChannel.ForAddress(Grpc);

    /// <summary>An agent on a connection of its own; it is closed with the service at the latest.</summary>
    public TestAgent Agent(string host, FeatureWords? offers = null)
    {
        var agent = new TestAgent(NewChannel(), host, offers ?? FeatureWords.Plain);
        opened.Add(agent);
        return agent;
    }

    /// <summary>An agent that has said hello and reported.</summary>
    public async Task<TestAgent> ConnectAsync(string host, FeatureWords? offers = null)
    {
        var agent = Agent(host, offers);
        await agent.HelloAsync();
        await agent.ReportAsync();
        return agent;
    }

    /// <summary>Stops it as SIGTERM does; what it answered last can still be read.</summary>
    public Task StopAsync() => app.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var one in opened)
        {
            await one.DisposeAsync();
        }

        Channel.Dispose();
        await app.DisposeAsync();
    }
}
