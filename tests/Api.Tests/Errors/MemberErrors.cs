using Google.Protobuf.WellKnownTypes;
using static Levelset.Api.Tests.Errors.ErrorCase;

namespace Levelset.Api.Tests.Errors;

/// <summary>Hosts that join and leave.</summary>
internal static class MemberErrors
{
    public static IEnumerable<ErrorCase> Cases { get; } =
    [
        After("AddHosts: neither hosts nor a selector", Pool, t => Add(t, _ => { })),
        After("AddHosts: a malformed host name", Pool, t => t.AddAsync("p", "h1", "H 2")),
        After("AddHosts: a malformed selector", Pool, t => Add(t, r => r.LabelSelector = "rack")),
        After("AddHosts: an empty selector", PoolAndHost, t => Add(t, r => r.LabelSelector = ",")),
        Of("AddHosts: a pool that does not exist", t => t.AddAsync("p", "h1")),
        After("AddHosts: a stale etag", PoolAndHost, t => Add(t, r => (r.Etag, _) = ("\"0\"", Named(r)))),
        After("AddHosts: a host that does not exist", PoolAndHost, t => t.AddAsync("p", "h1", "h2")),
        After("AddHosts: a host of the wrong architecture", Joins(FeatureWords.Arm), t => t.AddAsync("p", "other")),
        After("AddHosts: a host of the wrong vendor", Joins(FeatureWords.Plain with { Vendor = "AuthenticAMD" }), t => t.AddAsync("p", "other")),
        After("AddHosts: a host of another cache-line flush size", Joins(FeatureWords.Plain with { Properties = new CompatibilityProperties { CacheLineFlushSize = 32 } }), t => t.AddAsync("p", "other")),
        After("AddHosts: a simulated host among real ones", Joins(FeatureWords.Plain with { Simulated = true }), t => t.AddAsync("p", "other")),
        After("AddHosts: a member of another pool", MemberOfAnother, t => t.AddAsync("q", "h1")),
        After("AddHosts: a vendor that the pool does not fix", FixedVendor, t => t.AddAsync("p", "h1")),
        After("AddHosts: several hosts, each with its own reasons", Joins(FeatureWords.Arm), t => t.AddAsync("p", "other", "absent")),

        After("RemoveHosts: a host that is not a member", PoolAndHost, t => t.RemoveAsync("p", "h1")),
        After("RemoveHosts: neither hosts nor a selector", Pool, t => t.RemoveAsync("p")),
        After("RemoveHosts: an empty selector", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Remove(t, r => r.LabelSelector = " ,")),
        After("RemoveHosts: a stale etag", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Remove(t, r => (r.Etag, r.LabelSelector) = ("\"0\"", "a=b"))),
        Of("RemoveHosts: a pool that does not exist", t => t.RemoveAsync("p", "h1")),

        After("ChangePool: nothing to change", Pool, t => Change(t, _ => { })),
        Of("ChangePool: a pool that does not exist", t => Change(t, r => r.AddHosts.Add("hosts/h1"))),
        After("ChangePool: a stale etag", PoolAndHost, t => Change(t, r => (r.Etag, r.UpdateMask) = ("\"0\"", new FieldMask { Paths = { "join" } }))),
        After("ChangePool: a preview with a stale etag", PoolAndHost, t => Change(t, r => (r.Etag, r.UpdateMask, r.ValidateOnly) = ("\"0\"", new FieldMask { Paths = { "join" } }, true))),
        After("ChangePool: a host that is both added and removed", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Change(t, r => { r.AddHosts.Add("hosts/h1"); r.RemoveHosts.Add("hosts/h1"); })),
        After("ChangePool: a policy without a mask", Pool, t => Change(t, r => r.Policy = new PoolPolicy())),
        After("ChangePool: several bad fields at once", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Change(t, r =>
        {
            r.AddHosts.Add("H 2");
            r.RemoveHosts.Add("hosts/-");
            r.Policy = new PoolPolicy { Join = (PoolPolicy.Types.Join)9, FloorFeatures = { "warp_drive" } };
            r.UpdateMask = new FieldMask { Paths = { "join", "floor_features", "vendor" } };
        })),
        After("ChangePool: a host that does not fit, and one that is not a member", Joins(FeatureWords.Arm), t => Change(t, r => { r.AddHosts.Add(["hosts/other", "hosts/absent"]); r.RemoveHosts.Add("hosts/other-yet"); })),
        After("ChangePool: a floor that no host offers, and a host that is not a member", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Change(t, r =>
        {
            r.RemoveHosts.Add("hosts/other");
            r.Policy = new PoolPolicy { FloorFeatures = { "fma" } };
            r.UpdateMask = new FieldMask { Paths = { "floor_features" } };
        })),
    ];

    private static Task Pool(ServiceTest t) => t.CreatePoolAsync();

    private static async Task PoolAndHost(ServiceTest t)
    {
        await t.CreatePoolAsync();
        await t.Service.ConnectAsync("h1");
    }

    private static async Task MemberOfAnother(ServiceTest t)
    {
        await t.PoolOfAsync("p", FeatureWords.Plain);
        await t.CreatePoolAsync("q");
    }

    private static async Task FixedVendor(ServiceTest t)
    {
        await t.CreatePoolAsync("p", pool => pool.Vendor = "AuthenticAMD");
        await t.Service.ConnectAsync("h1");
    }

    private static Func<ServiceTest, Task> Joins(FeatureWords words) => async t =>
    {
        await t.PoolOfAsync("p", FeatureWords.Plain with { Properties = new CompatibilityProperties { CacheLineFlushSize = 64 } });
        await t.Service.ConnectAsync("other", words);
    };

    private static bool Named(AddHostsRequest request)
    {
        request.Hosts.Add("hosts/h1");
        return true;
    }

    private static Task Add(ServiceTest t, Action<AddHostsRequest> change)
    {
        var request = new AddHostsRequest { Pool = "pools/p" };
        change(request);
        return t.Pools.AddHostsAsync(request).ResponseAsync;
    }

    private static Task Change(ServiceTest t, Action<ChangePoolRequest> change)
    {
        var request = new ChangePoolRequest { Pool = "pools/p" };
        change(request);
        return t.Pools.ChangePoolAsync(request).ResponseAsync;
    }

    private static Task Remove(ServiceTest t, Action<RemoveHostsRequest> change)
    {
        var request = new RemoveHostsRequest { Pool = "pools/p" };
        change(request);
        return t.Pools.RemoveHostsAsync(request).ResponseAsync;
    }
}
