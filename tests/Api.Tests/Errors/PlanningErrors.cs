using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using static Levelset.Api.Tests.Errors.ErrorCase;
using static Levelset.Api.Tests.Errors.PartitionErrors;

namespace Levelset.Api.Tests.Errors;

/// <summary>Questions about what is, and about what would be.</summary>
internal static class PlanningErrors
{
    public static IEnumerable<ErrorCase> Cases { get; } =
    [
        Of("ExplainPool: a malformed name", t => Explain(t, "p")),
        Of("ExplainPool: a pool that does not exist", t => Explain(t, "pools/p")),

        Of("GetPartitionMobility: a malformed name", t => Mobility(t, "p")),
        After("GetPartitionMobility: a partition that does not exist", Pool, t => Mobility(t, Absent)),
        After("GetPartitionMobility: a partition that is still being created", BeingMade, t => Mobility(t, Only(t))),

        Of("ListPowerCycles: a pool that does not exist", t => PowerCycles(t, "pools/p")),
        After("ListPowerCycles: a malformed page size and token", Pool, t => PowerCycles(t, "pools/p", "x", 1001)),

        Of("CompareFeatures: names that have no features", t => Compare(t, "nodes/a", "pools/p/hosts/1")),
        After("CompareFeatures: names that do not exist", Pool, t => Compare(t, "hosts/h9", "pools/p/baselines/7")),
        Silent("CompareFeatures: a host without a report, and a pool without members"),

        Of("PreviewJoin: malformed words", t => Preview(t, "p", request => request.Supported.ProcessorBanks.Add(1), "CyrixInstead")),
        Of("PreviewJoin: no architecture and no vendor", t => Preview(t, "pools/p", request => request.Architecture = 0, "")),
        Of("PreviewJoin: a pool that does not exist", t => Preview(t, "pools/p")),

        Of("SuggestPools: malformed names, selector and number", t => Suggest(t, 0, "x", "h1")),
        After("SuggestPools: hosts that do not exist", Pool, t => Suggest(t, 1, "", "hosts/h9", "hosts/h1", "hosts/h8")),
        After("SuggestPools: fewer pools than the hosts need", TwoVendors, t => Suggest(t, 1, "")),
        After("SuggestPools: hosts with too many different fingerprints", ManyKinds, t => Suggest(t, 2, "")),
    ];

    private static async Task TwoVendors(ServiceTest t)
    {
        await Pool(t);
        await t.Service.ConnectAsync("amd", FeatureWords.Plain with { Vendor = "AuthenticAMD" });
    }

    private static Task ManyKinds(ServiceTest t) =>
        t.StoreAsync(Enumerable.Range(1, 1001).Select(i => new StoredHost($"n{i}", FeatureWords.X86((ulong)i, 0, 0))));

    private static ErrorCase Silent(string key) => new(key, async t =>
    {
        await t.Service.Agent("silent").HelloAsync();
        await t.CreatePoolAsync();
        return () => Compare(t, "hosts/silent", "pools/p");
    });

    private static Task Explain(ServiceTest t, string pool) => t.Pools.ExplainPoolAsync(new ExplainPoolRequest { Pool = pool }).ResponseAsync;

    private static Task Mobility(ServiceTest t, string partition) =>
        t.Migrations.GetPartitionMobilityAsync(new GetPartitionMobilityRequest { Name = partition }).ResponseAsync;

    private static Task PowerCycles(ServiceTest t, string pool, string token = "", int size = 0) =>
        t.Migrations.ListPowerCyclesAsync(new ListPowerCyclesRequest { Pool = pool, PageToken = token, PageSize = size }).ResponseAsync;

    private static Task Compare(ServiceTest t, string from, string to) =>
        t.Service.Planning.CompareFeaturesAsync(new CompareFeaturesRequest { From = from, To = to }).ResponseAsync;

    private static Task Preview(ServiceTest t, string pool, Action<PreviewJoinRequest>? change = null, string vendor = "GenuineIntel")
    {
        var request = new PreviewJoinRequest
        {
            Pool = pool,
            Architecture = FeatureWords.Plain.Architecture,
            Vendor = vendor,
            Supported = FeatureWords.Plain.Wire,
        };
        change?.Invoke(request);
        return t.Service.Planning.PreviewJoinAsync(request).ResponseAsync;
    }

    private static Task Suggest(ServiceTest t, uint pools, string selector, params string[] hosts) =>
        t.Service.Planning.SuggestPoolsAsync(
            new SuggestPoolsRequest { PoolCount = pools, LabelSelector = selector, Hosts = { hosts } }).ResponseAsync;
}
