using System.Collections.Concurrent;
using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;
using Architecture = Levelset.V1.Architecture;

namespace Levelset.Api.Tests;

public sealed class ConcurrencyTests(Postgres postgres) : ServiceTest(postgres)
{
    private const int RoundWaits = 2009;

    private static readonly string[] PoolIds = ["a", "b"];

    private static readonly FeatureWords[] Palette =
    [
        FeatureWords.Plain,
        FeatureWords.Plain.With("fma", "f16c"),
        FeatureWords.Plain.Without("aes"),
        FeatureWords.Plain.Without("avx"),
        FeatureWords.X86(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue),
        FeatureWords.X86(ulong.MaxValue << 1, 1UL << 63 | 1UL << 61, ulong.MaxValue >> 1),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Length", "long")]
    public async Task Everything_AtOnce_LosesNothingAndBreaksNoInvariant(int seed)
    {
        foreach (var id in PoolIds)
        {
            await CreatePoolAsync(id, pool => pool.Architecture = Architecture.X8664);
        }

        var agents = new List<TestAgent>();
        for (var i = 0; i < 10; i++)
        {
            agents.Add(await Service.ConnectAsync($"h{i}", Palette[i % Palette.Length]));
        }

        var refusals = new ConcurrentBag<string>();
        var hosts = agents.Select(agent => agent.Host).ToArray();
        await Task.WhenAll(
            agents.Select((agent, i) => ReportsAsync(agent, new Random(seed * 1000 + i)))
                .Concat(Enumerable.Range(0, 6).Select(i => MembershipAsync(hosts, new Random(seed * 1000 + 100 + i), refusals)))
                .Concat(Enumerable.Range(0, 2).Select(i => PoliciesAsync(new Random(seed * 1000 + 200 + i))))
                .Concat(Enumerable.Range(0, 2).Select(i => PartitionsAsync(new Random(seed * 1000 + 300 + i), refusals))));

        Assert.Subset(
            new HashSet<string> { Reasons.HostsDoNotFit, Reasons.HostNotMember, Reasons.NoBaseline, Reasons.NoReadyHost },
            refusals.ToHashSet());
        foreach (var agent in agents)
        {
            await agent.HeartbeatAsync();
            await AssertStoredAsync(agent);
        }

        await using var db = new LevelsetDbContext(
            new DbContextOptionsBuilder<LevelsetDbContext>().UseNpgsql(Database.ConnectionString).Options);
        foreach (var id in PoolIds)
        {
            await StoredInvariants.AssertHistoryAsync(db, id, isPolicyFixed: false);
            await StoredInvariants.AssertPresentAsync(db, id, host => agents.Single(agent => agent.Host == host).Offers.Set);
        }
    }

    [Fact]
    public async Task CreatePool_OthersKeepChangingTheSame_IsAbortedToBeTriedAgain()
    {
        // Every attempt loses, as it would against writers that never rest.
        await Database.ExecuteAsync(
            """
            CREATE FUNCTION always_lost() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'lost' USING ERRCODE = 'serialization_failure';
            END $$;
            CREATE TRIGGER always_lost BEFORE INSERT ON pools FOR EACH ROW EXECUTE FUNCTION always_lost();
            """);
        try
        {
            var refusal = await Refusal.OfAsync(StatusCode.Aborted, Reasons.WriteConflict, () => CreatePoolAsync());
            Assert.Contains("try again", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            await Database.ExecuteAsync("DROP TRIGGER always_lost ON pools; DROP FUNCTION always_lost()");
        }

        await CreatePoolAsync();
    }

    [Fact]
    public async Task AddHosts_WithOneEtagAtOnce_LetsOneThrough()
    {
        var pool = await CreatePoolAsync();
        for (var i = 0; i < 6; i++)
        {
            await Service.ConnectAsync($"h{i}");
        }

        var calls = Enumerable.Range(0, 6).Select(i => Pools.AddHostsAsync(
            new AddHostsRequest { Pool = "pools/p", Hosts = { $"hosts/h{i}" }, Etag = pool.Etag },
            cancellationToken: Cancel).ResponseAsync).ToList();
        await Task.WhenAny(Task.WhenAll(calls));

        _ = Assert.Single(calls, call => call.IsCompletedSuccessfully);
        foreach (var refused in calls.Where(call => call.IsFaulted))
        {
            await Refusal.OfAsync(StatusCode.Aborted, Reasons.EtagStale, () => refused);
        }

        Assert.Equal(1U, (await PoolAsync()).HostCount);
    }

    [Fact]
    public async Task Report_WhileTheHostJoins_IsTheOneThatCounts()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var agent = await Service.ConnectAsync("late");
        await using var connection = await Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using (var hold = new Npgsql.NpgsqlCommand("SELECT 1 FROM hosts WHERE id = 'late' FOR UPDATE", connection))
        {
            await hold.ExecuteNonQueryAsync(Cancel);
        }

        // Both wait for the host's row; whichever comes first, the words of the report are in the sum.
        var report = agent.ReportAsync(FeatureWords.Plain.Without("aes"));
        await WaitingAsync(1);
        var join = AddAsync("p", "late");
        await WaitingAsync(2);
        await transaction.CommitAsync(Cancel);
        await Task.WhenAll(report, join);

        Assert.Equal(FeatureWords.Plain.Without("aes").Wire, (await PoolAsync()).Baseline);
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("late")).State);
    }

    [Fact]
    public async Task CreatePartition_ChosenAsTheVictimOfADeadlock_StartsAgain()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await using var connection = await Database.OpenAsync();
        await ExecuteAsync(connection, "SET deadlock_timeout = '1h'");
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await ExecuteAsync(connection, "SELECT 1 FROM hosts WHERE id = 'h1' FOR UPDATE");

        // It holds the pool and waits for the host; the other way round here. Only the service looks for deadlocks.
        var create = CreatePartitionAsync();
        await WaitingAsync(1);
        await ExecuteAsync(connection, "SELECT 1 FROM pools WHERE id = 'p' FOR UPDATE");
        await transaction.CommitAsync(Cancel);

        Assert.Equal(Partition.Types.State.Active, (await create).State);
    }

    [Fact]
    public async Task Assignments_AgentConnectsWhileOthersAreSent_NeverGoBack()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        await agents[0].AssignmentAsync(one => one.Generation == 1);
        await Service.ConnectAsync("equal");
        await Service.ConnectAsync("low", FeatureWords.Plain.Without("aes"));
        var read = Service.HoldNextPublication();
        await AddAsync("p", "equal");
        await read.IsHeld;
        await AddAsync("p", "low");
        await agents[0].DropAsync();

        // Generation 1 has been read and is not sent yet. What the agent is sent as it connects must not overtake that: it waits.
        var again = agents[0].Again(Service.NewChannel());
        await using var closing = again;
        var hello = again.HelloAsync();
        using var limit = new CancellationTokenSource(TestAgent.Timeout);
        while (!hello.IsCompleted && Service.Log.Entries.All(one => one.Event.Id != RoundWaits))
        {
            await Task.Delay(TestAgent.Interval, limit.Token);
        }

        read.Release();
        await hello;
        await again.AssignmentAsync(one => one.Generation == 2);

        List<ulong> generations;
        lock (again.Received)
        {
            generations = [.. again.Received.Where(message => message.Assignment is not null).Select(message => message.Assignment.Generation)];
        }

        Assert.Equal(generations.Order(), generations);
    }

    private static async Task ExecuteAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private Task WaitingAsync(int count) => Database.WaitForAsync(
        $"SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' HAVING count(*) >= {count}");

    private static async Task ReportsAsync(TestAgent agent, Random random)
    {
        for (var i = 0; i < 12; i++)
        {
            await agent.ReportAsync(Palette[random.Next(Palette.Length)]);
        }
    }

    private async Task MembershipAsync(string[] hosts, Random random, ConcurrentBag<string> refusals)
    {
        for (var i = 0; i < 20; i++)
        {
            var pool = PoolIds[random.Next(PoolIds.Length)];
            var chosen = random.GetItems(hosts, random.Next(1, 3)).Distinct();
            await TryAsync(() => random.Next(5) < 3 ? AddAsync(pool, chosen) : RemoveAsync(pool, chosen), refusals);
        }
    }

    private async Task PoliciesAsync(Random random)
    {
        for (var i = 0; i < 6; i++)
        {
            var policy = new PoolPolicy
            {
                ReservedBits = (PoolPolicy.Types.ReservedBits)random.Next(1, 3),
                ExcludedFeatures = { random.GetItems(["sse4_2", "avx2", "bank1:61"], random.Next(0, 3)) },
            };
            await Pools.UpdatePoolAsync(
                new UpdatePoolRequest
                {
                    Pool = new Pool { Name = $"pools/{PoolIds[random.Next(PoolIds.Length)]}", Policy = policy },
                    UpdateMask = new FieldMask { Paths = { "policy" } },
                },
                cancellationToken: Cancel);
        }
    }

    private async Task PartitionsAsync(Random random, ConcurrentBag<string> refusals)
    {
        for (var i = 0; i < 10; i++)
        {
            var pool = PoolIds[random.Next(PoolIds.Length)];
            await TryAsync(
                async () =>
                {
                    var partition = await CreatePartitionAsync(pool);
                    Assert.Equal(partition.RequestedFeatures, partition.Features);
                },
                refusals);
        }
    }

    private static async Task TryAsync(Func<Task> call, ConcurrentBag<string> refusals)
    {
        try
        {
            await call();
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
        {
            var refusal = Refusal.Of(exception);

            // A host may have drifted between the service's decision and the device's: then it is the device that refuses.
            refusals.Add(refusal.Reason is Reasons.ReadBackDiffers ? Reasons.NoReadyHost : refusal.Reason);
        }
    }

    private async Task AssertStoredAsync(TestAgent agent)
    {
        var host = await HostAsync(agent.Host);
        Assert.Equal(agent.Offers.Wire, host.Supported);
        Assert.NotEqual(Host.Types.State.Pending, host.State);
        if (host.Pool.Length > 0 && host.State == Host.Types.State.Ready)
        {
            var pool = await PoolAsync(host.Pool["pools/".Length..]);
            await agent.AssignmentAsync(one => IsOf(one)
                && (one.Generation, one.Baseline, one.ReservedBits).Equals((pool.Generation, pool.Baseline, pool.Policy.ReservedBits)));
        }
        else
        {
            await agent.AssignmentAsync(one => IsOf(one) && one.Baseline is null);
        }

        bool IsOf(Assignment assignment) => (assignment.Pool, assignment.HostState) == (host.Pool, host.State);
    }
}
