using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Grpc.Net.Client;
using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Levelset.Api.Tests.Hosting;

/// <summary>
/// A true process of the service is killed under load, alone or with its database, again and again. What it has acknowledged is what
/// the next one finds.
/// </summary>
[Trait("Length", "long")]
public sealed class KillTests : IAsyncLifetime
{
    private const int Hosts = 24;
    private const int Callers = 4;

    private readonly ScratchDirectory directory = new();
    private readonly Dictionary<string, TestAgent> agents = [];
    private readonly ConcurrentDictionary<string, Core.Features.FeatureSet> acknowledged = [];
    private readonly ConcurrentDictionary<string, bool> created = [];
    private readonly ConcurrentDictionary<string, bool> deleting = [];
    private int reports;
    private int calls;
    private ServiceProcess? service;

    public KillTests() => Postgres.Require();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // 100 on demand: LEVELSET_KILLS=100.
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("LEVELSET_KILLS") ?? "2", CultureInfo.InvariantCulture);

    private string Data => Path.Combine(directory.Path, "data");

    private string ConnectionString =>
        new NpgsqlConnectionStringBuilder { Host = Path.Combine(Data, "socket"), Username = "levelset", Database = "levelset", Pooling = false }.ConnectionString;

    public async ValueTask InitializeAsync() => service = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in agents.Values)
        {
            await agent.DisposeAsync();
        }

        if (service is not null)
        {
            await service.StopAsync();
            service.Dispose();
        }

        directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_UnderLoad_LosesNothingThatWasAcknowledged(bool withDatabase)
    {
        var policy = new PoolPolicy { Raise = PoolPolicy.Types.Raise.Automatic, Drift = PoolPolicy.Types.Drift.LevelDown };
        using (var channel = service!.Channel())
        {
            var pools = new PoolService.PoolServiceClient(channel);
            await pools.CreatePoolAsync(
                new CreatePoolRequest { PoolId = "p", Pool = new Pool { Architecture = Levelset.V1.Architecture.X8664, Policy = policy } },
                cancellationToken: Cancel);
            await ConnectAsync();
            await pools.AddHostsAsync(new AddHostsRequest { Pool = "pools/p", Hosts = { agents.Keys.Select(host => $"hosts/{host}") } }, cancellationToken: Cancel);
        }

        var random = new Random(1);
        var longest = TimeSpan.Zero;
        for (var kill = 0; kill < Kills; kill++)
        {
            await LoadUntilKilledAsync(random.Next(20, 200), withDatabase);
            var started = Stopwatch.GetTimestamp();
            service = await StartAsync();
            await ConnectAsync();
            var healed = Stopwatch.GetElapsedTime(started);
            longest = healed > longest ? healed : longest;
            await AssertNothingLostAsync();
        }

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Kills} kills{(withDatabase ? " with the database" : "")}: {reports} reports and {calls} calls acknowledged, 0 lost; READY again after at most {longest.TotalSeconds:0.0} s"));
    }

    private Task<ServiceProcess> StartAsync() => ServiceProcess.StartAsync(Data, "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0");

    // Every host is READY and has told the service what it offers.
    private async Task ConnectAsync()
    {
        for (var i = 0; i < Hosts; i++)
        {
            var host = $"h{i}";
            var before = agents.GetValueOrDefault(host);
            if (before is not null)
            {
                await before.DisposeAsync();
            }

            agents[host] = before is null ? new TestAgent(service!.Channel(), host, FeatureWords.Plain) : before.Again(service!.Channel());
        }

        await Task.WhenAll(agents.Values.Select(async agent =>
        {
            await agent.HelloAsync();
            await AssertKeptAsync(agent);
            await agent.ReportAsync();
            acknowledged[agent.Host] = agent.Offers.Set;
        }));
    }

    // Before it reports again: the last report that was acknowledged, or the one that was under way.
    private async Task AssertKeptAsync(TestAgent agent)
    {
        if (!acknowledged.TryGetValue(agent.Host, out var last))
        {
            return;
        }

        await using var db = Open();
        var stored = await db.Hosts.Include(host => host.Supported).AsNoTracking().SingleAsync(host => host.Id == agent.Host, Cancel);
        Assert.True(
            stored.Supported!.Features.Equals(last) || stored.Supported.Features.Equals(agent.Offers.Set),
            $"{agent.Host} has {stored.Supported.Features}, not {last} or {agent.Offers.Set}");
    }

    private async Task LoadUntilKilledAsync(int until, bool withDatabase)
    {
        using var channel = service!.Channel();
        var before = Volatile.Read(ref reports) + Volatile.Read(ref calls);
        var load = agents.Values.Select((agent, i) => ReportAsync(agent, new Random(i)))
            .Concat(Enumerable.Range(0, Callers).Select(_ => CallAsync(channel)))
            .ToList();
        while (Volatile.Read(ref reports) + Volatile.Read(ref calls) < before + until)
        {
            await Task.Delay(TestAgent.Interval, Cancel);
        }

        if (withDatabase)
        {
            var postmaster = (await File.ReadAllLinesAsync(Path.Combine(Data, "postgresql", "postmaster.pid"), Cancel))[0];
            using var database = Process.GetProcessById(int.Parse(postmaster, CultureInfo.InvariantCulture));
            database.Kill();
        }

        await service.KillAsync();
        service.Dispose();
        service = null;
        await Task.WhenAll(load);
    }

    private async Task ReportAsync(TestAgent agent, Random random)
    {
        try
        {
            while (true)
            {
                await agent.ReportAsync(TwoProcessesTests.Draw(random));
                acknowledged[agent.Host] = agent.Offers.Set;
                Interlocked.Increment(ref reports);
            }
        }
        catch (RpcException)
        {
            // It was killed; what was under way may have been stored or not.
        }
    }

    private async Task CallAsync(GrpcChannel channel)
    {
        var partitions = new PartitionService.PartitionServiceClient(channel);
        try
        {
            while (true)
            {
                Partition made;
                try
                {
                    made = await partitions.CreatePartitionAsync(new CreatePartitionRequest { Pool = "pools/p" }, cancellationToken: Cancel);
                }
                catch (RpcException refused) when (refused.StatusCode == StatusCode.FailedPrecondition)
                {
                    // Its host has just reported something else.
                    continue;
                }

                created[made.Name] = true;
                Interlocked.Increment(ref calls);
                if (calls % 2 == 0)
                {
                    deleting[made.Name] = true;
                    await partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = made.Name }, cancellationToken: Cancel);
                    created[made.Name] = false;
                    Interlocked.Increment(ref calls);
                }
            }
        }
        catch (RpcException killed) when (killed.StatusCode is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled)
        {
            // What was under way may have been done or not.
        }
    }

    private async Task AssertNothingLostAsync()
    {
        await using var db = Open();
        await StoredInvariants.AssertHistoryAsync(db, "p", isPolicyFixed: true);
        await StoredInvariants.AssertPresentAsync(db, "p", host => agents[host].Offers.Set);
        var states = await db.Partitions.AsNoTracking().ToDictionaryAsync(row => $"partitions/{row.Id}", row => row.State, Cancel);
        foreach (var (name, isThere) in created)
        {
            if (!isThere)
            {
                Assert.DoesNotContain(name, states.Keys);
            }
            else if (!deleting.ContainsKey(name))
            {
                Assert.Equal(PartitionState.Active, states[name]);
            }
        }

        // What the agents hold is on record.
        var held = agents.Values.SelectMany(agent => agent.Held.Keys).ToHashSet();
        Assert.All(states.Where(one => one.Value == PartitionState.Active), one => Assert.Contains(one.Key, held));
    }

    private LevelsetDbContext Open() => new(new DbContextOptionsBuilder<LevelsetDbContext>().UseNpgsql(ConnectionString).Options);
}
