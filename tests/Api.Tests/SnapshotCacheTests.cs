using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

/// <summary>Verdicts from memory say what the database says.</summary>
public sealed class SnapshotCacheTests(Postgres postgres) : ServiceTest(postgres)
{
    private const string Listeners =
        "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'levelset events'";

    [Fact]
    public async Task CheckMigration_AskedAgain_ReadsNothing()
    {
        var partition = await PairAsync();

        var verdict = await FromMemoryAsync(Service, Pair(partition, "h2"));

        Assert.True(verdict.Verdict.Compatible);
        Assert.Equal(await FromDatabaseAsync(Service, Pair(partition, "h2")), verdict);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task CheckMigration_AfterAnyChangeOfThisProcess_SaysAtOnceWhatTheDatabaseSays(int seed)
    {
        await AnyHistoryAsync(new Random(seed), Service, async pair =>
            Assert.Equal(await FromDatabaseAsync(Service, pair), await AskAsync(Service, pair)));
    }

    [Fact]
    public async Task CheckMigration_AfterAnyChangeOfAnotherProcess_SaysSoonWhatTheDatabaseSays()
    {
        await using var other = await TestService.StartAsync(Database.ConnectionString, Time);
        await AnyHistoryAsync(new Random(3), other, async pair =>
        {
            var expected = await FromDatabaseAsync(other, pair);
            await UntilAsync(async () => (await AskAsync(Service, pair)).Equals(expected));
        });
    }

    [Fact]
    public async Task CheckMigration_NotificationsLost_ReadsTheDatabaseUntilTheyAreBack()
    {
        var pair = Pair(await PairAsync(), "h2");
        await FromMemoryAsync(Service, pair);

        // The line does not come back before its time, and nobody tells of what happens then.
        await Database.ExecuteAsync($"SELECT pg_terminate_backend(pid) {Listeners}");
        await UntilAsync(async () => (await CountAsync(Service, pair)).Reads > 0);
        await Database.ExecuteAsync("UPDATE hosts SET cordoned = true WHERE id = 'h2'");
        var (verdict, reads) = await CountAsync(Service, pair);
        Assert.False(verdict.Verdict.Compatible);
        Assert.Equal(1, reads);

        Time.Advance(TestService.Options.EventPollInterval);
        Assert.Equal(verdict, await FromMemoryAsync(Service, pair));
    }

    [Fact]
    public async Task CheckMigration_LogCannotBeRead_ReadsTheDatabase()
    {
        var pair = Pair(await PairAsync(), "h2");
        await FromMemoryAsync(Service, pair);
        await using var connection = await Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using var held = new Npgsql.NpgsqlCommand("LOCK TABLE event_log IN ACCESS EXCLUSIVE MODE", connection, transaction);
        await held.ExecuteNonQueryAsync(Cancel);

        Time.Advance(3 * TestService.Options.EventPollInterval);

        Assert.Equal(1, (await CountAsync(Service, pair)).Reads);
        await transaction.RollbackAsync(Cancel);
        await FromMemoryAsync(Service, pair);
    }

    [Fact]
    public async Task CheckMigration_ChangeDuringItsRead_IsNotKeptAsItWasBefore()
    {
        var partition = await PairAsync();
        await FromMemoryAsync(Service, Pair(partition, "h1"));
        Service.PartitionSnapshot.Arm();
        var slow = AskAsync(Service, Pair(partition, "h2"));
        await Service.PartitionSnapshot.IsHeld;

        // One change of both hosts: once the answer about the other tells of it, memory has been told of both.
        await Database.ExecuteAsync("UPDATE hosts SET cordoned = true");
        await UntilAsync(async () => !(await AskAsync(Service, Pair(partition, "h1"))).Verdict.Compatible);
        Service.PartitionSnapshot.Release();

        Assert.True((await slow).Verdict.Compatible);
        Assert.False((await FromMemoryAsync(Service, Pair(partition, "h2"))).Verdict.Compatible);
    }

    [Fact]
    public async Task CheckMigration_HostFallsSilentAndComesBack_IsToldAtOnce()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var pair = Pair((await CreatePartitionAsync("p", request => request.Host = "hosts/h1")).Name, "h2");
        await FromMemoryAsync(Service, pair);

        await FallSilentAsync("h1", "h2");
        var silent = await AskAsync(Service, pair);
        await agents[1].HeartbeatAsync();

        Assert.Equal(["SILENT"], silent.Verdict.Blockers.Select(blocker => blocker.Actual));
        Assert.True((await AskAsync(Service, pair)).Verdict.Compatible);
    }

    [Fact]
    public async Task CheckMigration_HostThatGoesOnLiving_StaysInMemory()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain, FeatureWords.Plain);
        var partition = (await CreatePartitionAsync("p", request => request.Host = "hosts/h1")).Name;
        var (pair, other) = (Pair(partition, "h2"), Pair(partition, "h3"));
        await FromMemoryAsync(Service, pair);

        for (var passed = TimeSpan.Zero; passed < 2 * TestService.Options.SilenceTimeout; passed += TestService.Options.HeartbeatInterval)
        {
            Time.Advance(TestService.Options.HeartbeatInterval);
            await Task.WhenAll(agents.Select(agent => agent.HeartbeatAsync()));
        }

        // A change has the log read now, and once another pair is answered from memory, that read is over.
        await CreatePoolAsync("q");
        await FromMemoryAsync(Service, other);
        Assert.Equal(0, (await CountAsync(Service, pair)).Reads);
    }

    private static CheckMigrationRequest Pair(string partition, string host) => new() { Partition = partition, TargetHost = $"hosts/{host}" };

    // A partition on h1, and h2 that can take it.
    private async Task<string> PairAsync()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.With("fma"));
        return (await CreatePartitionAsync("p", request => request.Host = "hosts/h1")).Name;
    }

    // Changes of everything that a verdict depends on, in any order, with all pairs in memory before each of them.
    private async Task AnyHistoryAsync(Random random, TestService by, Func<CheckMigrationRequest, Task> compareAsync)
    {
        await CreatePoolAsync("q");
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.With("mb_clear"), FeatureWords.Plain.With("mbs_no"));
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var pairs = new List<CheckMigrationRequest>();
        foreach (var agent in agents)
        {
            var waiving = Pair(partition.Name, agent.Host);
            waiving.Waivers.Add(new FeatureWaiver { Feature = "aes", Reason = "not needed" });
            pairs.AddRange([Pair(partition.Name, agent.Host), waiving]);
        }

        for (var step = 0; step < 40; step++)
        {
            foreach (var pair in pairs)
            {
                Assert.Equal(await FromDatabaseAsync(Service, pair), await FromMemoryAsync(Service, pair));
            }

            var changes = Changes(random, by, agents[random.Next(agents.Length)], partition.Name).ToList();
            try
            {
                await changes[step % changes.Count]();
            }
            catch (RpcException refusal) when (refusal.StatusCode is StatusCode.FailedPrecondition)
            {
                // Not every change is possible at any time.
            }

            foreach (var pair in pairs)
            {
                await compareAsync(pair);
            }
        }
    }

    private static IEnumerable<Func<Task>> Changes(Random random, TestService by, TestAgent agent, string partition)
    {
        yield return () => by.Hosts.UpdateHostAsync(new UpdateHostRequest
        {
            Host = new Host { Name = agent.Name, Cordoned = random.Next(2) == 0 },
            UpdateMask = new FieldMask { Paths = { "cordoned" } },
        }).ResponseAsync;
        yield return () => agent.ReportAsync(agent.Offers with
        {
            Set = (random.Next(2) == 0 ? FeatureWords.Plain.Without("aes") : FeatureWords.Plain.With("mbs_no", "aes")).Set,
            Properties = new CompatibilityProperties { ProcessorClockFrequency = (ulong)random.Next(1, 3) },
        });
        yield return async () =>
        {
            var report = agent.Report();
            report.UnreportedWords.AddRange(random.Next(2) == 0 ? ["bank1"] : []);
            report.Supported.ProcessorBanks[1] = 0;
            await agent.DeliverAsync(new AgentMessage { FeatureReport = report });
        };
        yield return () => by.Pools.RemoveHostsAsync(new RemoveHostsRequest { Pool = "pools/p", Hosts = { agent.Name } }).ResponseAsync;
        yield return () => by.Pools.AddHostsAsync(new AddHostsRequest { Pool = "pools/q", Hosts = { agent.Name } }).ResponseAsync;
        yield return () => by.Pools.RemoveHostsAsync(new RemoveHostsRequest { Pool = "pools/q", Hosts = { agent.Name } }).ResponseAsync;
        yield return () => by.Pools.AddHostsAsync(new AddHostsRequest { Pool = "pools/p", Hosts = { agent.Name } }).ResponseAsync;
        yield return () => by.Pools.UpdatePoolAsync(new UpdatePoolRequest
        {
            Pool = new Pool
            {
                Name = random.Next(2) == 0 ? "pools/p" : "pools/q",
                Policy = new PoolPolicy { ReservedBits = (PoolPolicy.Types.ReservedBits)random.Next(1, 3) },
            },
            UpdateMask = new FieldMask { Paths = { "policy.reserved_bits" } },
        }).ResponseAsync;
        yield return () => by.Partitions.RecordMigrationAsync(new RecordMigrationRequest
        {
            Partition = partition,
            TargetHost = agent.Name,
            PoolWaiver = "in this test",
        }).ResponseAsync;
        yield return () => by.Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/q" }).ResponseAsync;
    }

    // An answer, or why there is none.
    private static async Task<MigrationResult> AskAsync(TestService service, CheckMigrationRequest pair)
    {
        try
        {
            return new MigrationResult { Verdict = await service.Migrations.CheckMigrationAsync(pair, cancellationToken: Cancel) };
        }
        catch (RpcException exception)
        {
            return new MigrationResult { Error = new MigrationError { Reason = Refusal.Of(exception).Reason, Message = exception.Status.Detail } };
        }
    }

    // A batch always reads.
    private static async Task<MigrationResult> FromDatabaseAsync(TestService service, CheckMigrationRequest pair)
    {
        using var call = service.Migrations.BatchCheckMigrations(
            new BatchCheckMigrationsRequest { Pairs = { pair } }, cancellationToken: Cancel);
        Assert.True(await call.ResponseStream.MoveNext(Cancel));
        return Assert.Single(call.ResponseStream.Current.Results);
    }

    // Of a host that is asked about for the first time the facts are read, and what is read while the log moves is not kept.
    private static async Task<MigrationResult> FromMemoryAsync(TestService service, CheckMigrationRequest pair)
    {
        var answer = new MigrationResult();
        await UntilAsync(async () =>
        {
            (answer, var reads) = await CountAsync(service, pair);
            return reads == 0;
        });
        return answer;
    }

    private static async Task<(MigrationResult Answer, int Reads)> CountAsync(TestService service, CheckMigrationRequest pair)
    {
        var before = service.PartitionSnapshot.Count;
        var answer = await AskAsync(service, pair);
        return (answer, service.PartitionSnapshot.Count - before);
    }

    private static async Task UntilAsync(Func<Task<bool>> isSoAsync)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TestAgent.Timeout);
        while (!await isSoAsync())
        {
            await Task.Delay(TestAgent.Interval, limit.Token);
        }
    }
}
