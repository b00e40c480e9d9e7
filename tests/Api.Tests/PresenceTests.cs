using Levelset.Api.Errors;

namespace Levelset.Api.Tests;

/// <summary>When a host is silent, whatever clocks say and whatever becomes of the replicas.</summary>
public sealed class PresenceTests(Postgres postgres) : ServiceTest(postgres)
{
    private const string NoReplica = "SELECT 1 WHERE NOT EXISTS (SELECT FROM replicas WHERE id = '00000000-0000-0000-0000-000000000001')";

    private static readonly TimeSpan AWhile = TestService.Options.SilenceTimeout + TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Heartbeats_OfAConnectedHost_WriteNothing()
    {
        var agent = await Service.ConnectAsync("h1");
        var before = await Database.ReadAsync("SELECT xmin, last_seen_time FROM agent_sessions");

        for (var i = 0; i < 10; i++)
        {
            Time.Advance(TestService.Options.HeartbeatInterval);
            await agent.HeartbeatAsync();
        }

        Assert.Equal(before, await Database.ReadAsync("SELECT xmin, last_seen_time FROM agent_sessions"));
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h1")).State);
    }

    [Theory]
    [InlineData(-1440)]
    [InlineData(1)]
    [InlineData(1440)]
    public async Task Replica_WhoseClockIsOff_SeesTheHostsOfTheOthersAsTheyAre(int minutes)
    {
        var living = await Service.ConnectAsync("h1");
        var dying = await Service.ConnectAsync("h2");
        var time = new ObservableTimeProvider();
        time.AdjustTime(Time.GetUtcNow().AddMinutes(minutes));
        await using var other = await TestService.StartAsync(Database.ConnectionString, time);
        await dying.DropAsync();
        await Database.WaitForAsync("SELECT 1 FROM agent_sessions WHERE host_id = 'h2' AND replica_id IS NULL");

        // The one that held the stream says nothing of it: it is gone, as the host's agent is.
        for (var passed = TimeSpan.Zero; passed < AWhile + TestService.Options.UpkeepInterval; passed += TestService.Options.UpkeepInterval)
        {
            await time.WaitForTimerAsync(TestService.Options.UpkeepInterval);
            time.Advance(TestService.Options.UpkeepInterval);
            await living.HeartbeatAsync();
        }

        await SilentAsync("h2");
        Assert.Equal(["h2"], await Database.ReadAsync("SELECT host_id FROM agent_sessions WHERE silent"));
        Assert.Equal(Host.Types.State.Ready, (await ReadAsync(other, "h1")).State);
        Assert.Equal(["hosts/h2"], (await SilencesAsync()).Select(one => one.Host));
    }

    [Fact]
    public async Task Replica_ThatShowsNoSignOfLife_IsStruckAndItsStreamsEnd()
    {
        await using var other = await TestService.StartAsync(
            Database.ConnectionString,
            Time,
            options => options with { LeaseInterval = TimeSpan.FromMilliseconds(50), LeaseTimeout = TimeSpan.FromMilliseconds(500) });
        await this.StoreAsync([new StoredHost("gone", FeatureWords.Plain)]);

        // In one transaction, for the other may strike it at any time after that.
        await Database.ExecuteAsync(
            """
            BEGIN;
            INSERT INTO replicas (id, renewals) VALUES ('00000000-0000-0000-0000-000000000001', 7);
            UPDATE agent_sessions SET session_id = gen_random_uuid(), replica_id = '00000000-0000-0000-0000-000000000001'
            WHERE host_id = 'gone';
            COMMIT
            """);

        await Database.WaitForAsync(NoReplica);

        Assert.Equal(["gone"], await Database.ReadAsync("SELECT host_id FROM agent_sessions WHERE replica_id IS NULL AND NOT silent"));
    }

    [Fact]
    public async Task Replica_StruckWhileItWasPaused_TakesItsStreamsUpAgainAndSaysNothing()
    {
        await using var brief = await BriefAsync();
        var agent = await brief.ConnectAsync("h1");
        var before = await Database.ReadAsync("SELECT replica_id FROM agent_sessions");

        await Database.ExecuteAsync("DELETE FROM replicas WHERE id IN (SELECT replica_id FROM agent_sessions)");
        await Database.WaitForAsync($"SELECT 1 FROM agent_sessions WHERE replica_id <> '{before[0]}'");

        await agent.HeartbeatAsync();
        Assert.Equal(Host.Types.State.Ready, (await ReadAsync(brief, "h1")).State);
        Assert.Empty(await SilencesAsync());
    }

    [Fact]
    public async Task Replica_WhoseStreamWasTakenOverWhileItWasPaused_EndsIt()
    {
        await using var brief = await BriefAsync();
        var agent = await brief.ConnectAsync("h1");

        // What others do meanwhile, and the log of it is not heard of yet.
        await Database.ExecuteAsync(
            """
            BEGIN;
            DELETE FROM replicas WHERE id IN (SELECT replica_id FROM agent_sessions);
            SET LOCAL session_replication_role = replica;
            UPDATE agent_sessions SET session_id = gen_random_uuid(), replica_id = (SELECT id FROM replicas LIMIT 1);
            COMMIT
            """);

        var end = await agent.Ended.WaitAsync(TestAgent.Timeout, Cancel);
        Assert.Equal(Reasons.StreamReplaced, Refusal.Of(end!).Reason);
    }

    private static async Task<Host> ReadAsync(TestService service, string host) =>
        await service.Hosts.GetHostAsync(new GetHostRequest { Name = $"hosts/{host}" }, cancellationToken: Cancel);

    private async Task<IEnumerable<Activity>> SilencesAsync() =>
        (await Service.Activities.ListActivitiesAsync(new ListActivitiesRequest(), cancellationToken: Cancel)).Activities
            .Where(one => one.Kind == Activity.Types.Kind.HostFellSilent);

    private Task<TestService> BriefAsync() => TestService.StartAsync(
        Database.ConnectionString,
        Time,
        options => options with { LeaseInterval = TimeSpan.FromMilliseconds(50) });
}
