using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

/// <summary>What a pool does, by its policy, when members differ or change; raises and comparisons.</summary>
public sealed class PolicyTests(Postgres postgres) : ServiceTest(postgres)
{
    private static readonly FeatureWords Less = FeatureWords.Plain.Without("aes");

    [Fact]
    public async Task AddHosts_JoinReject_RefusesByNameAHostThatLacksFeatures()
    {
        await PoolAsync(new PoolPolicy { Join = PoolPolicy.Types.Join.Reject }, FeatureWords.Plain);
        await Service.ConnectAsync("less", Less);

        var refusal = await Refusal.OfAsync(() => AddAsync("p", "less"));

        Assert.Equal((StatusCode.FailedPrecondition, Reasons.HostsDoNotFit), (refusal.Code, refusal.Reason));
        Assert.Contains(refusal.Preconditions, p => p.Type == "FEATURE_MISSING" && p.Description.Contains("aes", StringComparison.Ordinal));
        Assert.Equal((1U, 1UL), ((await PoolAsync()).HostCount, (await PoolAsync()).Generation));
    }

    [Fact]
    public async Task Report_JoinRejectOfAPendingMember_IsRejectedUntilThePolicyTakesIt()
    {
        await PoolAsync(new PoolPolicy { Join = PoolPolicy.Types.Join.Reject }, FeatureWords.Plain);
        var pending = Service.Agent("pending", Less);
        await pending.HelloAsync();
        await AddAsync("p", "pending");
        await pending.ReportAsync();
        var rejected = await HostAsync("pending");
        Assert.Equal(Host.Types.State.Rejected, rejected.State);
        Assert.Contains("does not offer aes", rejected.StateReason, StringComparison.Ordinal);

        var preview = await ChangeAsync(new PoolPolicy { Join = PoolPolicy.Types.Join.LevelDown }, validateOnly: true, "join");
        Assert.Equal(Host.Types.State.Rejected, (await HostAsync("pending")).State);
        var change = await ChangeAsync(new PoolPolicy { Join = PoolPolicy.Types.Join.LevelDown }, validateOnly: false, "join");

        Assert.Equal(["aes"], change.Diff.Lost.Select(lost => lost.Feature.Name));
        Assert.Equal(change.Diff, preview.Diff);
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("pending")).State);
        Assert.Equal("policy changed", (await BaselineAsync("p", 2)).Cause);
    }

    [Fact]
    public async Task Report_DriftLevelDown_LowersTheBaselineAndKeepsTheMember()
    {
        var agents = await PoolAsync(new PoolPolicy { Drift = PoolPolicy.Types.Drift.LevelDown }, FeatureWords.Plain, FeatureWords.Plain);

        await agents[1].ReportAsync(Less);

        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h2")).State);
        Assert.Equal((2UL, Less.Wire), ((await PoolAsync()).Generation, (await PoolAsync()).Baseline));
        Assert.Equal(["hosts/h2"], (await BaselineAsync("p", 2)).Dropped.Single(drop => drop.Feature.Name == "aes").Hosts);
    }

    [Fact]
    public async Task AddHosts_QuarantinedMemberNamedAgain_IsTakenAtWhatItOffers()
    {
        var agents = await PoolAsync(new PoolPolicy(), FeatureWords.Plain, FeatureWords.Plain);
        await agents[1].ReportAsync(Less);
        Assert.Equal(Host.Types.State.Quarantined, (await HostAsync("h2")).State);
        Assert.Equal(1UL, (await PoolAsync()).Generation);

        var change = await AddAsync("p", "h2");

        Assert.Equal(["aes"], change.Diff.Lost.Select(lost => lost.Feature.Name));
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h2")).State);
        Assert.Equal(2U, change.Pool.HostCount);
    }

    [Fact]
    public async Task UpdatePoolPolicy_DriftLevelDown_TakesQuarantinedMembersBack()
    {
        var agents = await PoolAsync(new PoolPolicy(), FeatureWords.Plain, FeatureWords.Plain);
        await agents[1].ReportAsync(Less);

        var change = await ChangeAsync(new PoolPolicy { Drift = PoolPolicy.Types.Drift.LevelDown }, validateOnly: false, "drift");

        Assert.Equal(["aes"], change.Diff.Lost.Select(lost => lost.Feature.Name));
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h2")).State);
    }

    [Fact]
    public async Task RemoveHosts_RaiseAutomatic_RaisesTheBaselineAtOnce()
    {
        await PoolAsync(new PoolPolicy { Raise = PoolPolicy.Types.Raise.Automatic }, FeatureWords.Plain, Less);

        var change = await RemoveAsync("p", "h2");

        Assert.Equal(["aes"], change.Diff.Gained.Select(gained => gained.Name));
        Assert.Equal((2UL, FeatureWords.Plain.Wire), (change.Pool.Generation, change.Pool.Baseline));
    }

    [Fact]
    public async Task RaiseBaseline_PendingRaise_IsPreviewedAndThenMadeAndThenNothing()
    {
        await PoolAsync(new PoolPolicy(), FeatureWords.Plain, Less);
        var before = await CreatePartitionAsync();
        await RemoveAsync("p", "h2");
        Assert.NotEqual((await PoolAsync()).Level, (await PoolAsync()).Baseline);

        var preview = await RaiseAsync((await PoolAsync()).Etag, validateOnly: true);
        Assert.Equal(1UL, (await PoolAsync()).Generation);
        var change = await RaiseAsync(preview.Pool.Etag);
        var again = await RaiseAsync(change.Pool.Etag);

        Assert.Equal(["aes"], change.Diff.Gained.Select(gained => gained.Name));
        Assert.Equal(preview.Diff, change.Diff);
        Assert.Equal((2UL, FeatureWords.Plain.Wire), (change.Pool.Generation, change.Pool.Baseline));
        Assert.Equal("raised", (await BaselineAsync("p", 2)).Cause);
        Assert.Equal((2UL, new FeatureDiff()), (again.Pool.Generation, again.Diff));
        var partition = await Partitions.GetPartitionAsync(new GetPartitionRequest { Name = before.Name }, cancellationToken: Cancel);
        Assert.Equal(before.Features, partition.Features);
    }

    [Fact]
    public async Task RaiseBaseline_PoolChangedSinceThePreview_IsRefused()
    {
        await PoolAsync(new PoolPolicy(), FeatureWords.Plain, Less);
        await Service.ConnectAsync("third", FeatureWords.Plain.Without("sse3"));
        var preview = await RaiseAsync("", validateOnly: true);
        await AddAsync("p", "third");

        var refusal = await Refusal.OfAsync(() => RaiseAsync(preview.Pool.Etag));

        Assert.Equal((StatusCode.Aborted, Reasons.EtagStale), (refusal.Code, refusal.Reason));
    }

    [Fact]
    public async Task Floor_HostThatLacksAFeature_IsRefusedWhateverJoinSays()
    {
        await PoolAsync(new PoolPolicy { FloorFeatures = { "aes", "avx2" } }, FeatureWords.Plain);
        await Service.ConnectAsync("less", Less.Without("avx"));

        var refusal = await Refusal.OfAsync(() => AddAsync("p", "less"));

        // avx2 needs avx, so that the floor keeps it too.
        Assert.Equal(
            ["aes", "avx"],
            refusal.Preconditions.Select(p => p.Description.Split(' ')[3]).Order());
    }

    [Fact]
    public async Task Floor_MemberThatStopsOfferingIt_IsQuarantinedWhateverDriftSays()
    {
        var policy = new PoolPolicy { FloorFeatures = { "aes" }, Drift = PoolPolicy.Types.Drift.LevelDown };
        var agents = await PoolAsync(policy, FeatureWords.Plain, FeatureWords.Plain);

        await agents[0].ReportAsync(FeatureWords.Plain.Without("sse4_2"));
        await agents[1].ReportAsync(Less);

        Assert.Equal((Host.Types.State.Ready, Host.Types.State.Quarantined), ((await HostAsync("h1")).State, (await HostAsync("h2")).State));
        Assert.Contains("aes", (await HostAsync("h2")).StateReason, StringComparison.Ordinal);
        Assert.Contains("aes", FeatureWords.Names((await PoolAsync()).Baseline));
        await agents[1].ReportAsync(FeatureWords.Plain);
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h2")).State);
    }

    [Fact]
    public async Task UpdatePoolPolicy_NewFloor_QuarantinesWhoLacksItAndSaysWhoseMobilityGoes()
    {
        await PoolAsync(new PoolPolicy(), FeatureWords.Plain, Less);
        var partition = await CreatePartitionAsync(change: request => request.Host = "hosts/h1");
        var policy = new PoolPolicy { FloorFeatures = { "aes" } };

        var preview = await ChangeAsync(policy, validateOnly: true, "floor_features");
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h2")).State);
        var change = await ChangeAsync(policy, validateOnly: false, "floor_features");

        Assert.Equal([partition.Name], change.LessMobile.Select(less => less.Name));
        Assert.Equal(change.LessMobile.Select(less => less.Name), preview.LessMobile.Select(less => less.Name));
        Assert.Equal(Host.Types.State.Quarantined, (await HostAsync("h2")).State);
        Assert.Contains("does not offer aes", (await HostAsync("h2")).StateReason, StringComparison.Ordinal);

        // The level has it at once; the baseline when it is raised.
        Assert.Contains("aes", FeatureWords.Names(change.Pool.Level));
        Assert.Equal(1UL, change.Pool.Generation);
        await ChangeAsync(new PoolPolicy(), validateOnly: false, "floor_features");
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h2")).State);
    }

    [Fact]
    public async Task Tier_InFloorAndExclusions_StandsForItsFeatures()
    {
        var pool = await CreatePoolAsync(change: p =>
        {
            p.Architecture = Architecture.X8664;
            p.Policy = new PoolPolicy { FloorFeatures = { "x86-64-v2" }, ExcludedFeatures = { "x86-64-v4", "sha" } };
        });

        Assert.Equal(
            ["cmpxchg16b", "lahf_sahf", "pop_cnt", "sse3", "sse4_1", "sse4_2", "ssse3"],
            pool.Policy.FloorFeatures.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["avx512", "avx512_bw", "avx512_cd", "avx512_dq", "avx512_vl", "sha"],
            pool.Policy.ExcludedFeatures.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task UpdatePool_EveryPolicy_IsKeptAndServedAfterARestart()
    {
        await CreatePoolAsync(change: p => p.Architecture = Architecture.X8664);
        var policy = new PoolPolicy
        {
            Join = PoolPolicy.Types.Join.Reject,
            Drift = PoolPolicy.Types.Drift.LevelDown,
            Raise = PoolPolicy.Types.Raise.Automatic,
            ReservedBits = PoolPolicy.Types.ReservedBits.Disable,
            ExcludedFeatures = { "sha" },
            FloorFeatures = { "aes" },
        };

        var request = new UpdatePoolRequest
        {
            Pool = new Pool { Name = "pools/p", Policy = policy },
            UpdateMask = new FieldMask { Paths = { "policy" } },
        };
        await Pools.UpdatePoolAsync(request, cancellationToken: Cancel);
        await RestartAsync();

        Assert.Equal(policy, (await PoolAsync()).Policy);
    }

    [Fact]
    public async Task CompareBaselines_AnyTwoGenerations_SaysWhatDiffersEitherWay()
    {
        await PoolAsync(new PoolPolicy(), FeatureWords.Plain);
        await Service.ConnectAsync("less", Less);
        await AddAsync("p", "less");

        var down = await CompareAsync(1, 2);
        var up = await CompareAsync(2, 1);

        Assert.Equal(["aes"], down.Lost.Select(lost => lost.Feature.Name));
        Assert.Equal(["hosts/less"], down.Lost.Single().Hosts);
        Assert.Equal(["aes"], up.Gained.Select(gained => gained.Name));
        Assert.Equal(new FeatureDiff(), await CompareAsync(1, 1));
    }

    private async Task<TestAgent[]> PoolAsync(PoolPolicy policy, params FeatureWords[] offers)
    {
        await CreatePoolAsync("p", pool => (pool.Architecture, pool.Policy) = (Architecture.X8664, policy));
        var agents = new List<TestAgent>();
        foreach (var words in offers)
        {
            agents.Add(await Service.ConnectAsync($"h{agents.Count + 1}", words));
        }

        await AddAsync("p", agents.Select(agent => agent.Host));
        return [.. agents];
    }

    private async Task<PoolChange> ChangeAsync(PoolPolicy policy, bool validateOnly, params string[] mask) =>
        await Pools.UpdatePoolPolicyAsync(
            new UpdatePoolPolicyRequest
            {
                Pool = "pools/p",
                Policy = policy,
                UpdateMask = new FieldMask { Paths = { mask } },
                ValidateOnly = validateOnly,
            },
            cancellationToken: Cancel);

    private async Task<PoolChange> RaiseAsync(string etag, bool validateOnly = false) =>
        await Pools.RaiseBaselineAsync(
            new RaiseBaselineRequest { Pool = "pools/p", Etag = etag, ValidateOnly = validateOnly },
            cancellationToken: Cancel);

    private async Task<FeatureDiff> CompareAsync(ulong from, ulong to) =>
        await Pools.CompareBaselinesAsync(
            new CompareBaselinesRequest { Pool = "pools/p", FromGeneration = from, ToGeneration = to },
            cancellationToken: Cancel);
}
