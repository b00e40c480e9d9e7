using System.Net;
using Npgsql;

namespace Levelset.Api.Tests;

/// <summary>Whatever the database answers, the service goes on, and works again as soon as the database does.</summary>
public sealed class DatabaseFailureTests(Postgres postgres) : IAsyncLifetime
{
    private const int WorkWaits = 1003;
    private const int WorkFailed = 1004;
    private const int SubscriberFailed = 3004;

    // HostFellSilent: recorded by work of the background alone.
    private const string Silence = "SELECT 1 FROM activities WHERE kind = 22";

    private TestDatabase database = null!;
    private TestService service = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await postgres.CreateDatabaseAsync();
        service = await TestService.StartAsync(database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Database_ReadOnlyForAWhile_IsAnOutageThatEndsNothing()
    {
        await service.ConnectAsync("h1");
        await SetReadOnlyAsync("on");
        try
        {
            var refusal = await Refusal.OfAsync(() => CreatePoolAsync());
            Assert.Equal((StatusCode.Unavailable, Reasons.DatabaseUnavailable), (refusal.Code, refusal.Reason));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "the database is read-only\n"), await ReadyAsync());
            await AdvanceUntilAsync(() => Task.FromResult(IsLogged(WorkWaits)));
        }
        finally
        {
            await SetReadOnlyAsync("off");
        }

        await AdvanceUntilAsync(async () => (await ReadyAsync()).Status == HttpStatusCode.OK);
        await AdvanceUntilAsync(async () => (await database.ReadAsync(Silence)).Count > 0);
        await CreatePoolAsync();
        Assert.Empty(service.Log.Errors);
    }

    [Fact]
    public async Task Host_GoneBeforeALongOutage_IsNotSilentBeforeItsTimeAfterIt()
    {
        var agent = await service.ConnectAsync("h1");
        await agent.DropAsync();
        await database.WaitForAsync("SELECT 1 FROM agent_sessions WHERE replica_id IS NULL");
        await database.ExecuteAsync("ALTER TABLE agent_sessions RENAME COLUMN silent TO elsewhere");
        service.Time.Advance(TestService.Options.SilenceTimeout);
        await AdvanceUntilAsync(() => Task.FromResult(IsLogged(WorkFailed)));
        await database.ExecuteAsync("ALTER TABLE agent_sessions RENAME COLUMN elsewhere TO silent");

        var from = service.Time.GetUtcNow();
        await AdvanceUntilAsync(async () => (await database.ReadAsync(Silence)).Count > 0);

        Assert.True(service.Time.GetUtcNow() - from >= TestService.Options.SilenceTimeout);
    }

    [Fact]
    public async Task Work_FailsUnexpectedly_IsLoggedAndGoesOn()
    {
        var agent = await service.ConnectAsync("h1");
        await agent.DropAsync();
        await database.ExecuteAsync("ALTER TABLE agent_sessions RENAME COLUMN silent TO elsewhere");
        try
        {
            await AdvanceUntilAsync(() => Task.FromResult(IsLogged(WorkFailed)));
        }
        finally
        {
            await database.ExecuteAsync("ALTER TABLE agent_sessions RENAME COLUMN elsewhere TO silent");
        }

        await AdvanceUntilAsync(async () => (await database.ReadAsync(Silence)).Count > 0);
        Assert.All(service.Log.Errors, error => Assert.Contains("42703", error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscriber_FailsOnAnEntry_OthersGetWhatComesAfterIt()
    {
        var agent = await service.ConnectAsync("h1");
        using var http = new HttpClient();
        await using var page = await http.GetStreamAsync(new Uri(service.Http, "/events?scope=pools"), Cancel);
        using var lines = new StreamReader(page);
        Assert.NotNull(await lines.ReadLineAsync(Cancel));

        // The open pages look for the pool of a partition, which this has not.
        await database.ExecuteAsync("SELECT append_event(3::smallint, 'nothing', NULL, NULL, false, 1, '[]'::jsonb, NULL)");
        await AdvanceUntilAsync(() => Task.FromResult(IsLogged(SubscriberFailed)));
        await CreatePoolAsync();
        await service.Pools.AddHostsAsync(new AddHostsRequest { Pool = "pools/p", Hosts = { "hosts/h1" } }, cancellationToken: Cancel);

        Assert.Equal("pools/p", (await agent.AssignmentAsync(one => one.Generation == 1)).Pool);
        Assert.Single(service.Log.Entries, entry => entry.Event.Id == SubscriberFailed);
    }

    private bool IsLogged(int id) => service.Log.Entries.Any(entry => entry.Event.Id == id);

    private async Task CreatePoolAsync() =>
        await service.Pools.CreatePoolAsync(new CreatePoolRequest { PoolId = "p", Pool = new Pool() }, cancellationToken: Cancel);

    private async Task<(HttpStatusCode Status, string Text)> ReadyAsync()
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri(service.Http, "/readyz"), Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    private async Task AdvanceUntilAsync(Func<Task<bool>> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TestAgent.Timeout);
        while (!await condition())
        {
            service.Time.Advance(TestService.Options.UpkeepInterval);
            await Task.Delay(TestAgent.Interval, limit.Token);
        }
    }

    // As a failover to a standby: connections break, and new ones cannot write.
    private async Task SetReadOnlyAsync(string value)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Cancel);
        foreach (var sql in (string[])
        [
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
            $"ALTER DATABASE {connection.Database} SET default_transaction_read_only = {value}",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
        ])
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await using var pooled = new NpgsqlConnection(database.ConnectionString);
        NpgsqlConnection.ClearPool(pooled);
    }
}
