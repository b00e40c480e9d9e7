using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

/// <summary>What scalar properties and readiness cost partitions in hosts to go to, since when, and what a power cycle changes.</summary>
public sealed class PropertyMobilityTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task AddHosts_HostTooNarrowForAPartition_MakesItLessMobileAndIsNoLossLater()
    {
        await PoolOfAsync("p", Wide(48), Wide(48));
        var partition = await OnFirstAsync();
        await Service.ConnectAsync("narrow", Wide(46));

        var join = await AddAsync("p", "narrow");

        Assert.Equal((2UL, 1U), (join.Pool.Generation, join.LessMobileCount));
        Assert.Equal([partition.Name], join.LessMobile.Select(one => one.Name));
        Assert.Equal(
            [Blocker.Types.Reason.PropertyDiffers],
            (await CheckAsync(partition.Name, "narrow")).Blockers.Select(blocker => blocker.Reason));
        Assert.Equal(0U, (await RemoveAsync("p", "narrow")).LessMobileCount);
        Assert.Equal(1U, (await RemoveAsync("p", "h2")).LessMobileCount);
    }

    [Fact]
    public async Task AddHosts_PartitionsThatDifferInWidthOnly_AreJudgedApart()
    {
        await PoolOfAsync("p", Wide(48), Wide(48));
        var wide = await OnFirstAsync();
        await Service.ConnectAsync("narrow", Wide(46));
        await AddAsync("p", "narrow");
        await OnFirstAsync();
        await Service.ConnectAsync("more", Wide(46));

        var join = await AddAsync("p", "more");

        Assert.Equal(1U, join.LessMobileCount);
        Assert.Equal([wide.Name], join.LessMobile.Select(one => one.Name));
        Assert.Equal(2U, (await RemoveAsync("p", "h2")).LessMobileCount);
    }

    [Fact]
    public async Task RemoveHosts_HostThatWasNoTarget_CostsNoMobility()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain, FeatureWords.Plain, FeatureWords.Plain);
        await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var cordon = new UpdateHostRequest
        {
            Host = new Host { Name = "hosts/h2", Cordoned = true },
            UpdateMask = new FieldMask { Paths = { "cordoned" } },
        };
        await Hosts.UpdateHostAsync(cordon, cancellationToken: Cancel);
        await FallSilentAsync("h1", "h2", "h3", "h4");
        await agents[3].HeartbeatAsync();

        Assert.Equal(0U, (await RemoveAsync("p", "h2")).LessMobileCount);
        Assert.Equal(0U, (await RemoveAsync("p", "h3")).LessMobileCount);
        Assert.Equal(1U, (await RemoveAsync("p", "h4")).LessMobileCount);
    }

    [Fact]
    public async Task RemoveHosts_PartitionOfAnotherPoolRunsInThisOne_IsLessMobile()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await CreatePoolAsync("q");
        await Service.ConnectAsync("other");
        await AddAsync("q", "other");
        var stranger = await CreatePartitionAsync("q");
        await CreatePartitionAsync("q");
        await MoveAsync(stranger.Name, "h1");

        var change = await RemoveAsync("p", "h2");

        Assert.Equal(1U, change.LessMobileCount);
        Assert.Equal([stranger.Name], change.LessMobile.Select(one => one.Name));
    }

    [Fact]
    public async Task Mobility_NarrowedSince_NamesTheGenerationAndAPowerCycleFreesIt()
    {
        await PoolOfAsync("p", Wide(48), Wide(48));
        var partition = await OnFirstAsync();
        await Service.ConnectAsync("narrow", Wide(46));
        await AddAsync("p", "narrow");

        var mobility = await MobilityAsync(partition.Name);

        Assert.Equal((1U, "hosts/h2"), (mobility.TargetCount, mobility.Targets.Single()));
        var limit = Assert.Single(mobility.Limits);
        Assert.Equal((MobilityLimit.Types.Kind.Lowered, 2UL, "host added: hosts/narrow"), (limit.Kind, limit.Generation, limit.Cause));
        Assert.Empty(limit.Features);
        Assert.Equal([Width(48, 46)], limit.Properties);
        Assert.Equal([Width(48, 46)], mobility.PowerCycle.Properties);
        Assert.Equal(2U, mobility.PowerCycle.TargetCount);
        await OnFirstAsync();
        var work = await WorkAsync();
        var task = Assert.Single(work.Tasks);
        Assert.Equal((1U, partition.Name), (work.PartitionCount, task.Partition));
        Assert.Equal([Width(48, 46)], task.Properties);
    }

    [Fact]
    public async Task Mobility_NarrowedTwiceAndWidenedOnce_NamesWhatStillCounts()
    {
        await PoolOfAsync("p", Wide(48));
        var partition = await OnFirstAsync();
        await Service.ConnectAsync("less", Wide(47));
        await Service.ConnectAsync("least", Wide(46));
        await AddAsync("p", "less");
        await AddAsync("p", "least");
        var both = (await MobilityAsync(partition.Name)).Limits;
        await RemoveAsync("p", "least");
        await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);

        var one = (await MobilityAsync(partition.Name)).Limits;

        Assert.Equal([(2UL, Width(48, 47)), (3UL, Width(47, 46))], both.Select(limit => (limit.Generation, limit.Properties.Single())));
        Assert.Equal([(2UL, Width(48, 47))], one.Select(limit => (limit.Generation, limit.Properties.Single())));
    }

    [Fact]
    public async Task Mobility_SyntheticFeaturesRaisedSince_NamesTheGenerationAndAPowerCycleGivesThem()
    {
        await PoolOfAsync("p", FeatureWords.Plain with { Synthetic = 0x7 }, FeatureWords.Plain with { Synthetic = 0x1 });
        var partition = await OnFirstAsync();
        await RemoveAsync("p", "h2");
        await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);

        var mobility = await MobilityAsync(partition.Name);

        var change = new PropertyChange { Property = "synthetic_features", Before = 0x1, After = 0x7 };
        var limit = Assert.Single(mobility.Limits);
        Assert.Equal((MobilityLimit.Types.Kind.Raised, 2UL), (limit.Kind, limit.Generation));
        Assert.Equal([change], limit.Properties);
        Assert.Equal([change], mobility.PowerCycle.Properties);
        Assert.Equal([change], Assert.Single((await WorkAsync()).Tasks).Properties);
    }

    [Fact]
    public async Task Mobility_MemberThatDriftedIsNarrowerToo_SaysBoth()
    {
        var agents = await PoolOfAsync("p", Wide(48), Wide(48));
        var partition = await OnFirstAsync();
        await agents[1].ReportAsync(Wide(46).Without("aes"));

        var limit = Assert.Single((await MobilityAsync(partition.Name)).Limits);

        Assert.Equal(MobilityLimit.Types.Kind.Drift, limit.Kind);
        Assert.Equal(["aes"], limit.Features.Select(feature => feature.Name));
        Assert.Equal([Width(48, 46)], limit.Properties);
    }

    [Fact]
    public async Task PowerCycles_XsaveStatesOfItsOwnHost_AreNoReasonForOne()
    {
        // What no creation sets, the next one would not change either.
        await PoolOfAsync("p", States(0x207), States(0x7));
        var partition = await OnFirstAsync();

        Assert.Empty((await WorkAsync()).Tasks);
        Assert.Empty((await MobilityAsync(partition.Name)).PowerCycle.Properties);
    }

    private static FeatureWords Wide(uint bits) =>
        FeatureWords.Plain with { Properties = new CompatibilityProperties { PhysicalAddressWidth = bits } };

    private static FeatureWords States(ulong mask) =>
        FeatureWords.Plain with { Properties = new CompatibilityProperties { XsaveStates = mask } };

    private static PropertyChange Width(ulong before, ulong after) =>
        new() { Property = "physical_address_width", Before = before, After = after };

    private Task<Partition> OnFirstAsync() => CreatePartitionAsync("p", request => request.Host = "hosts/h1");

    private async Task<PartitionMobility> MobilityAsync(string partition) =>
        await Migrations.GetPartitionMobilityAsync(new GetPartitionMobilityRequest { Name = partition }, cancellationToken: Cancel);

    private async Task<ListPowerCyclesResponse> WorkAsync() =>
        await Migrations.ListPowerCyclesAsync(new ListPowerCyclesRequest { Pool = "pools/p" }, cancellationToken: Cancel);
}
