using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

/// <summary>Why a pool's baseline is what it is, where a partition can go, and which need a power cycle.</summary>
public sealed class ExplainTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task ExplainPool_FeaturesMissing_NamesWhoLacksThemOrWhichRuleTookThem()
    {
        await PoolOfAsync("p", FeatureWords.Plain.With("fma", "f16c"), FeatureWords.Plain.With("fma"), FeatureWords.Plain.Without("sse3"));
        await ExcludeAsync("avx");

        var explanation = await ExplainAsync();

        Assert.Equal(
            [
                "bank0:0 sse3 NotOffered hosts/h3 1",
                "bank0:20 f16c NotOffered hosts/h2,hosts/h3 2",
                "xsave:2 avx Excluded  0",
                "xsave:3 avx2 Requires avx 0",
            ],
            explanation.Missing.Where(one => one.Feature.Name is "sse3" or "f16c" or "avx" or "avx2").Select(one =>
                $"{one.Feature.Word}:{one.Feature.Bit} {one.Feature.Name} {one.Reason} {one.Requires?.Name}{string.Join(',', one.Hosts)} {one.HostCount}"));
        var pool = await PoolAsync();
        Assert.Equal((pool.Name, pool.Generation, pool.Etag), (explanation.Pool, explanation.Generation, explanation.Etag));
    }

    [Fact]
    public async Task ExplainPool_OneHostHoldsThePoolDown_SaysWhatItsRemovalGainsAndTheRemovalGainsIt()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain, FeatureWords.Plain.Without("aes", "sse4_2"));
        var plain = await CreatePartitionAsync();
        await CreatePartitionAsync("p", request => request.ExcludedFeatures.AddRange(["aes", "sse4_2"]));

        var removal = Assert.Single((await ExplainAsync()).Removals);

        Assert.Equal(["hosts/h3"], removal.Hosts.Hosts);
        Assert.Equal(["sse4_2", "aes"], Names(removal.Gained));
        Assert.Equal(1U, removal.PartitionCount);
        await DeleteFromAsync(plain.Host == "hosts/h3" ? plain.Name : "");
        var after = (await RemoveAsync("p", "h3")).Pool;
        Assert.Equal(["sse4_2", "aes"], Names((await ExplainAsync()).PendingRaise));
        Assert.Equal(FeatureWords.Plain.Wire, after.Level);
    }

    [Fact]
    public async Task ExplainPool_TwoHostsHoldItDownAlike_GainsOnlyWithoutBoth()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.Without("aes"), FeatureWords.Plain.Without("aes"));

        var removal = Assert.Single((await ExplainAsync()).Removals);

        Assert.Equal((2U, "hosts/h2,hosts/h3"), (removal.Hosts.HostCount, string.Join(',', removal.Hosts.Hosts)));
    }

    [Fact]
    public async Task ExplainPool_EachHostLacksAnother_EachRemovalGainsItsOwn()
    {
        await PoolOfAsync("p", FeatureWords.Plain.Without("aes"), FeatureWords.Plain.Without("sse4_2", "avx2"), FeatureWords.Plain);

        var removals = (await ExplainAsync()).Removals;

        Assert.Equal(
            ["hosts/h2: sse4_2,avx2", "hosts/h1: aes"],
            removals.Select(one => $"{one.Hosts.Hosts.Single()}: {string.Join(',', Names(one.Gained))}"));
    }

    [Fact]
    public async Task ExplainPool_PropertyThatOneHostNarrows_IsGainedWithoutIt()
    {
        await PoolOfAsync("p", Wide(46), Wide(39));

        var explanation = await ExplainAsync();

        var removal = Assert.Single(explanation.Removals);
        Assert.Equal(["hosts/h2"], removal.Hosts.Hosts);
        Assert.Equal(
            new PropertyChange { Property = "physical_address_width", Before = 39, After = 46 },
            Assert.Single(removal.Properties));
        var advisory = Assert.Single(explanation.Advisories);
        Assert.Equal((PoolAdvisory.Types.Kind.PropertyDiffers, "physical_address_width"), (advisory.Kind, advisory.Subject));
        Assert.Equal(["39: hosts/h2", "46: hosts/h1"], advisory.Groups.Select(Said));
    }

    [Fact]
    public async Task ExplainPool_RaiseOfAPropertyWaits_SaysSoAndCreditsNoRemovalWithIt()
    {
        await PoolOfAsync("p", Wide(48), Wide(46), Wide(48).Without("aes"));
        await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var narrow = Assert.Single((await ExplainAsync()).Removals, one => one.Gained.Count == 0);
        await RemoveAsync("p", "h2");

        var explanation = await ExplainAsync();

        Assert.Equal(1U, narrow.PartitionCount);
        var removal = Assert.Single(explanation.Removals);
        Assert.Equal(["aes"], Names(removal.Gained));
        Assert.Empty(removal.Properties);
        Assert.Empty(explanation.PendingRaise);
        Assert.Equal([Width(46, 48)], explanation.PendingProperties);
        var raised = await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        Assert.Equal(explanation.PendingProperties, raised.Diff.Properties);
        Assert.Empty((await ExplainAsync()).PendingProperties);
    }

    [Fact]
    public async Task ExplainPool_NotEveryBitIsACapability_Advises()
    {
        await PoolOfAsync(
            "p",
            FeatureWords.Plain.With("mb_clear", "dep_x87_fpu_save"),
            FeatureWords.Plain.With("dep_x87_fpu_save"),
            FeatureWords.Plain.With("mb_clear"));

        var advisories = (await ExplainAsync()).Advisories;

        var mitigation = Assert.Single(advisories, one => one.Kind == PoolAdvisory.Types.Kind.MitigationLost);
        Assert.Equal("mb_clear", mitigation.Feature.Name);
        Assert.Equal([": hosts/h2"], mitigation.Groups.Select(Said));
        var inverted = Assert.Single(advisories, one => one.Kind == PoolAdvisory.Types.Kind.InvertedDiffers);
        Assert.Equal("dep_x87_fpu_save", inverted.Feature.Name);
        Assert.Equal(["0: hosts/h3", "1: hosts/h1,hosts/h2"], inverted.Groups.Select(Said));
        Assert.DoesNotContain(advisories, one => one.Message.Length == 0);
    }

    [Fact]
    public async Task ExplainPool_ArmHostsChoseDifferently_NamesTheChoiceAndWhoMadeWhich()
    {
        await PoolOfAsync("p", FeatureWords.Arm.With("apa_base"), FeatureWords.Arm.With("apa_ep"), FeatureWords.Arm);

        var advisory = Assert.Single((await ExplainAsync()).Advisories);

        Assert.Equal(PoolAdvisory.Types.Kind.ChoiceSplit, advisory.Kind);
        Assert.Equal(["apa_base: hosts/h1", "apa_ep: hosts/h2", "none: hosts/h3"], advisory.Groups.Select(Said));
    }

    [Fact]
    public async Task ExplainPool_WordThatIsNotReported_SaysWho()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var report = agents[1].Report();
        report.UnreportedWords.Add("xsave");
        report.Supported.Xsave = 0;
        await agents[1].DeliverAsync(new AgentMessage { FeatureReport = report });
        await AddAsync("p", "h2");

        var advisory = Assert.Single((await ExplainAsync()).Advisories, one => one.Kind == PoolAdvisory.Types.Kind.WordNotReported);

        Assert.Equal(("xsave", ": hosts/h2"), (advisory.Subject, Said(advisory.Groups.Single())));
    }

    [Fact]
    public async Task ExplainPool_MembersThatTakeNoPart_SaysWhyAndWhatTakingThemWouldCost()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await agents[1].ReportAsync(FeatureWords.Plain.Without("avx"));

        var sidelined = Assert.Single((await ExplainAsync()).NotContributing);

        Assert.Equal(("QUARANTINED", "hosts/h2"), (sidelined.Standing, sidelined.Hosts.Hosts.Single()));
        Assert.Equal([(Blocker.Types.Reason.FeatureMissing, "avx")], sidelined.Blockers.Select(one => (one.Reason, one.Feature.Name)));
        Assert.Equal(["avx", "avx2"], Names(sidelined.WouldLose));
    }

    [Fact]
    public async Task ExplainPool_NoMembers_HasNothingToExplain()
    {
        await CreatePoolAsync();

        var explanation = await ExplainAsync();

        Assert.Equal(0UL, explanation.Generation);
        Assert.Empty(explanation.Missing);
        Assert.Empty(explanation.Removals);
    }

    [Fact]
    public async Task Mobility_LoweredSince_NamesTheGenerationAndWhatAPowerCycleFrees()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        await Service.ConnectAsync("old", FeatureWords.Plain.Without("aes"));
        await AddAsync("p", "old");

        var mobility = await MobilityAsync(partition.Name);

        Assert.Equal((1U, "hosts/h2"), (mobility.TargetCount, mobility.Targets.Single()));
        Assert.Equal(["hosts/old"], Assert.Single(mobility.Obstacles).Hosts);
        var limit = Assert.Single(mobility.Limits);
        Assert.Equal((MobilityLimit.Types.Kind.Lowered, 2UL, "host added: hosts/old"), (limit.Kind, limit.Generation, limit.Cause));
        Assert.Equal(["aes"], Names(limit.Features));
        Assert.Equal((2U, 2UL), (mobility.PowerCycle.TargetCount, mobility.PowerCycle.Generation));
        Assert.Equal(["aes"], Names(mobility.PowerCycle.Lost));
        Assert.Empty(mobility.PowerCycle.Gained);
    }

    [Fact]
    public async Task Mobility_RaisedSince_NamesTheGenerationAndWhatAPowerCycleGains()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.Without("aes", "sse3"));
        var partition = await CreatePartitionAsync("p", request =>
        {
            request.Host = "hosts/h1";
            request.ExcludedFeatures.Add("sse3");
        });
        await RemoveAsync("p", "h2");
        await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);

        var mobility = await MobilityAsync(partition.Name);

        var limit = Assert.Single(mobility.Limits);
        Assert.Equal((MobilityLimit.Types.Kind.Raised, 2UL), (limit.Kind, limit.Generation));
        Assert.Equal(["aes"], Names(limit.Features));
        Assert.Equal(["aes"], Names(mobility.PowerCycle.Gained));
    }

    [Fact]
    public async Task Mobility_MemberThatDrifted_IsNamedWithWhatItLacks()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        await agents[1].ReportAsync(FeatureWords.Plain.Without("aes"));

        var limit = Assert.Single((await MobilityAsync(partition.Name)).Limits);

        Assert.Equal((MobilityLimit.Types.Kind.Drift, "hosts/h2"), (limit.Kind, limit.Hosts.Hosts.Single()));
        Assert.Equal(["aes"], Names(limit.Features));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public async Task PowerCycles_PartitionsOfSeveralGenerations_AreListedMostGainedFirst(int size)
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.Without("aes", "sse4_2"), FeatureWords.Plain.Without("aes"));
        var least = new[] { await OnFirstAsync(), await OnFirstAsync() };
        await RemoveAsync("p", "h2");
        await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        var middle = await OnFirstAsync();
        await RemoveAsync("p", "h3");
        await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        await OnFirstAsync();

        var tasks = await PowerCyclesAsync(size);

        Assert.Equal(
            [.. least.Select(one => one.Name).Order(StringComparer.Ordinal).Select(name => $"{name} sse4_2,aes"), $"{middle.Name} aes"],
            tasks.Select(task => $"{task.Partition} {string.Join(',', Names(task.Gained))}"));
    }

    [Fact]
    public async Task PowerCycles_TokenOfAnotherBaseline_IsRefused()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.Without("aes"));
        await OnFirstAsync();
        await OnFirstAsync();
        await RemoveAsync("p", "h2");
        await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        var first = await Migrations.ListPowerCyclesAsync(
            new ListPowerCyclesRequest { Pool = "pools/p", PageSize = 1 },
            cancellationToken: Cancel);
        await ExcludeAsync("aes");

        await Refusal.OfAsync(
            StatusCode.InvalidArgument,
            Reasons.PageTokenInvalid,
            () => Migrations.ListPowerCyclesAsync(
                new ListPowerCyclesRequest { Pool = "pools/p", PageSize = 1, PageToken = first.NextPageToken },
                cancellationToken: Cancel).ResponseAsync);
    }

    private static FeatureWords Wide(uint bits) =>
        FeatureWords.Plain with { Properties = new CompatibilityProperties { PhysicalAddressWidth = bits } };

    private static PropertyChange Width(ulong before, ulong after) =>
        new() { Property = "physical_address_width", Before = before, After = after };

    private static string Said(HostGroup group) => $"{group.Value}: {string.Join(',', group.Hosts)}";

    private static IEnumerable<string> Names(IEnumerable<Feature> features) => features.Select(feature => feature.Name);

    private Task<Partition> OnFirstAsync() => CreatePartitionAsync("p", request => request.Host = "hosts/h1");

    private async Task DeleteFromAsync(string partition)
    {
        if (partition.Length > 0)
        {
            await Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = partition }, cancellationToken: Cancel);
        }
    }

    private async Task<PoolExplanation> ExplainAsync() =>
        await Pools.ExplainPoolAsync(new ExplainPoolRequest { Pool = "pools/p" }, cancellationToken: Cancel);

    private async Task<PartitionMobility> MobilityAsync(string partition) =>
        await Migrations.GetPartitionMobilityAsync(new GetPartitionMobilityRequest { Name = partition }, cancellationToken: Cancel);

    private async Task ExcludeAsync(params string[] features) =>
        await Pools.UpdatePoolPolicyAsync(
            new UpdatePoolPolicyRequest
            {
                Pool = "pools/p",
                Policy = new PoolPolicy { ExcludedFeatures = { features } },
                UpdateMask = new Google.Protobuf.WellKnownTypes.FieldMask { Paths = { "excluded_features" } },
            },
            cancellationToken: Cancel);

    private async Task<List<PowerCycleTask>> PowerCyclesAsync(int size)
    {
        var tasks = new List<PowerCycleTask>();
        var request = new ListPowerCyclesRequest { Pool = "pools/p", PageSize = size };
        do
        {
            var page = await Migrations.ListPowerCyclesAsync(request, cancellationToken: Cancel);
            tasks.AddRange(page.Tasks);
            request.PageToken = page.NextPageToken;
            Assert.Equal(3U, page.PartitionCount);
        }
        while (request.PageToken.Length > 0);
        return tasks;
    }
}
