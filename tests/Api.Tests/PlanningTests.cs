using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

/// <summary>What would be: comparisons, a model that would join, and how to divide a fleet.</summary>
public sealed class PlanningTests(Postgres postgres) : ServiceTest(postgres)
{
    private PlanningService.PlanningServiceClient Planning => Service.Planning;

    [Fact]
    public async Task CompareFeatures_TwoHosts_NamesWhatEachHasAlone()
    {
        await Service.ConnectAsync("a", FeatureWords.Plain.With("fma") with { Properties = new() { PhysicalAddressWidth = 46 } });
        await Service.ConnectAsync("b", FeatureWords.Plain.Without("aes") with { Properties = new() { PhysicalAddressWidth = 39 } });

        var compared = await CompareAsync("hosts/a", "hosts/b");

        Assert.Equal(["aes", "fma"], Names(compared.OnlyFrom).Order());
        Assert.Empty(compared.OnlyTo);
        Assert.Equal([new PropertyChange { Property = "physical_address_width", Before = 46, After = 39 }], compared.Properties);
        Assert.Empty(compared.Blockers);
    }

    [Fact]
    public async Task CompareFeatures_TheOtherWayAbout_IsTheMirrorImage()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.Without("aes"));
        var partition = await CreatePartitionAsync();
        string[] names = ["hosts/h1", "hosts/h2", "pools/p", "pools/p/baselines/1", partition.Name];

        foreach (var (one, other) in names.SelectMany(one => names.Select(other => (one, other))))
        {
            var there = await CompareAsync(one, other);
            var back = await CompareAsync(other, one);

            Assert.Equal((there.OnlyFrom, there.OnlyTo, there.From, there.Blockers), (back.OnlyTo, back.OnlyFrom, back.To, back.Blockers));
        }
    }

    [Fact]
    public async Task CompareFeatures_HostWithAPoolThatWouldRefuseIt_SaysWhy()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await Service.ConnectAsync("amd", FeatureWords.Plain.Without("aes") with { Vendor = "AuthenticAMD" });

        var compared = await CompareAsync("pools/p", "hosts/amd");

        Assert.Equal([Blocker.Types.Reason.VendorDiffers], compared.Blockers.Select(blocker => blocker.Reason));
        var refusal = await Refusal.OfAsync(() => AddAsync("p", "amd"));
        Assert.Equal(refusal.Preconditions.Select(one => one.Description), compared.Blockers.Select(blocker => blocker.Message));
    }

    [Fact]
    public async Task CompareFeatures_TwoGenerations_SaysWhatCompareBaselinesSays()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.Without("aes"));
        await RemoveAsync("p", "h2");
        await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);

        var compared = await CompareAsync("pools/p/baselines/1", "pools/p/baselines/2");

        var diff = await Pools.CompareBaselinesAsync(
            new CompareBaselinesRequest { Pool = "pools/p", FromGeneration = 1, ToGeneration = 2 },
            cancellationToken: Cancel);
        Assert.NotEmpty(diff.Gained);
        Assert.Equal(diff.Gained, compared.OnlyTo);
        Assert.Empty(compared.OnlyFrom);
        Assert.Equal(compared.To, (await CompareAsync("pools/p/baselines/2", "pools/p")).From);
    }

    [Fact]
    public async Task CompareFeatures_TwoArchitectures_HaveNothingInCommon()
    {
        await Service.ConnectAsync("x", FeatureWords.Plain);
        await Service.ConnectAsync("arm", FeatureWords.Arm);

        var compared = await CompareAsync("hosts/x", "hosts/arm");

        Assert.Equal((FeatureWords.Plain.Set.Count, FeatureWords.Arm.Set.Count), (compared.OnlyFrom.Count, compared.OnlyTo.Count));
    }

    [Fact]
    public async Task PreviewJoin_LesserModel_SaysWhatTheRealJoinThenDoes()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await CreatePartitionAsync();
        await CreatePartitionAsync("p", request => request.ExcludedFeatures.Add("aes"));
        var model = FeatureWords.Plain.Without("aes").With("fma");

        var preview = await PreviewAsync(model);

        Assert.Empty(preview.Blockers);
        Assert.Equal((1U, 1U), (preview.MovablePartitionCount, preview.ImmovablePartitionCount));
        Assert.Equal(["fma"], Names(preview.Unused));
        await Service.ConnectAsync("new", model);
        var change = await AddAsync("p", "new");
        Assert.Equal(Names(change.Diff.Lost.Select(lost => lost.Feature)), Names(preview.Diff.Lost.Select(lost => lost.Feature)));
        Assert.Equal(["aes"], Names(preview.Diff.Lost.Select(lost => lost.Feature)));
        Assert.Equal(change.Pool.Level, preview.Level);
    }

    [Fact]
    public async Task PreviewJoin_NarrowerModel_CountsNoPartitionThatItIsTooNarrowFor()
    {
        await PoolOfAsync("p", FeatureWords.Plain with { Properties = new() { PhysicalAddressWidth = 48 } });
        var partition = await CreatePartitionAsync();
        var model = FeatureWords.Plain with { Properties = new() { PhysicalAddressWidth = 46 } };

        var preview = await PreviewAsync(model);

        Assert.Equal((0U, 1U), (preview.MovablePartitionCount, preview.ImmovablePartitionCount));
        await Service.ConnectAsync("new", model);
        await AddAsync("p", "new");
        Assert.False((await CheckAsync(partition.Name, "new")).Compatible);
    }

    [Fact]
    public async Task PreviewJoin_QuarantinedMemberThatTheLowerBaselineSuits_SaysWhatTheRealJoinThenDoes()
    {
        var model = FeatureWords.Plain.With("fma").Without("aes");
        var agents = await PoolOfAsync("p", FeatureWords.Plain.With("fma"), FeatureWords.Plain);
        await agents[1].ReportAsync(FeatureWords.Plain.Without("aes"));
        Assert.Equal(Host.Types.State.Quarantined, (await HostAsync("h2")).State);

        var preview = await PreviewAsync(model);

        await Service.ConnectAsync("new", model);
        var change = await AddAsync("p", "new");
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h2")).State);
        Assert.Equal(change.Pool.Level, preview.Level);
        Assert.Equal(["aes"], Names(change.Diff.Lost.Select(lost => lost.Feature)));
        Assert.Equal(["aes"], Names(preview.Diff.Lost.Select(lost => lost.Feature)));
        Assert.Equal((change.Diff.Gained, change.Diff.Properties), (preview.Diff.Gained, preview.Diff.Properties));
        Assert.Equal(["fma"], Names(preview.Unused));
    }

    [Fact]
    public async Task PreviewJoin_MemberBelowTheFloor_StaysOutWhateverTheModelIs()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.Without("aes", "sse4_2"));
        await Pools.UpdatePoolPolicyAsync(
            new UpdatePoolPolicyRequest
            {
                Pool = "pools/p",
                Policy = new PoolPolicy { FloorFeatures = { "aes" } },
                UpdateMask = new Google.Protobuf.WellKnownTypes.FieldMask { Paths = { "floor_features" } },
            },
            cancellationToken: Cancel);
        Assert.Equal(Host.Types.State.Quarantined, (await HostAsync("h2")).State);

        var preview = await PreviewAsync(FeatureWords.Plain.Without("aes"));

        Assert.Equal([("aes", Blocker.Types.Reason.FeatureMissing)], preview.Blockers.Select(blocker => (blocker.Feature.Name, blocker.Reason)));
        Assert.Equal(FeatureWords.Plain.Without("aes").Wire, preview.Level);
    }

    [Fact]
    public async Task PreviewJoin_ModelThatThePolicyKeepsOut_SaysWhyAndWhatTakingItWouldCost()
    {
        await CreatePoolAsync("p", pool => pool.Policy = new PoolPolicy { Join = PoolPolicy.Types.Join.Reject });
        await Service.ConnectAsync("h1");
        await AddAsync("p", "h1");

        var preview = await PreviewAsync(FeatureWords.Plain.Without("aes"));

        Assert.Equal([("aes", Blocker.Types.Reason.FeatureMissing)], preview.Blockers.Select(blocker => (blocker.Feature.Name, blocker.Reason)));
        Assert.Equal(["aes"], Names(preview.Diff.Lost.Select(lost => lost.Feature)));
        Assert.Equal(1UL, (await PoolAsync()).Generation);
    }

    [Fact]
    public async Task PreviewJoin_ModelOfAnotherMaker_SaysOnlyThat()
    {
        await PoolOfAsync("p", FeatureWords.Plain);

        var preview = await PreviewAsync(FeatureWords.Plain with { Vendor = "AuthenticAMD" });

        Assert.Equal([Blocker.Types.Reason.VendorDiffers], preview.Blockers.Select(blocker => blocker.Reason));
        Assert.Null(preview.Diff);
    }

    [Fact]
    public async Task SuggestPools_TwoKindsOfHosts_PutsAlikeTogether()
    {
        var rich = FeatureWords.Plain.With("fma", "f16c");
        var poor = FeatureWords.Plain.Without("aes");
        await Service.ConnectAsync("rich-1", rich);
        await Service.ConnectAsync("rich-2", rich.With("rdtscp"));
        await Service.ConnectAsync("poor-1", poor);
        await Service.ConnectAsync("poor-2", poor);

        var advice = await SuggestAsync(2);

        Assert.Equal(
            ["hosts/poor-1,hosts/poor-2 0", "hosts/rich-1,hosts/rich-2 1"],
            advice.Pools.Select(pool => $"{string.Join(',', pool.Hosts.Hosts)} {pool.Cost}").Order());
        Assert.Equal((1UL, true), (advice.Cost, advice.Exact));
        Assert.True(advice.UndividedCost > advice.Cost);
        var dropped = advice.Pools.Single(pool => pool.Hosts.Hosts.Contains("hosts/rich-1")).Dropped.Single(one => one.Feature.Name == "rdtscp");
        Assert.Equal(["hosts/rich-1"], dropped.Hosts);
        Assert.Empty((await Pools.ListPoolsAsync(new ListPoolsRequest(), cancellationToken: Cancel)).Pools);
    }

    [Fact]
    public async Task SuggestPools_PartitionsOnAHost_WeighMoreThanItsNeighbour()
    {
        // Whom the middle one joins loses a feature: one host with two partitions, or two hosts with none.
        await PoolOfAsync("p", FeatureWords.Plain.With("fma"));
        await CreatePartitionAsync();
        await CreatePartitionAsync();
        await Service.ConnectAsync("middle", FeatureWords.Plain);
        await Service.ConnectAsync("other-1", FeatureWords.Plain.With("f16c"));
        await Service.ConnectAsync("other-2", FeatureWords.Plain.With("f16c"));

        var advice = await SuggestAsync(2);

        Assert.Equal(
            ["hosts/h1", "hosts/middle,hosts/other-1,hosts/other-2"],
            advice.Pools.Select(pool => string.Join(',', pool.Hosts.Hosts)).Order());
    }

    [Fact]
    public async Task SuggestPools_HostsThatNeverShareAPool_ArePutApartAndTheSilentOnesNamed()
    {
        await Service.ConnectAsync("intel");
        await Service.ConnectAsync("amd", FeatureWords.Plain with { Vendor = "AuthenticAMD" });
        await Service.ConnectAsync("arm", FeatureWords.Arm);
        await Service.ConnectAsync("play", FeatureWords.Plain with { Simulated = true });
        await Service.Agent("silent").HelloAsync();

        var advice = await SuggestAsync(100);

        Assert.Equal(4, advice.Pools.Count);
        Assert.Equal(0UL, advice.Cost);
        Assert.Equal(["hosts/silent"], advice.Unreported.Hosts);
    }

    [Fact]
    public async Task SuggestPools_FleetOfTooManyKinds_SaysHowManyAndAnswersForFewer()
    {
        // Each offers other words; half of these kinds are there both real and simulated, and one has two hosts.
        var words = Enumerable.Range(1, 501).Select(i => FeatureWords.X86((ulong)i, 0, 0)).ToList();
        await this.StoreAsync(words.SelectMany((offers, i) => new[]
        {
            new StoredHost($"real-{i}", offers) { Rack = i < 2 ? "r1" : "r2" },
            new StoredHost($"play-{i}", offers with { Simulated = true }) { Rack = "r2" },
        }).SkipLast(1).Append(new StoredHost("twin", words[0])));

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.FleetTooMixed, () => SuggestAsync(2));

        Assert.Equal(
            "the hosts have 1001 different fingerprints (real and simulated hosts counted apart); at most 1000 can be divided at once",
            refusal.Message);
        Assert.Equal([("FLEET_TOO_MIXED", "hosts", "select fewer hosts, by name or by label")], refusal.Preconditions);
        var request = new SuggestPoolsRequest { PoolCount = 2, LabelSelector = "rack=r1" };
        Assert.Equal(2, (await Planning.SuggestPoolsAsync(request, cancellationToken: Cancel)).Pools.Count);
        request = new SuggestPoolsRequest { PoolCount = 2, Hosts = { "hosts/real-7", "hosts/play-7" } };
        Assert.Equal(2, (await Planning.SuggestPoolsAsync(request, cancellationToken: Cancel)).Pools.Count);
    }

    private static IEnumerable<string> Names(IEnumerable<Feature> features) => features.Select(feature => feature.Name);

    private async Task<FeatureComparison> CompareAsync(string from, string to) =>
        await Planning.CompareFeaturesAsync(new CompareFeaturesRequest { From = from, To = to }, cancellationToken: Cancel);

    private async Task<PreviewJoinResponse> PreviewAsync(FeatureWords model) =>
        await Planning.PreviewJoinAsync(
            new PreviewJoinRequest
            {
                Pool = "pools/p",
                Architecture = model.Architecture,
                Vendor = model.Vendor,
                Supported = model.Wire,
                Properties = model.Properties,
            },
            cancellationToken: Cancel);

    private async Task<SuggestPoolsResponse> SuggestAsync(uint pools) =>
        await Planning.SuggestPoolsAsync(new SuggestPoolsRequest { PoolCount = pools }, cancellationToken: Cancel);
}
