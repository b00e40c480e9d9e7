using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

/// <summary>Where partitions can go: the targets of one, and the evacuation of hosts.</summary>
public sealed class TargetTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task ListTargets_MixedFleet_ListsPossibleBestFirstThenTheOthersByName()
    {
        var partition = await FleetAsync();

        var targets = await ListAsync(partition.Name, 1000);

        Assert.Equal(
            [
                // Its own pool, the least spare first, then by name; then the pool whose baseline it satisfies.
                "h2 3", "h4 3", "h3 4", "far-1 2", "far-2 3",
                "cordoned", "lone", "low-1", "low-2",
            ],
            targets.Select(target => target.Verdict.Compatible ? $"{Id(target)} {target.SpareFeatures}" : Id(target)));
        Assert.DoesNotContain(targets, target => target.Verdict.Compatible != (target.Verdict.Blockers.Count == 0));
        foreach (var target in targets)
        {
            Assert.Equal(await CheckAsync(partition.Name, Id(target)), target.Verdict);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task ListTargets_AnyPageSize_ListsEveryHostOnceInOneOrder(int size)
    {
        var partition = await FleetAsync();

        var whole = await ListAsync(partition.Name, 1000);
        var paged = await ListAsync(partition.Name, size);

        Assert.Equal(whole, paged);
        Assert.Equal(9, paged.Select(Id).Distinct().Count());
    }

    [Fact]
    public async Task ListTargets_FleetChangesBetweenPages_LosesAndRepeatsNoOther()
    {
        var partition = await FleetAsync();
        var first = await Migrations.ListTargetsAsync(new ListTargetsRequest { Partition = partition.Name, PageSize = 2 }, cancellationToken: Cancel);
        Assert.Equal(["h2", "h4"], first.Targets.Select(Id));

        // One class before the page's end goes, one that is yet to come gets a member, and hosts turn up on both sides.
        await RemoveAsync("p", "h2", "h4");
        await Service.ConnectAsync("h5", FeatureWords.Plain.With("fma", "rdtscp"));
        await AddAsync("p", "h5");
        var rest = await ListAsync(partition.Name, 2, first.NextPageToken);

        Assert.Equal(["h5", "h3", "far-1", "far-2", "cordoned", "h2", "h4", "lone", "low-1", "low-2"], rest.Select(Id));
    }

    [Fact]
    public async Task ListTargets_SilentFleet_HasNoPossibleTarget()
    {
        var partition = await FleetAsync();
        await FallSilentAsync("h1", "h2", "h3", "h4", "far-1", "far-2", "cordoned", "lone", "low-1", "low-2");

        var targets = await ListAsync(partition.Name, 3);

        Assert.Equal(9, targets.Count);
        Assert.All(targets, target => Assert.Contains(target.Verdict.Blockers, blocker => blocker.Actual == "SILENT"));
    }

    [Fact]
    public async Task CheckEvacuation_TwoHosts_AreNotEachOthersTargets()
    {
        await PoolOfAsync("p", FeatureWords.Plain.With("fma"), FeatureWords.Plain.With("fma"));
        var one = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var two = await CreatePartitionAsync("p", request => (request.Host, request.Nested) = ("hosts/h2", true));
        var before = await Database.DumpAsync();

        var alone = await EvacuateAsync("h1");
        var together = await EvacuateAsync("h1", "h2");

        Assert.Equal([(one.Name, "hosts/h1", 1U, "hosts/h2")], alone.Partitions.Select(p => (p.Partition, p.Host, p.TargetCount, p.Targets.Single())));
        Assert.Equal((1U, 0U), (alone.PartitionCount, alone.StuckCount));
        Assert.Equal((2U, 2U), (together.PartitionCount, together.StuckCount));
        Assert.All(together.Partitions, p => Assert.Equal((0U, 0, 0), (p.TargetCount, p.Targets.Count, p.Obstacles.Count)));
        Assert.Equal(InOrder(one, two), together.Partitions.Select(p => p.Partition));
        Assert.Equal(before, await Database.DumpAsync());
    }

    [Fact]
    public async Task CheckEvacuation_PartitionsOfTwoKinds_EachHasItsTargetsOrItsObstacles()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain.With("fma"));
        var stuck = await CreatePartitionAsync();
        await Service.ConnectAsync("h2", FeatureWords.Plain);
        await Service.ConnectAsync("h3", FeatureWords.Plain);
        await AddAsync("p", "h2", "h3");
        var free = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        agents[0].Answer = _ => null;
        var creating = CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var command = await agents[0].NextAsync(message => message.Command?.Create is not null && !agents[0].Held.ContainsKey(message.Command.Partition));

        var evacuation = await EvacuateAsync("h1");

        Assert.Equal(InOrder(stuck, free), evacuation.Partitions.Select(p => p.Partition));
        var found = evacuation.Partitions.ToDictionary(p => p.Partition);
        var obstacle = Assert.Single(found[stuck.Name].Obstacles);
        Assert.Equal(2U, obstacle.HostCount);
        Assert.Equal(["hosts/h2", "hosts/h3"], obstacle.Hosts);
        Assert.Equal(["fma"], obstacle.Blockers.Select(blocker => blocker.Feature.Name));
        Assert.Equal((2U, 0), (found[free.Name].TargetCount, found[free.Name].Obstacles.Count));
        Assert.Equal(["hosts/h2", "hosts/h3"], found[free.Name].Targets);
        Assert.Equal((2U, 1U), (evacuation.PartitionCount, evacuation.StuckCount));
        Assert.Equal([command.Command.Partition], evacuation.Unsettled);
        await agents[0].AnswerAsync(agents[0].CarryOut(command));
        await creating;
    }

    [Fact]
    public async Task CheckEvacuation_Pages_AreThoseOfTheWhole()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        for (var i = 0; i < 5; i++)
        {
            await CreatePartitionAsync("p", request => request.Host = $"hosts/h{(i % 2) + 1}");
        }

        var whole = await EvacuateAsync("h1", "h2");
        var request = new CheckEvacuationRequest { Hosts = { "hosts/h2", "hosts/h1" }, PageSize = 2 };
        var names = new List<string>();
        do
        {
            var page = await Migrations.CheckEvacuationAsync(request, cancellationToken: Cancel);
            Assert.Equal((5U, 5U), (page.PartitionCount, page.StuckCount));
            names.AddRange(page.Partitions.Select(p => p.Partition));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(whole.Partitions.Select(p => p.Partition), names);
    }

    private static IEnumerable<string> InOrder(params Partition[] partitions) =>
        partitions.Select(partition => partition.Name).Order(StringComparer.Ordinal);

    private static string Id(Target target) => target.Host["hosts/".Length..];

    // A partition on h1 with the words of Plain less nested_virt, which every member beside offers.
    private async Task<Partition> FleetAsync()
    {
        var rich = FeatureWords.Plain.With("fma", "rdtscp");
        await PoolOfAsync("p", FeatureWords.Plain, rich, rich.With("bmi1"), rich);
        await PoolOfOthersAsync("far", FeatureWords.Plain.With("fma"), rich);
        await PoolOfOthersAsync("low", FeatureWords.Plain, FeatureWords.Plain.Without("aes"));
        await Service.ConnectAsync("lone", FeatureWords.Plain);
        await Service.ConnectAsync("cordoned", FeatureWords.Plain);
        await AddAsync("p", "cordoned");
        var cordon = new UpdateHostRequest
        {
            Host = new Host { Name = "hosts/cordoned", Cordoned = true },
            UpdateMask = new FieldMask { Paths = { "cordoned" } },
        };
        await Hosts.UpdateHostAsync(cordon, cancellationToken: Cancel);
        return await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
    }

    private async Task PoolOfOthersAsync(string pool, params FeatureWords[] offers)
    {
        await CreatePoolAsync(pool);
        for (var i = 0; i < offers.Length; i++)
        {
            await Service.ConnectAsync($"{pool}-{i + 1}", offers[i]);
            await AddAsync(pool, $"{pool}-{i + 1}");
        }
    }

    private async Task<IReadOnlyList<Target>> ListAsync(string partition, int size, string token = "")
    {
        var request = new ListTargetsRequest { Partition = partition, PageSize = size, PageToken = token };
        var targets = new List<Target>();
        do
        {
            var page = await Migrations.ListTargetsAsync(request, cancellationToken: Cancel);
            Assert.InRange(page.Targets.Count, 0, size);
            targets.AddRange(page.Targets);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return targets;
    }

    private async Task<CheckEvacuationResponse> EvacuateAsync(params string[] hosts) =>
        await Migrations.CheckEvacuationAsync(
            new CheckEvacuationRequest { Hosts = { hosts.Select(host => $"hosts/{host}") } },
            cancellationToken: Cancel);
}
