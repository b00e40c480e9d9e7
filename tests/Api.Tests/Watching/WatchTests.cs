using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Npgsql;

namespace Levelset.Api.Tests.Watching;

public sealed class WatchTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task WatchPools_WithoutToken_TellsTheStateThenEveryChange()
    {
        await CreatePoolAsync("a");
        await CreatePoolAsync("b");
        using var watch = WatchPools();

        var state = await watch.UntilAsync(IsBookmark);
        await CreatePoolAsync("c");
        await UpdateAsync("a", "A");
        await Pools.DeletePoolAsync(new DeletePoolRequest { Name = "pools/b" }, cancellationToken: Cancel);
        PoolEvent[] changes = [await watch.NextAsync(), await watch.NextAsync(), await watch.NextAsync()];

        Assert.Equal(
            [(WatchEventType.Current, "pools/a"), (WatchEventType.Current, "pools/b"), (WatchEventType.Bookmark, "")],
            state.Select(one => (one.Type, one.Pool?.Name ?? "")));
        Assert.Equal(["", ""], state.SkipLast(1).Select(one => one.ResumeToken));
        Assert.NotEmpty(state[^1].ResumeToken);
        Assert.Equal(
            [(WatchEventType.Changed, "pools/c"), (WatchEventType.Changed, "pools/a"), (WatchEventType.Removed, "pools/b")],
            changes.Select(one => (one.Type, one.Pool.Name)));
        Assert.Equal(await PoolAsync("a"), changes[1].Pool);
        Assert.Equal(changes.Select(Id).Order(), changes.Select(Id));
        Assert.All(changes, one => Assert.NotEmpty(one.ResumeToken));
    }

    [Fact]
    public async Task WatchPools_SeveralGenerations_TellsEachAsItWas()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain.With("fma"), FeatureWords.Plain);
        using var watch = WatchPools();
        await watch.UntilAsync(IsBookmark);
        await Service.ConnectAsync("low", FeatureWords.Plain.Without("aes"));
        await Service.ConnectAsync("lower", FeatureWords.Plain.Without("aes", "sse4_2"));

        await AddAsync("p", "low");
        await AddAsync("p", "lower");
        await UpdateAsync("p", "end");
        var events = await watch.UntilAsync(one => one.Pool?.DisplayName == "end");

        Assert.Equal([2UL, 3UL, 3UL], events.Select(one => one.Pool.Generation));
        Assert.Equal((await BaselineAsync("p", 2)).Features, events[0].Pool.Baseline);
        Assert.Equal((await BaselineAsync("p", 3)).Features, events[1].Pool.Baseline);
        Assert.Equal(await PoolAsync("p"), events[^1].Pool);
        Assert.NotEmpty(agents);
    }

    [Fact]
    public async Task WatchHosts_ResumedAfterARestart_HasNoGapAndNothingTwice()
    {
        await CreatePoolAsync();
        string token;
        using (var watch = WatchHosts())
        {
            await watch.UntilAsync(one => one.Type == WatchEventType.Bookmark);
            await Service.ConnectAsync("h1");
            token = (await watch.UntilAsync(one => one.Host?.State == Host.Types.State.Ready))[^1].ResumeToken;
        }

        await Service.ConnectAsync("h2");
        await AddAsync("p", "h2");
        await RestartAsync();
        using var again = WatchHosts(request => request.ResumeToken = token);
        await Service.ConnectAsync("h3");
        var events = await again.UntilAsync(one => one.Host?.Name == "hosts/h3" && one.Host.Supported is not null);

        Assert.DoesNotContain(events, one => one.Host?.Name == "hosts/h1");
        Assert.Contains(events, one => one.Host?.Name == "hosts/h2" && one.Host.Pool == "pools/p");
        var logged = await Database.ReadAsync("SELECT position FROM events WHERE kind = 2 AND resource_id <> 'h1' ORDER BY position");
        Assert.Equal(logged, events.Where(one => one.EventId.Length > 0).Select(one => one.EventId));
    }

    [Fact]
    public async Task WatchHosts_OfAPool_TellsWhoComesAndWhoLeaves()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await CreatePoolAsync("other");
        await Service.ConnectAsync("h2");
        using var watch = WatchHosts(request => request.Pool = "pools/p");
        var state = await watch.UntilAsync(one => one.Type == WatchEventType.Bookmark);

        await AddAsync("p", "h2");
        await RemoveAsync("p", "h1");
        await AddAsync("other", "h1");
        await RemoveAsync("p", "h2");
        HostEvent[] events = [await watch.NextAsync(), await watch.NextAsync(), await watch.NextAsync()];

        Assert.Equal(["hosts/h1"], state.SkipLast(1).Select(one => one.Host.Name));
        Assert.Equal(
            [
                (WatchEventType.Changed, "hosts/h2", "pools/p"),
                (WatchEventType.Removed, "hosts/h1", ""),
                (WatchEventType.Removed, "hosts/h2", ""),
            ],
            events.Select(one => (one.Type, one.Host.Name, one.Host.Pool)));
    }

    [Fact]
    public async Task WatchHosts_LabelsCordonAndSilence_AreTold()
    {
        var agent = await Service.ConnectAsync("h1");
        using var watch = WatchHosts(request => request.Names.Add("hosts/h1"));
        await watch.UntilAsync(one => one.Type == WatchEventType.Bookmark);

        await Hosts.UpdateHostAsync(
            new UpdateHostRequest
            {
                Host = new Host { Name = "hosts/h1", Cordoned = true, Labels = { ["rack"] = "r1" } },
                UpdateMask = new FieldMask { Paths = { "cordoned", "labels" } },
            },
            cancellationToken: Cancel);
        var labelled = await watch.NextAsync();
        var now = await HostAsync("h1");

        // Its replica goes on renewing.
        now.LastSeenTime = labelled.Host.LastSeenTime;
        Assert.Equal(now, labelled.Host);
        Assert.Equal("r1", labelled.Host.Labels["rack"]);

        await Time.WaitForTimerAsync(TestService.Options.UpkeepInterval);
        Time.Advance(TimeSpan.FromMinutes(1));
        await watch.UntilAsync(one => one.Host?.State == Host.Types.State.Silent);
        await agent.HeartbeatAsync();
        await watch.UntilAsync(one => one.Host?.State == Host.Types.State.Ready);
    }

    [Fact]
    public async Task WatchPools_ATransactionThatBeganFirstCommitsLast_IsToldLast()
    {
        using var watch = WatchPools();
        await watch.UntilAsync(IsBookmark);
        await using var connection = await Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using (var insert = new NpgsqlCommand(
            "INSERT INTO pools (id, display_name, reserved_bits, last_generation, create_time) VALUES ('first', '', 1, 0, now())", connection))
        {
            await insert.ExecuteNonQueryAsync(Cancel);
        }

        await CreatePoolAsync("second");
        var second = await watch.NextAsync();
        await transaction.CommitAsync(Cancel);
        var first = await watch.NextAsync();

        Assert.Equal(("pools/second", "pools/first"), (second.Pool.Name, first.Pool.Name));
        Assert.True(Id(second) < Id(first));
    }

    [Fact]
    public async Task WatchPools_NotificationsLost_AreHealedByAsking()
    {
        using var watch = WatchPools();
        await watch.UntilAsync(IsBookmark);
        await Time.WaitForTimerAsync(TestService.Options.EventPollInterval);

        // Another end of every listening connection, and none of them comes back before its time.
        await Database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'levelset events'");
        await Database.WaitForAsync(
            "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'levelset events')");
        await CreatePoolAsync("p");
        Time.Advance(TestService.Options.EventPollInterval);

        Assert.Equal("pools/p", (await watch.NextAsync()).Pool.Name);
    }

    [Fact]
    public async Task WatchPools_NothingHappens_GivesNewTokens()
    {
        using var watch = WatchPools();
        var first = (await watch.UntilAsync(IsBookmark))[^1].ResumeToken;
        await Service.ConnectAsync("h1");

        // The watch begins to wait anew with every change of the log, so one step of the clock may come too early, or give a
        // bookmark of before the change.
        var next = watch.UntilAsync(one => one.ResumeToken != first);
        while (!next.IsCompleted)
        {
            Time.Advance(TestService.Options.WatchBookmarkInterval);
            await Task.WhenAny(next, Database.ReadAsync("SELECT 1"));
        }

        var bookmark = (await next)[^1];

        Assert.Equal(WatchEventType.Bookmark, bookmark.Type);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task WatchPools_CallerDoesNotRead_IsEndedWithATokenAndHoldsNobodyUp()
    {
        await CreatePoolAsync("p");
        using var slow = Pools.WatchPools(new WatchPoolsRequest(), cancellationToken: Cancel);
        await slow.ResponseStream.MoveNext(Cancel);
        using var quick = WatchPools();
        await quick.UntilAsync(IsBookmark);
        var text = new string('x', 200);
        for (var i = 0; i < 600; i++)
        {
            await UpdateAsync("p", $"{i}{text}"[..200]);
            await quick.NextAsync();
        }

        await UpdateAsync("p", "end");
        await quick.UntilAsync(one => one.Pool?.DisplayName == "end");
        await Time.WaitForTimerAsync(TestService.Options.WatchTimeout);
        Time.Advance(TestService.Options.WatchTimeout);

        var seen = new List<PoolEvent>();
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await slow.ResponseStream.MoveNext(Cancel))
            {
                seen.Add(slow.ResponseStream.Current);
            }
        });
        var refusal = Refusal.Of(end);
        Assert.Equal((StatusCode.ResourceExhausted, Reasons.WatchTooSlow), (refusal.Code, refusal.Reason));
        using var resumed = WatchPools(request => request.ResumeToken = refusal.Metadata["resume_token"]);
        var rest = await resumed.UntilAsync(one => one.Pool?.DisplayName == "end");
        var ids = seen.Concat(rest).Where(one => one.EventId.Length > 0).Select(Id).Distinct().Order().ToList();
        var logged = await Database.ReadAsync("SELECT position FROM events WHERE kind = 1 AND position > (SELECT min(position) FROM events WHERE kind = 1) ORDER BY position");
        Assert.Equal(logged.Select(long.Parse), ids);
    }

    [Fact]
    public async Task WatchPools_ServiceStops_EndsUnavailable()
    {
        using var watch = WatchPools();
        await watch.UntilAsync(IsBookmark);

        var ending = Refusal.OfAsync(StatusCode.Unavailable, Reasons.ServiceStopping, watch.NextAsync);
        await Service.StopAsync();

        await ending;
    }

    [Fact]
    public async Task Events_PastTheirNumber_AreForgottenAndTheirTokensRefused()
    {
        await using var small = await TestService.StartAsync(Database.ConnectionString, change: options => options with { MaximumEvents = 3 });
        using var watch = new Watch<PoolEvent>(small.Pools.WatchPools(new WatchPoolsRequest(), cancellationToken: Cancel));
        var token = (await watch.UntilAsync(IsBookmark))[^1].ResumeToken;
        for (var i = 0; i < 6; i++)
        {
            await CreatePoolAsync($"p{i}");
        }

        for (var round = 0; round < 13; round++)
        {
            await small.Time.WaitForTimerAsync(TestService.Options.UpkeepInterval);
            small.Time.Advance(TestService.Options.UpkeepInterval);
        }

        await Database.WaitForAsync("SELECT 1 FROM events HAVING count(*) = 3");
        await Refusal.OfAsync(
            StatusCode.OutOfRange,
            Reasons.WatchTokenExpired,
            () => WatchPools(request => request.ResumeToken = token).NextAsync());
    }

    private static bool IsBookmark(PoolEvent one) => one.Type == WatchEventType.Bookmark;

    private static long Id(PoolEvent one) => long.Parse(one.EventId, System.Globalization.CultureInfo.InvariantCulture);

    private Watch<PoolEvent> WatchPools(Action<WatchPoolsRequest>? change = null)
    {
        var request = new WatchPoolsRequest();
        change?.Invoke(request);
        return new(Pools.WatchPools(request, cancellationToken: Cancel));
    }

    private Watch<HostEvent> WatchHosts(Action<WatchHostsRequest>? change = null)
    {
        var request = new WatchHostsRequest();
        change?.Invoke(request);
        return new(Hosts.WatchHosts(request, cancellationToken: Cancel));
    }

    private async Task UpdateAsync(string pool, string displayName) =>
        await Pools.UpdatePoolAsync(
            new UpdatePoolRequest
            {
                Pool = new Pool { Name = $"pools/{pool}", DisplayName = displayName },
                UpdateMask = new FieldMask { Paths = { "display_name" } },
            },
            cancellationToken: Cancel);
}
