namespace Levelset.Api.Tests.Watching;

/// <summary>The state that a watch begins with, where it takes several pages and pools come, change and go between them.</summary>
public sealed class WatchPagesTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    [Trait("Length", "long")]
    public async Task WatchPools_ChangesBetweenThePagesOfTheState_StateAndEventsAreWhatTheDatabaseHolds()
    {
        await Database.ExecuteAsync(Insert("SELECT 'p' || lpad(i::text, 3, '0') FROM generate_series(0, 449) i", round: 0));
        Service.PoolPages.Arm();
        using var watch = WatchPools();
        var telling = watch.UntilAsync(one => one.Type == WatchEventType.Bookmark);

        // Each round comes after the snapshot of one page and before that of the next: pools 0 to 199, to 399, and the rest.
        await Service.PoolPages.IsHeld;
        await ChangeAsync(
            1,
            gone: ["p021", "p199", "p221", "p321", "p421", "p449"],
            come: ["p050-1", "p199-1", "p250-1", "p450-1", "q-1", "z"]);
        Service.PoolPages.ReleaseAndArm();
        await Service.PoolPages.IsHeld;
        await ChangeAsync(
            2,
            gone: ["p022", "p050-1", "p222", "p250-1", "p399", "p422", "p448", "p450-1", "z"],
            come: ["p021", "p050-2", "p221", "p250-2", "p399-2", "p421", "p450-2", "q-2"]);
        Service.PoolPages.ReleaseAndArm();
        await Service.PoolPages.IsHeld;
        var pages = Service.PoolPages.Count;
        var before = await ListAsync();
        await ChangeAsync(
            3,
            gone: ["p021", "p023", "p221", "p223", "p421", "p423", "q-1"],
            come: ["p022", "p050-3", "p199", "p449", "q-3"]);
        Service.PoolPages.Release();
        var state = await telling;
        await ChangeAsync(4, gone: ["p022"], come: ["p021"]);
        await Database.ExecuteAsync(Insert("VALUES ('end')", round: 4));
        var changes = await watch.UntilAsync(one => one.Pool.Name == "pools/end");

        Assert.Equal(3, pages);
        var current = state.Where(one => one.Type == WatchEventType.Current).Select(one => one.Pool.Name).ToList();
        Assert.Equal(("pools/p199", "pools/p399"), (current[199], current[399]));
        var seen = new Dictionary<string, Pool>();
        Apply(state, seen);
        Assert.Equal(before, InOrder(seen));
        Apply(changes, seen);
        Assert.Equal(await ListAsync(), InOrder(seen));

        // What came and went before its page was read was never there.
        Assert.DoesNotContain(state, one => one.Pool?.Name is "pools/p450-1" or "pools/z");
        Assert.Contains(state, one => one.Type == WatchEventType.Removed && one.Pool.Name == "pools/p050-1");

        using var again = WatchPools(state[^1].ResumeToken);
        Assert.Equal(changes, await again.UntilAsync(one => one.Pool.Name == "pools/end"));
    }

    // As a reader does who keeps what it is told. The name for people says in which round a pool was written last.
    private static void Apply(IEnumerable<PoolEvent> events, Dictionary<string, Pool> seen)
    {
        foreach (var one in events.Where(one => one.Pool is not null))
        {
            var name = one.Pool.Name;
            switch (one.Type)
            {
                case WatchEventType.Current:
                    Assert.True(seen.TryAdd(name, one.Pool), $"{name} is told again as it stands");
                    break;
                case WatchEventType.Removed:
                    Assert.True(seen.Remove(name), $"{name} was not there and is removed");
                    break;
                default:
                    Assert.True(!seen.TryGetValue(name, out var old) || Round(old) < Round(one.Pool), $"{name} is told as it was before");
                    seen[name] = one.Pool;
                    break;
            }
        }
    }

    private static int Round(Pool pool) => int.Parse(pool.DisplayName, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<Pool> InOrder(Dictionary<string, Pool> pools) =>
        pools.Values.OrderBy(pool => pool.Name, StringComparer.Ordinal);

    private static string Insert(string ids, int round) =>
        $"""
        INSERT INTO pools (id, display_name, reserved_bits, last_generation, create_time)
        SELECT id, '{round}', 1, 0, now() FROM ({ids}) new (id)
        """;

    // Two thirds of the pools change: more than are read at a time of the log.
    private async Task ChangeAsync(int round, string[] gone, string[] come)
    {
        await Database.ExecuteAsync($"DELETE FROM pools WHERE id IN ({Quoted(gone)})");
        await Database.ExecuteAsync(
            $"UPDATE pools SET display_name = '{round}' WHERE id ~ '^p[0-9]{{3}}' AND substr(id, 2, 3)::int % 3 <> {round} % 3");
        await Database.ExecuteAsync(Insert($"SELECT unnest(ARRAY[{Quoted(come)}])", round));
    }

    private static string Quoted(IEnumerable<string> ids) => string.Join(", ", ids.Select(id => $"'{id}'"));

    private Watch<PoolEvent> WatchPools(string token = "") =>
        new(Pools.WatchPools(new WatchPoolsRequest { ResumeToken = token }, cancellationToken: Cancel));

    private async Task<IReadOnlyList<Pool>> ListAsync()
    {
        var pools = new List<Pool>();
        var request = new ListPoolsRequest { PageSize = 1000 };
        do
        {
            var page = await Pools.ListPoolsAsync(request, cancellationToken: Cancel);
            pools.AddRange(page.Pools);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        return pools;
    }
}
