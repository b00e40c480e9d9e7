using System.Globalization;

namespace Levelset.Web.Tests.Journeys;

/// <summary>What the list of a pool's partitions says of where they can go.</summary>
public sealed class ReachTests(WebFixture fixture)
{
    [Theory]
    [InlineData("web")]
    [InlineData("database")]
    public async Task Partitions_OfAPool_SayHowManyHostsCouldTakeEach(string pool)
    {
        var site = (await fixture.FleetAsync()).Site;
        var cancel = TestContext.Current.CancellationToken;
        using var http = new HttpClient { BaseAddress = site.Address };
        var page = await http.GetStringAsync(new Uri($"/pools/{pool}/partitions", UriKind.Relative), cancel);
        var partitions = (await site.Partitions.ListPartitionsAsync(new ListPartitionsRequest { Pool = $"pools/{pool}" }, cancellationToken: cancel)).Partitions;

        Assert.NotEmpty(partitions);
        foreach (var partition in partitions.Where(one => one.State == Partition.Types.State.Active))
        {
            var mobility = await site.Migrations.GetPartitionMobilityAsync(new GetPartitionMobilityRequest { Name = partition.Name }, cancellationToken: cancel);
            var count = mobility.TargetCount == 0 ? "none" : mobility.TargetCount.ToString(CultureInfo.InvariantCulture);
            Assert.Contains($"href=\"/{partition.Name}\">{count}</a>", page, StringComparison.Ordinal);
        }
    }
}
