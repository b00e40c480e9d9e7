using System.Collections.Concurrent;
using Grpc.Net.Client;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Levelset.Api.Tests.Hosting;

/// <summary>Two true processes of the service over one true PostgreSQL.</summary>
[Trait("Length", "long")]
public sealed class TwoProcessesTests(Postgres postgres) : IAsyncLifetime
{
    private const int Hosts = 40;
    private const int Movers = 16;
    private const int Connections = 6;

    private static readonly string[] PoolIds = ["a", "b", "c"];

    private static readonly FeatureWords[] Palette =
    [
        FeatureWords.Plain,
        FeatureWords.Plain.With("fma", "f16c"),
        FeatureWords.Plain.Without("aes"),
        FeatureWords.Plain.Without("avx"),
        FeatureWords.X86(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue),
        FeatureWords.X86(ulong.MaxValue << 1, 1UL << 63 | 1UL << 61, ulong.MaxValue >> 1),
    ];

    private readonly ScratchDirectory directory = new();
    private readonly List<GrpcChannel> channels = [];
    private readonly List<TestAgent> agents = [];
    private TestDatabase? database;
    private ServiceProcess[] services = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // 10,000 on demand: LEVELSET_CONCURRENT_CHANGES=10000.
    private static int Changes =>
        int.Parse(Environment.GetEnvironmentVariable("LEVELSET_CONCURRENT_CHANGES") ?? "1500", System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask InitializeAsync()
    {
        database = await postgres.CreateDatabaseAsync();
        services = [await StartAsync(), await StartAsync()];
        channels.AddRange(services.Select(service => service.Channel()));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in agents)
        {
            await agent.DisposeAsync();
        }

        channels.ForEach(channel => channel.Dispose());
        foreach (var service in services)
        {
            await service.KillAsync();
            service.Dispose();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }

        directory.Dispose();
    }

    [Fact]
    public async Task ReportsJoinsAndLeaves_AtBothAtOnce_BreakNoInvariantAtAnyGeneration()
    {
        // A pool that goes up and down with its members makes the most generations; one of defaults quarantines most reports. The
        // policies stay as they are, so that every generation can be computed again.
        foreach (var (id, policy) in PoolIds.Zip<string, PoolPolicy>(
        [
            new(),
            new()
            {
                Raise = PoolPolicy.Types.Raise.Automatic,
                ReservedBits = PoolPolicy.Types.ReservedBits.Disable,
                ExcludedFeatures = { "sse4_1", "avx", "bank1:1" },
            },
            new()
            {
                Raise = PoolPolicy.Types.Raise.Automatic,
                Drift = PoolPolicy.Types.Drift.LevelDown,
                FloorFeatures = { "sse4_2", "aes" },
            },
        ]))
        {
            await Pools(0).CreatePoolAsync(
                new CreatePoolRequest { PoolId = id, Pool = new Pool { Architecture = Levelset.V1.Architecture.X8664, Policy = policy } },
                cancellationToken: Cancel);
        }

        for (var i = 0; i < Hosts; i++)
        {
            await ConnectAsync($"h{i}", i % 2, Palette[i % Palette.Length]);
        }

        var refusals = new ConcurrentBag<string>();
        var reports = Changes * 6 / 10;
        var moves = Changes - reports;
        await Task.WhenAll(
            agents.Select((agent, i) => ReportsAsync(agent, new Random(i), Share(reports, Hosts, i)))
                .Concat(Enumerable.Range(0, Movers).Select(i => MovesAsync(i, new Random(1000 + i), Share(moves, Movers, i), refusals))));

        Assert.Subset(new HashSet<string> { Reasons.HostsDoNotFit, Reasons.HostNotMember }, refusals.ToHashSet());
        await using var db = new LevelsetDbContext(
            new DbContextOptionsBuilder<LevelsetDbContext>().UseNpgsql(database!.ConnectionString).Options);
        var generations = new List<int>();
        foreach (var id in PoolIds)
        {
            await StoredInvariants.AssertHistoryAsync(db, id, isPolicyFixed: true);
            await StoredInvariants.AssertPresentAsync(db, id, host => agents.Single(agent => agent.Host == host).Offers.Set);
            generations.Add(await db.Baselines.CountAsync(row => row.PoolId == id, Cancel));
        }

        Assert.InRange(generations.Sum(), Changes / 20, int.MaxValue);

        // No report is lost: what every agent was acknowledged last is what is stored.
        var stored = await db.Hosts.Include(host => host.Supported).ToDictionaryAsync(host => host.Id, host => host.Supported!.Features, Cancel);
        Assert.All(agents, agent => Assert.Equal(agent.Offers.Set, stored[agent.Host]));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{reports} reports, {moves} joins and leaves ({refusals.Count} refused), {string.Join(" + ", generations)} generations");
    }

    [Fact]
    public async Task Kill_OfTheProcessThatHoldsTheAgent_LosesNothing()
    {
        await Pools(1).CreatePoolAsync(new CreatePoolRequest { PoolId = "p" }, cancellationToken: Cancel);
        var agent = await ConnectAsync("h1", 0, FeatureWords.Plain);
        await Pools(1).AddHostsAsync(new AddHostsRequest { Pool = "pools/p", Hosts = { "hosts/h1" } }, cancellationToken: Cancel);
        await agent.NextAssignmentAsync(one => one.Generation == 1);

        await services[0].KillAsync();
        await agent.Ended.WaitAsync(TestAgent.Timeout, Cancel);
        var creation = new PartitionService.PartitionServiceClient(channels[1])
            .CreatePartitionAsync(new CreatePartitionRequest { Pool = "pools/p" }, cancellationToken: Cancel).ResponseAsync;
        await database!.WaitForAsync("SELECT 1 FROM partitions WHERE state = 1");
        var again = agent.Again(services[1].Channel());
        agents.Add(again);
        await again.HelloAsync();
        var made = await creation;

        Assert.Equal(Partition.Types.State.Active, made.State);
        Assert.Contains(made.Name, again.Held.Keys);
        Assert.Equal("pools/p", (await again.AssignmentAsync(one => one.Generation == 1)).Pool);
    }

    // Mostly one rare loss, so that nearly every report moves the level of a pool that follows it.
    internal static FeatureWords Draw(Random random) => random.Next(40) == 0
        ? Palette[random.Next(Palette.Length)]
        : FeatureWords.X86(~(1UL << random.Next(64)), ~(1UL << random.Next(64)), ulong.MaxValue);

    private static int Share(int total, int among, int one) => (total / among) + (one < total % among ? 1 : 0);

    private static async Task ReportsAsync(TestAgent agent, Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await agent.ReportAsync(Draw(random));
        }
    }

    private async Task MovesAsync(int mover, Random random, int count, ConcurrentBag<string> refusals)
    {
        for (var i = 0; i < count; i++)
        {
            var pool = $"pools/{PoolIds[random.Next(PoolIds.Length)]}";
            string[] hosts = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => $"hosts/h{random.Next(Hosts)}").Distinct()];
            try
            {
                _ = random.Next(5) < 3
                    ? await Pools((mover + i) % 2).AddHostsAsync(new AddHostsRequest { Pool = pool, Hosts = { hosts } }, cancellationToken: Cancel)
                    : await Pools((mover + i) % 2).RemoveHostsAsync(new RemoveHostsRequest { Pool = pool, Hosts = { hosts } }, cancellationToken: Cancel);
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
            {
                refusals.Add(Refusal.Of(exception).Reason);
            }
        }
    }

    private PoolService.PoolServiceClient Pools(int service) => new(channels[service]);

    private async Task<TestAgent> ConnectAsync(string host, int service, FeatureWords words)
    {
        var agent = new TestAgent(services[service].Channel(), host, words);
        agents.Add(agent);
        await agent.HelloAsync();
        await agent.ReportAsync();
        return agent;
    }

    // Who waits for a connection waits for as long as it takes; who waits for a pool that many others want is given up after the
    // driver's timeout of a statement, which a busy machine reaches when all of them have a connection.
    private Task<ServiceProcess> StartAsync() => ServiceProcess.StartAsync(
        directory.Path,
        "--grpc",
        "127.0.0.1:0",
        "--http",
        "127.0.0.1:0",
        "--database",
        new NpgsqlConnectionStringBuilder(database!.ConnectionString) { MaxPoolSize = Connections, Timeout = 300 }.ConnectionString);
}
