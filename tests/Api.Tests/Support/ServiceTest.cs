using Levelset.Api.Errors;

namespace Levelset.Api.Tests.Support;

/// <summary>A test against the service, which fails when the service logged an error that was not expected.</summary>
public abstract class ServiceTest(Postgres postgres) : IAsyncLifetime
{
    private const int LooksUntilTimePasses = 500;

    private TestDatabase? database;
    private TestService? service;

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    internal TestDatabase Database => database!;

    internal TestService Service => service!;

    internal ObservableTimeProvider Time => Service.Time;

    internal PoolService.PoolServiceClient Pools => Service.Pools;

    internal HostService.HostServiceClient Hosts => Service.Hosts;

    internal PartitionService.PartitionServiceClient Partitions => Service.Partitions;

    internal MigrationService.MigrationServiceClient Migrations => Service.Migrations;

    public async ValueTask InitializeAsync()
    {
        database = await postgres.CreateDatabaseAsync();
        service = await TestService.StartAsync(database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
        {
            await service.DisposeAsync();
        }

        if (database is not null)
        {
            await database.DisposeAsync();
        }

        AssertNoErrors();
    }

    /// <summary>The service stops and another takes its place over the same database.</summary>
    internal async Task RestartAsync()
    {
        await Service.DisposeAsync();
        AssertNoErrors();
        service = await TestService.StartAsync(Database.ConnectionString, Service.Time);
    }

    /// <summary>The service stops, and its database is not used any more.</summary>
    internal async Task StopAsync()
    {
        await Service.DisposeAsync();
        AssertNoErrors();
        service = null;
    }

    /// <summary>Another database, without a schema.</summary>
    internal Task<TestDatabase> NewDatabaseAsync() => postgres.CreateEmptyDatabaseAsync();

    internal async Task<Pool> CreatePoolAsync(string id = "p", Action<Pool>? change = null)
    {
        var pool = new Pool();
        change?.Invoke(pool);
        return await Pools.CreatePoolAsync(new CreatePoolRequest { PoolId = id, Pool = pool }, cancellationToken: Cancel);
    }

    internal async Task<PoolChange> AddAsync(string pool, params IEnumerable<string> hosts) =>
        await Pools.AddHostsAsync(
            new AddHostsRequest { Pool = $"pools/{pool}", Hosts = { hosts.Select(host => $"hosts/{host}") } },
            cancellationToken: Cancel);

    internal async Task<PoolChange> RemoveAsync(string pool, params IEnumerable<string> hosts) =>
        await Pools.RemoveHostsAsync(
            new RemoveHostsRequest { Pool = $"pools/{pool}", Hosts = { hosts.Select(host => $"hosts/{host}") } },
            cancellationToken: Cancel);

    internal async Task<Pool> PoolAsync(string id = "p") =>
        await Pools.GetPoolAsync(new GetPoolRequest { Name = $"pools/{id}" }, cancellationToken: Cancel);

    internal async Task<Host> HostAsync(string id) =>
        await Hosts.GetHostAsync(new GetHostRequest { Name = $"hosts/{id}" }, cancellationToken: Cancel);

    internal async Task<Baseline> BaselineAsync(string pool, long generation) =>
        await Pools.GetBaselineAsync(
            new GetBaselineRequest { Name = $"pools/{pool}/baselines/{generation}" },
            cancellationToken: Cancel);

    internal async Task<Partition> CreatePartitionAsync(string pool = "p", Action<CreatePartitionRequest>? change = null)
    {
        var request = new CreatePartitionRequest { Pool = $"pools/{pool}" };
        change?.Invoke(request);
        return await Partitions.CreatePartitionAsync(request, cancellationToken: Cancel);
    }

    internal async Task<Verdict> CheckAsync(string partition, string host, Action<CheckMigrationRequest>? change = null)
    {
        var request = new CheckMigrationRequest { Partition = partition, TargetHost = $"hosts/{host}" };
        change?.Invoke(request);
        return await Migrations.CheckMigrationAsync(request, cancellationToken: Cancel);
    }

    internal async Task<Partition> MoveAsync(string partition, string host, Action<RecordMigrationRequest>? change = null)
    {
        var request = new RecordMigrationRequest { Partition = partition, TargetHost = $"hosts/{host}" };
        change?.Invoke(request);
        return await Partitions.RecordMigrationAsync(request, cancellationToken: Cancel);
    }

    internal async Task<Partition> PartitionAsync(string name) =>
        await Partitions.GetPartitionAsync(new GetPartitionRequest { Name = name }, cancellationToken: Cancel);

    /// <summary>Time passes in which no agent says anything; returns once these hosts are on record as silent.</summary>
    internal Task FallSilentAsync(params string[] hosts)
    {
        Time.Advance(TestService.Options.SilenceTimeout + TimeSpan.FromSeconds(1));
        return SilentAsync(hosts);
    }

    /// <summary>Returns once hosts, whose time is up, are on record as silent.</summary>
    internal async Task SilentAsync(params string[] hosts)
    {
        var names = string.Join(", ", hosts.Select(host => $"'{host}'"));
        var query = $"SELECT 1 FROM agent_sessions WHERE silent AND host_id IN ({names}) HAVING count(*) = {hosts.Length}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TestAgent.Timeout);
        for (var looks = 1; (await Database.ReadAsync(query)).Count == 0; looks++)
        {
            await Task.Delay(TestAgent.Interval, limit.Token);
            if (looks % LooksUntilTimePasses == 0)
            {
                // A look of the service that was under way when time passed did not see it, and the next one waits for more.
                Time.Advance(TestService.Options.UpkeepInterval);
            }
        }
    }

    /// <summary>Returns once the service has noticed that a host's agent is gone.</summary>
    internal async Task GoneAsync(string host)
    {
        var request = new DeleteHostRequest { Name = $"hosts/{host}", ValidateOnly = true };
        while (await ReasonsAgainstAsync(request) is { } reasons && reasons.Contains(Reasons.HostConnected))
        {
            await Task.Delay(TestAgent.Interval, Cancel);
        }
    }

    /// <summary>A pool with one connected member for each of these offers: "h1", "h2" and so on.</summary>
    internal async Task<TestAgent[]> PoolOfAsync(string pool, params FeatureWords[] offers)
    {
        await CreatePoolAsync(pool);
        var agents = new List<TestAgent>();
        foreach (var words in offers)
        {
            agents.Add(await Service.ConnectAsync($"h{agents.Count + 1}", words));
        }

        await AddAsync(pool, agents.Select(agent => agent.Host));
        return [.. agents];
    }

    private void AssertNoErrors()
    {
        var errors = service?.Log.Errors ?? [];
        Assert.True(errors.Count == 0, $"the service logged {errors.Count} errors:\n{string.Join('\n', errors)}");
    }

    private async Task<IReadOnlyList<string>> ReasonsAgainstAsync(DeleteHostRequest request)
    {
        try
        {
            await Hosts.DeleteHostAsync(request, cancellationToken: Cancel);
            return [];
        }
        catch (RpcException exception)
        {
            return [.. Refusal.Of(exception).Preconditions.Select(precondition => precondition.Type)];
        }
    }
}
