using System.Globalization;

namespace Levelset.Web.Tests;

/// <summary>The fixed fleet is what its description says; the other tests read it without asking again.</summary>
public sealed class FixedFleetTests(WebFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fleet_States_AreThoseDescribed()
    {
        var fleet = await fixture.FleetAsync();

        var hosts = await fleet.Site.Hosts.ListHostsAsync(new ListHostsRequest(), cancellationToken: Cancel);

        Assert.Equal(fleet.Hosts.Order(StringComparer.Ordinal), hosts.Hosts.Select(host => host.Name["hosts/".Length..]));
        Assert.Equal(
            ["db-03 Quarantined", "edge-03 Rejected", "lab-01 Pending"],
            hosts.Hosts.Where(host => host.State != Host.Types.State.Ready)
                .Select(host => string.Create(CultureInfo.InvariantCulture, $"{host.Name["hosts/".Length..]} {host.State}")));
        Assert.Equal("hosts/web-04", Assert.Single(hosts.Hosts, host => host.Cordoned).Name);
    }

    [Fact]
    public async Task Fleet_Web_LostFeaturesToOneHost()
    {
        var site = (await fixture.FleetAsync()).Site;

        var last = await site.Pools.GetBaselineAsync(
            new GetBaselineRequest { Name = "pools/web/baselines/-" },
            cancellationToken: Cancel);
        var diff = await site.Pools.CompareBaselinesAsync(
            new CompareBaselinesRequest { Pool = "pools/web", FromGeneration = last.Generation - 1, ToGeneration = last.Generation },
            cancellationToken: Cancel);

        Assert.Equal(3UL, last.Generation);
        Assert.All(diff.Lost, lost => Assert.Equal(["hosts/web-05"], lost.Hosts));
        Assert.Contains(diff.Lost, lost => lost.Feature.Name == "vaes");
    }

    [Fact]
    public async Task Fleet_Database_CouldBeRaised()
    {
        var site = (await fixture.FleetAsync()).Site;

        var explanation = await site.Pools.ExplainPoolAsync(
            new ExplainPoolRequest { Pool = "pools/database" },
            cancellationToken: Cancel);

        Assert.NotEmpty(explanation.PendingRaise);
        Assert.Equal(["hosts/db-03"], Assert.Single(explanation.NotContributing).Hosts.Hosts);
        var changed = (await site.HostAsync("db-03")).LastChange;
        Assert.Equal(("0x0a0011d1", "0x0a0011d5"), (changed.Before.Microcode, changed.After.Microcode));
    }

    [Fact]
    public async Task Fleet_Partitions_SomeAreLimitedAndOneIsWaived()
    {
        var fleet = await fixture.FleetAsync();
        var partitions = await fleet.Site.Partitions.ListPartitionsAsync(new ListPartitionsRequest(), cancellationToken: Cancel);

        Assert.Equal(fleet.Partitions.Keys, partitions.Partitions.Select(partition => partition.DisplayName));
        Assert.Equal("fraud-scoring", Assert.Single(partitions.Partitions, partition => partition.Waivers.Count > 0).DisplayName);
        Assert.All(partitions.Partitions, partition => Assert.Equal(Partition.Types.State.Active, partition.State));
    }
}
