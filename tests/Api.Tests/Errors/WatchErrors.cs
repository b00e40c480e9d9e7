using static Levelset.Api.Tests.Errors.ErrorCase;

namespace Levelset.Api.Tests.Errors;

/// <summary>Watches, and the history of reports.</summary>
internal static class WatchErrors
{
    public static IEnumerable<ErrorCase> Cases { get; } =
    [
        Of("WatchPools: a malformed token and names", t => Pools(t, new WatchPoolsRequest { ResumeToken = "?", Names = { "pools/p", "p" } })),
        Of("WatchPools: a token that was changed", async t => await Pools(t, new WatchPoolsRequest { ResumeToken = Changed(await TokenAsync(t)) })),
        Of("WatchPools: too many names", t => Pools(t, new WatchPoolsRequest { Names = { Enumerable.Range(0, 1001).Select(i => $"pools/p{i}") } })),
        Foreign("WatchPools: a token of another database", (t, token) => Pools(t, new WatchPoolsRequest { ResumeToken = token })),
        Expired("WatchPools: a token that is too old", (t, token) => Pools(t, new WatchPoolsRequest { ResumeToken = token })),
        Of("WatchHosts: a malformed token, name and pool", t => Hosts(t, new WatchHostsRequest { ResumeToken = "?", Names = { "h" }, Pool = "p" })),
        Foreign("WatchHosts: a token of another database", (t, token) => Hosts(t, new WatchHostsRequest { ResumeToken = token })),
        Expired("WatchHosts: a token that is too old", (t, token) => Hosts(t, new WatchHostsRequest { ResumeToken = token })),

        Of("ListHostReports: a host that does not exist", t => Reports(t, new ListHostReportsRequest { Host = "hosts/nowhere" })),
        Of("ListHostReports: a malformed host, size and token", t => Reports(t, new ListHostReportsRequest { Host = "h", PageSize = -1, PageToken = "?" })),
    ];

    private static Task Pools(ServiceTest t, WatchPoolsRequest request) => t.Pools.WatchPools(request).ResponseStream.MoveNext(ServiceTest.Cancel);

    private static Task Hosts(ServiceTest t, WatchHostsRequest request) => t.Hosts.WatchHosts(request).ResponseStream.MoveNext(ServiceTest.Cancel);

    private static Task Reports(ServiceTest t, ListHostReportsRequest request) => t.Hosts.ListHostReportsAsync(request).ResponseAsync;

    private static string Changed(string token) => (token[0] == 'A' ? 'B' : 'A') + token[1..];

    private static async Task<string> TokenAsync(ServiceTest t)
    {
        using var call = t.Pools.WatchPools(new WatchPoolsRequest());
        Assert.True(await call.ResponseStream.MoveNext(ServiceTest.Cancel));
        while (call.ResponseStream.Current.ResumeToken.Length == 0)
        {
            Assert.True(await call.ResponseStream.MoveNext(ServiceTest.Cancel));
        }

        return call.ResponseStream.Current.ResumeToken;
    }

    // As after a dump was restored elsewhere: the log's identity is another one.
    private static ErrorCase Foreign(string key, Func<ServiceTest, string, Task> call) => new(key, async t =>
    {
        var token = await TokenAsync(t);
        await t.Database.ExecuteAsync("UPDATE event_log SET identity = gen_random_uuid()");
        await t.RestartAsync();
        return () => call(t, token);
    });

    private static ErrorCase Expired(string key, Func<ServiceTest, string, Task> call) => new(key, async t =>
    {
        var token = await TokenAsync(t);
        await t.CreatePoolAsync();
        await t.Database.ExecuteAsync("WITH gone AS (DELETE FROM events RETURNING position) UPDATE event_log SET trimmed_through = (SELECT max(position) FROM gone)");
        return () => call(t, token);
    });
}
