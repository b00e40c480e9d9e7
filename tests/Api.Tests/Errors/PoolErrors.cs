using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Mapping;
using static Levelset.Api.Tests.Errors.ErrorCase;

namespace Levelset.Api.Tests.Errors;

/// <summary>Pools and their baselines.</summary>
internal static class PoolErrors
{
    private static readonly string Long = new('x', 201);

    public static IEnumerable<ErrorCase> Cases { get; } =
    [
        Of("CreatePool: an architecture that does not exist", t => Create(t, p => p.Architecture = (Architecture)7)),
        Of("CreatePool: an unknown vendor", t => Create(t, p => p.Vendor = "CyrixInstead")),
        Of("CreatePool: a vendor of the other architecture", t => Create(t, p => (p.Architecture, p.Vendor) = (Architecture.Arm64, "GenuineIntel"))),
        Of("CreatePool: a malformed id", t => t.CreatePoolAsync("Pool_1")),
        After("CreatePool: an id that is taken", t => t.CreatePoolAsync(), t => t.CreatePoolAsync()),
        After("CreatePool: a preview with an id that is taken", t => t.CreatePoolAsync(), t => Request(t, r => r.ValidateOnly = true)),
        Of("CreatePool: a display name that is too long", t => Create(t, p => p.DisplayName = Long)),
        Of("CreatePool: a display name with control characters", t => Create(t, p => p.DisplayName = "a\0b")),
        Of("CreatePool: a malformed request_id", t => Request(t, r => r.RequestId = "one two")),
        After("CreatePool: a request_id repeated with other content", t => Request(t, r => r.RequestId = "r-1"), t => Request(t, r => (r.RequestId, r.PoolId) = ("r-1", "q"))),
        Of("CreatePool: an unknown value for policy.join", t => Policy(t, p => p.Join = (PoolPolicy.Types.Join)9)),
        Of("CreatePool: an unknown value for policy.drift", t => Policy(t, p => p.Drift = (PoolPolicy.Types.Drift)9)),
        Of("CreatePool: an unknown value for policy.raise", t => Policy(t, p => p.Raise = (PoolPolicy.Types.Raise)9)),
        Of("CreatePool: an unknown value for policy.reserved_bits", t => Policy(t, p => p.ReservedBits = (PoolPolicy.Types.ReservedBits)9)),
        Of("CreatePool: a floor feature that has no such name", t => Policy(t, p => p.FloorFeatures.Add("warp_drive"))),
        Of("CreatePool: a floor feature without an architecture", t => Create(t, p => p.Policy = new PoolPolicy { FloorFeatures = { "aes" } })),
        Of("CreatePool: an excluded feature that the floor requires", t => Policy(t, p => { p.FloorFeatures.Add("avx2"); p.ExcludedFeatures.Add("avx"); })),
        Of("CreatePool: an unknown bit in the floor of a pool that disables unknown bits", t => Policy(t, p => { p.FloorFeatures.Add("bank0:63"); p.ReservedBits = PoolPolicy.Types.ReservedBits.Disable; })),
        Of("CreatePool: an excluded feature that has no such name", t => Policy(t, p => p.ExcludedFeatures.AddRange(["aes", "warp_drive"]))),
        Of("CreatePool: an excluded position that does not exist", t => Policy(t, p => p.ExcludedFeatures.Add("bank2:0"))),
        Of("CreatePool: an excluded feature without an architecture", t => Create(t, p => p.Policy = new PoolPolicy { ExcludedFeatures = { "aes" } })),
        Of("CreatePool: gic_v3v4 excluded on arm64", t => Create(t, p => (p.Architecture, p.Policy) = (Architecture.Arm64, new PoolPolicy { ExcludedFeatures = { "gic_v3v4" } }))),
        Of("CreatePool: several errors at once", t => Request(t, r => (r.PoolId, r.Pool.Architecture, r.Pool.Vendor, r.RequestId) = ("-", (Architecture)3, "nobody", " "))),
        Of("CreatePool: too many errors to list", t => Policy(t, p => p.ExcludedFeatures.AddRange(Enumerable.Range(0, 5000).Select(i => $"{Long}{i}")))),

        Of("GetPool: a malformed name", t => t.PoolAsync("A")),
        Of("GetPool: a pool that does not exist", t => t.PoolAsync("nowhere")),

        Of("ListPools: a page size out of range", t => List(t, 1001)),
        Of("ListPools: a malformed page token", t => List(t, 0, "%%%")),
        After("ListPools: a page token of another list", TwoHosts, async t => await List(t, 0, await HostTokenAsync(t))),
        After("ListPools: a page token that was changed", TwoPools, async t => await List(t, 0, "A" + (await PoolTokenAsync(t))[1..])),

        After("UpdatePool: an empty mask", t => t.CreatePoolAsync(), t => Update(t, _ => { })),
        After("UpdatePool: a field that cannot be changed", t => t.CreatePoolAsync(), t => Update(t, _ => { }, "vendor")),
        After("UpdatePool: a stale etag", t => t.CreatePoolAsync(), t => Update(t, p => p.Etag = "\"0\"", "display_name")),
        Of("UpdatePool: a pool that does not exist", t => Update(t, _ => { }, "display_name")),
        After("UpdatePool: an unknown policy value", t => t.CreatePoolAsync(), t => Update(t, p => p.Policy = new PoolPolicy { Raise = (PoolPolicy.Types.Raise)9 }, "policy")),
        After("UpdatePool: an excluded feature that the current floor requires", t => Policy(t, p => p.FloorFeatures.Add("aes")), t => Update(t, p => p.Policy = new PoolPolicy { ExcludedFeatures = { "aes" } }, "policy.excluded_features")),
        After("UpdatePool: an excluded feature before any architecture", t => t.CreatePoolAsync(), t => Update(t, p => p.Policy = new PoolPolicy { ExcludedFeatures = { "aes" } }, "policy.excluded_features")),
        After("UpdatePool: gic_v3v4 excluded on arm64", t => t.PoolOfAsync("p", FeatureWords.Arm), t => Update(t, p => p.Policy = new PoolPolicy { ExcludedFeatures = { "bank0:13" } }, "policy.excluded_features")),
        After("UpdatePool: a display name with control characters", t => t.CreatePoolAsync(), t => Update(t, p => p.DisplayName = "a\nb", "display_name")),

        After("UpdatePoolPolicy: an empty mask", t => t.CreatePoolAsync(), t => Change(t, new PoolPolicy())),
        After("UpdatePoolPolicy: a field that is not part of the policy", t => t.CreatePoolAsync(), t => Change(t, new PoolPolicy(), "policy.join")),
        Of("UpdatePoolPolicy: a pool that does not exist", t => Change(t, new PoolPolicy(), "join")),
        After("UpdatePoolPolicy: a stale etag", t => t.CreatePoolAsync(), t => t.Pools.UpdatePoolPolicyAsync(new UpdatePoolPolicyRequest { Pool = "pools/p", Etag = "\"0\"", UpdateMask = new FieldMask { Paths = { "join" } } }).ResponseAsync),
        After("UpdatePoolPolicy: a floor that no contributing member offers", t => t.PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain), t => Change(t, new PoolPolicy { FloorFeatures = { "fma" } }, "floor_features")),

        Of("RaiseBaseline: a malformed name", t => Raise(t, "p")),
        Of("RaiseBaseline: a pool that does not exist", t => Raise(t)),
        After("RaiseBaseline: a stale etag", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Raise(t, etag: "\"0\"")),
        After("RaiseBaseline: a preview with a stale etag", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Raise(t, etag: "\"0\"", validateOnly: true)),
        After("RaiseBaseline: no contributing member", t => t.CreatePoolAsync(), t => Raise(t)),

        After("CompareBaselines: a generation 0", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Compare(t, 0, 0)),
        Of("CompareBaselines: a pool that does not exist", t => Compare(t, 1, 2)),
        After("CompareBaselines: generations that do not exist", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Compare(t, 2, 3)),

        Of("DeletePool: a pool that does not exist", t => Delete(t)),
        After("DeletePool: a stale etag", t => t.CreatePoolAsync(), t => Delete(t, "\"0\"")),
        After("DeletePool: members or partitions remain", MemberAndPartition, t => Delete(t)),

        Of("GetBaseline: a malformed name", t => Baseline(t, "pools/p/baselines/0")),
        Of("GetBaseline: a pool that does not exist", t => Baseline(t, "pools/p/baselines/1")),
        After("GetBaseline: a generation that does not exist", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Baseline(t, "pools/p/baselines/2")),
        After("GetBaseline: the current one of an empty pool", t => t.CreatePoolAsync(), t => Baseline(t, "pools/p/baselines/-")),

        Of("ListBaselines: a pool that does not exist", t => Baselines(t, new ListBaselinesRequest { Pool = "pools/p" })),
        After("ListBaselines: a page token of another list", TwoPools, async t => await Baselines(t, new ListBaselinesRequest { Pool = "pools/p", PageToken = await PoolTokenAsync(t) })),
        Of("ListBaselines: a page size out of range", t => Baselines(t, new ListBaselinesRequest { Pool = "pools/p", PageSize = -1 })),
    ];

    private static Task Create(ServiceTest t, Action<Pool> change) => t.CreatePoolAsync("p", change);

    private static Task Policy(ServiceTest t, Action<PoolPolicy> change) => t.CreatePoolAsync("p", pool =>
    {
        pool.Architecture = Architecture.X8664;
        pool.Policy = new PoolPolicy();
        change(pool.Policy);
    });

    private static Task Request(ServiceTest t, Action<CreatePoolRequest> change)
    {
        var request = new CreatePoolRequest { PoolId = "p", Pool = new Pool() };
        change(request);
        return t.Pools.CreatePoolAsync(request).ResponseAsync;
    }

    private static Task Update(ServiceTest t, Action<Pool> change, params string[] mask)
    {
        var pool = new Pool { Name = "pools/p" };
        change(pool);
        return t.Pools.UpdatePoolAsync(new UpdatePoolRequest { Pool = pool, UpdateMask = new FieldMask { Paths = { mask } } }).ResponseAsync;
    }

    private static Task Change(ServiceTest t, PoolPolicy policy, params string[] mask) => t.Pools.UpdatePoolPolicyAsync(
        new UpdatePoolPolicyRequest { Pool = "pools/p", Policy = policy, UpdateMask = new FieldMask { Paths = { mask } } }).ResponseAsync;

    private static Task Raise(ServiceTest t, string pool = "pools/p", string etag = "", bool validateOnly = false) =>
        t.Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = pool, Etag = etag, ValidateOnly = validateOnly }).ResponseAsync;

    private static Task Compare(ServiceTest t, ulong from, ulong to) => t.Pools.CompareBaselinesAsync(
        new CompareBaselinesRequest { Pool = "pools/p", FromGeneration = from, ToGeneration = to }).ResponseAsync;

    private static Task Delete(ServiceTest t, string etag = "") =>
        t.Pools.DeletePoolAsync(new DeletePoolRequest { Name = "pools/p", Etag = etag }).ResponseAsync;

    private static Task List(ServiceTest t, int size, string token = "") =>
        t.Pools.ListPoolsAsync(new ListPoolsRequest { PageSize = size, PageToken = token }).ResponseAsync;

    private static Task Baseline(ServiceTest t, string name) =>
        t.Pools.GetBaselineAsync(new GetBaselineRequest { Name = name }).ResponseAsync;

    private static Task Baselines(ServiceTest t, ListBaselinesRequest request) => t.Pools.ListBaselinesAsync(request).ResponseAsync;

    private static async Task TwoHosts(ServiceTest t)
    {
        await t.Service.ConnectAsync("a");
        await t.Service.ConnectAsync("b");
    }

    private static async Task TwoPools(ServiceTest t)
    {
        await t.CreatePoolAsync("p");
        await t.CreatePoolAsync("q");
    }

    private static async Task MemberAndPartition(ServiceTest t)
    {
        await t.PoolOfAsync("p", FeatureWords.Plain);
        await t.CreatePartitionAsync();
    }

    private static async Task<string> HostTokenAsync(ServiceTest t) =>
        (await t.Hosts.ListHostsAsync(new ListHostsRequest { PageSize = 1 })).NextPageToken;

    private static async Task<string> PoolTokenAsync(ServiceTest t) =>
        (await t.Pools.ListPoolsAsync(new ListPoolsRequest { PageSize = 1 })).NextPageToken;
}
