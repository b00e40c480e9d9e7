using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Mapping;
using static Levelset.Api.Tests.Errors.ErrorCase;

namespace Levelset.Api.Tests.Errors;

/// <summary>Hosts and what a VMM asks for on them.</summary>
internal static class HostErrors
{
    public static IEnumerable<ErrorCase> Cases { get; } =
    [
        Of("GetHost: a malformed name", t => t.HostAsync("-a")),
        Of("GetHost: a host that does not exist", t => t.HostAsync("nowhere")),

        Of("ListHosts: a malformed pool, selector, size and token", t => List(t, new ListHostsRequest { Pool = "p", LabelSelector = "=", PageSize = -1, PageToken = "?" })),
        After("ListHosts: a page token of other filters", TwoHosts, async t => await List(t, new ListHostsRequest
        {
            Pool = "pools/p",
            PageToken = (await t.Hosts.ListHostsAsync(new ListHostsRequest { PageSize = 1 })).NextPageToken,
        })),

        Of("UpdateHost: a host that does not exist", t => Update(t, _ => { }, "cordoned")),
        After("UpdateHost: an empty mask", Host, t => Update(t, _ => { })),
        After("UpdateHost: a field that cannot be changed", Host, t => Update(t, _ => { }, "supported")),
        After("UpdateHost: a malformed label", Host, t => Update(t, h => h.Labels.Add("a b", "c"), "labels")),
        After("UpdateHost: too many labels", Host, t => Update(t, h => h.Labels.Add(Enumerable.Range(0, 65).ToDictionary(i => $"k{i}", _ => "v")), "labels")),
        After("UpdateHost: a stale etag", Host, t => Update(t, h => h.Etag = "\"0\"", "cordoned")),
        After("UpdateHost: a display name that is too long", Host, t => Update(t, h => h.DisplayName = new string('x', 201), "display_name")),

        Of("DeleteHost: a host that does not exist", t => Delete(t)),
        After("DeleteHost: a stale etag", Host, t => Delete(t, "\"0\"")),
        After("DeleteHost: a member of a pool", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Delete(t)),
        After("DeleteHost: a host with partitions", LeftWithPartition, t => Delete(t)),
        After("DeleteHost: its agent is connected", Host, t => Delete(t)),

        After("GetCreationArguments: neither pool nor partition", Host, t => Arguments(t, _ => { })),
        Of("GetCreationArguments: a host that does not exist", t => Arguments(t, r => r.Pool = "pools/p")),
        After("GetCreationArguments: a pool that does not exist", Host, t => Arguments(t, r => r.Pool = "pools/p")),
        After("GetCreationArguments: an empty pool", EmptyPool, t => Arguments(t, r => r.Pool = "pools/p")),
        After("GetCreationArguments: a host that is not a member", NotMember, t => Arguments(t, r => (r.Host, r.Pool) = ("hosts/other", "pools/p"))),
        After("GetCreationArguments: a silent host", Silent, t => Arguments(t, r => r.Pool = "pools/p")),
        After("GetCreationArguments: a cordoned host", Cordoned, t => Arguments(t, r => r.Pool = "pools/p")),
        After("GetCreationArguments: a quarantined host", Quarantined, t => Arguments(t, r => r.Pool = "pools/p")),
        After("GetCreationArguments: an excluded feature that has no such name", t => t.PoolOfAsync("p", FeatureWords.Plain), t => Arguments(t, r => (r.Pool, _) = ("pools/p", Exclude(r, "warp_drive")))),
        After("GetCreationArguments: nested virtualization that the baseline lacks", t => t.PoolOfAsync("p", FeatureWords.X86("sse3")), t => Arguments(t, r => (r.Pool, r.Nested) = ("pools/p", true))),
        After("GetCreationArguments: nested with a partition", HasPartition, async t => await Arguments(t, r => (r.Partition, r.Nested) = ("partitions/018f0000-0000-7000-8000-000000000000", true))),
        After("GetCreationArguments: a partition that does not exist", Host, t => Arguments(t, r => r.Partition = "partitions/018f0000-0000-7000-8000-000000000000")),
        After("GetCreationArguments: a partition that the host cannot run", CannotHave, async t => await Arguments(t, r => (r.Host, r.Partition) = ("hosts/other", NameOfOnly(t)))),
        After("GetCreationArguments: gic_v3v4 excluded on arm64", t => t.PoolOfAsync("p", FeatureWords.Arm), t => Arguments(t, r => (r.Pool, _) = ("pools/p", Exclude(r, "gic_v3v4")))),
    ];

    private static Task List(ServiceTest t, ListHostsRequest request) => t.Hosts.ListHostsAsync(request).ResponseAsync;

    private static Task Update(ServiceTest t, Action<Host> change, params string[] mask)
    {
        var host = new Host { Name = "hosts/h1" };
        change(host);
        return t.Hosts.UpdateHostAsync(new UpdateHostRequest { Host = host, UpdateMask = new FieldMask { Paths = { mask } } }).ResponseAsync;
    }

    private static Task Delete(ServiceTest t, string etag = "") =>
        t.Hosts.DeleteHostAsync(new DeleteHostRequest { Name = "hosts/h1", Etag = etag }).ResponseAsync;

    private static Task Arguments(ServiceTest t, Action<GetCreationArgumentsRequest> change)
    {
        var request = new GetCreationArgumentsRequest { Host = "hosts/h1" };
        change(request);
        return t.Hosts.GetCreationArgumentsAsync(request).ResponseAsync;
    }

    private static bool Exclude(GetCreationArgumentsRequest request, string feature)
    {
        request.ExcludedFeatures.Add(feature);
        return true;
    }

    private static Task Host(ServiceTest t) => t.Service.ConnectAsync("h1");

    private static async Task TwoHosts(ServiceTest t)
    {
        await t.Service.ConnectAsync("h1");
        await t.Service.ConnectAsync("h2");
    }

    private static async Task EmptyPool(ServiceTest t)
    {
        await t.CreatePoolAsync();
        await t.Service.Agent("h1").HelloAsync();
        await t.AddAsync("p", "h1");
    }

    private static async Task NotMember(ServiceTest t)
    {
        await t.PoolOfAsync("p", FeatureWords.Plain);
        await t.Service.ConnectAsync("other");
    }

    private static async Task Silent(ServiceTest t)
    {
        await t.PoolOfAsync("p", FeatureWords.Plain);
        await t.FallSilentAsync("h1");
    }

    private static async Task Cordoned(ServiceTest t)
    {
        await t.PoolOfAsync("p", FeatureWords.Plain);
        await Update(t, host => host.Cordoned = true, "cordoned");
    }

    private static async Task Quarantined(ServiceTest t)
    {
        var agents = await t.PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await agents[0].ReportAsync(FeatureWords.Plain.Without("aes"));
    }

    private static async Task HasPartition(ServiceTest t)
    {
        await t.PoolOfAsync("p", FeatureWords.Plain);
        await t.CreatePartitionAsync();
    }

    private static async Task LeftWithPartition(ServiceTest t)
    {
        await HasPartition(t);
        await t.RemoveAsync("p", "h1");
    }

    private static async Task CannotHave(ServiceTest t)
    {
        await HasPartition(t);
        await t.Service.ConnectAsync("other", FeatureWords.Plain.Without("aes") with { Vendor = "AuthenticAMD" });
    }

    private static string NameOfOnly(ServiceTest t) =>
        t.Partitions.ListPartitions(new ListPartitionsRequest()).Partitions.Single().Name;
}
