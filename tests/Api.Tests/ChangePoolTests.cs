using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

/// <summary>Hosts that leave, a policy that changes and hosts that join, as one change.</summary>
public sealed class ChangePoolTests(Postgres postgres) : ServiceTest(postgres)
{
    private static readonly FeatureWords Less = FeatureWords.Plain.Without("aes");
    private static readonly FeatureWords More = FeatureWords.Plain.With("fma");

    [Fact]
    public async Task ChangePool_Preview_SaysTheSameAsTheChangeAndChangesNothing()
    {
        await PoolOfAsync("p", FeatureWords.Plain, Less, FeatureWords.Plain);
        await CreatePartitionAsync(change: request => request.Host = "hosts/h1");
        await CreatePartitionAsync(change: request => request.Host = "hosts/h2");
        await Service.ConnectAsync("new", More.Without("sse4_2"));
        var before = await Database.DumpAsync();
        var request = Change(add: ["new"], remove: ["h2"], policy: new PoolPolicy { ExcludedFeatures = { "avx2" } }, "excluded_features");
        request.ValidateOnly = true;

        var preview = await Pools.ChangePoolAsync(request, cancellationToken: Cancel);

        Assert.Equal(before, await Database.DumpAsync());
        Assert.Equal((await PoolAsync()).Etag, preview.Pool.Etag);
        request.ValidateOnly = false;
        request.Etag = preview.Pool.Etag;
        var made = await Pools.ChangePoolAsync(request, cancellationToken: Cancel);
        Assert.NotEqual(preview.Pool.Etag, made.Pool.Etag);
        Assert.Equal(made.Pool, await PoolAsync());
        var expected = made.Clone();
        (expected.ValidateOnly, expected.Pool.Etag) = (true, preview.Pool.Etag);
        Assert.Equal(expected, preview);
        Assert.Equal((2UL, 3U, 2U), (made.Pool.Generation, made.Pool.HostCount, made.LessMobileCount));
        Assert.Equal(["avx2", "sse4_2"], made.Diff.Lost.Select(lost => lost.Feature.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            "host removed: hosts/h2; policy changed; host added: hosts/new",
            (await BaselineAsync("p", 2)).Cause);
    }

    [Theory]
    [InlineData(PoolPolicy.Types.Join.LevelDown, PoolPolicy.Types.Raise.Manual)]
    [InlineData(PoolPolicy.Types.Join.LevelDown, PoolPolicy.Types.Raise.Automatic)]
    [InlineData(PoolPolicy.Types.Join.Reject, PoolPolicy.Types.Raise.Manual)]
    [InlineData(PoolPolicy.Types.Join.Reject, PoolPolicy.Types.Raise.Automatic)]
    public async Task ChangePool_AnyPolicy_ComesToWhatItsStepsComeTo(PoolPolicy.Types.Join join, PoolPolicy.Types.Raise raise)
    {
        await FleetAsync("p", "a");
        await FleetAsync("q", "b");
        var policy = new PoolPolicy { Join = join, Raise = raise, ExcludedFeatures = { "avx2" }, FloorFeatures = { "aes" } };

        var once = await Pools.ChangePoolAsync(
            Change(add: ["a-new"], remove: ["a-least"], policy, "*"),
            cancellationToken: Cancel);
        await RemoveAsync("q", "b-least");
        await Pools.UpdatePoolPolicyAsync(
            new UpdatePoolPolicyRequest { Pool = "pools/q", Policy = policy, UpdateMask = new FieldMask { Paths = { "*" } } },
            cancellationToken: Cancel);
        var steps = await AddAsync("q", "b-new");

        Assert.Equal(2UL, once.Pool.Generation);
        Assert.Equal(
            (steps.Pool.Baseline, steps.Pool.Level, steps.Pool.Properties, steps.Pool.Policy, steps.Pool.HostCount),
            (once.Pool.Baseline, once.Pool.Level, once.Pool.Properties, once.Pool.Policy, once.Pool.HostCount));
        foreach (var host in new[] { "full", "low", "least", "new" })
        {
            var (a, b) = (await HostAsync($"a-{host}"), await HostAsync($"b-{host}"));
            Assert.Equal((b.State, b.StateReason, b.Pool.Length > 0), (a.State, a.StateReason, a.Pool.Length > 0));
        }
    }

    [Fact]
    public async Task ChangePool_EveryMemberForOthersOfAnotherVendor_BeginsAnewWithWhatTheyOffer()
    {
        var left = (await PoolOfAsync("p", Less)).Single();
        var joined = await Service.ConnectAsync("amd", More with { Vendor = "AuthenticAMD" });

        var change = await Pools.ChangePoolAsync(Change(add: ["amd"], remove: ["h1"]), cancellationToken: Cancel);

        Assert.Equal(("AuthenticAMD", 2UL, 1U), (change.Pool.Vendor, change.Pool.Generation, change.Pool.HostCount));
        Assert.Equal(More.Wire, change.Pool.Baseline);
        await joined.NextAssignmentAsync(assignment => assignment.Pool == "pools/p" && assignment.Generation == 2);
        await left.NextAssignmentAsync(assignment => assignment.Pool.Length == 0);
    }

    [Fact]
    public async Task ChangePool_EveryMemberForOthersOfAnotherArchitecture_LosesAllAndGainsAllByTheirOwnNames()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await Service.ConnectAsync("arm", FeatureWords.Arm);

        var change = await Pools.ChangePoolAsync(Change(add: ["arm"], remove: ["h1"]), cancellationToken: Cancel);

        var compared = await Pools.CompareBaselinesAsync(
            new CompareBaselinesRequest { Pool = "pools/p", FromGeneration = 1, ToGeneration = 2 }, cancellationToken: Cancel);
        Assert.Equal(FeatureWords.Names(FeatureWords.Plain.Wire), change.Diff.Lost.Select(lost => lost.Feature.Name));
        Assert.Equal(
            FeatureWords.Names(FeatureWords.Arm.Wire, Levelset.Core.Features.Architecture.Arm64),
            change.Diff.Gained.Select(gained => gained.Name));
        Assert.Equal(change.Diff, compared);
    }

    [Fact]
    public async Task ChangePool_ExclusionOfWhatTheHostLacks_LetsItInWhereJoinRejects()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await Service.ConnectAsync("less", Less);
        var policy = new PoolPolicy { Join = PoolPolicy.Types.Join.Reject, ExcludedFeatures = { "aes" } };

        var refusal = await Refusal.OfAsync(() => Pools.ChangePoolAsync(Change(add: ["less"], remove: [], policy, "join")).ResponseAsync);
        var change = await Pools.ChangePoolAsync(Change(add: ["less"], remove: [], policy, "join", "excluded_features"), cancellationToken: Cancel);

        Assert.Equal(Reasons.HostsDoNotFit, refusal.Reason);
        Assert.Equal((2UL, 2U), (change.Pool.Generation, change.Pool.HostCount));
        Assert.Equal(["aes"], change.Diff.Lost.Select(lost => lost.Feature.Name));
    }

    [Fact]
    public async Task ChangePool_FloorThatOnlyTheNewHostOffers_QuarantinesTheOthers()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await Service.ConnectAsync("more", More);

        var change = await Pools.ChangePoolAsync(
            Change(add: ["more"], remove: [], new PoolPolicy { FloorFeatures = { "fma" } }, "floor_features"),
            cancellationToken: Cancel);

        Assert.Equal((2UL, More.Wire), (change.Pool.Generation, change.Pool.Baseline));
        Assert.Equal(
            (Host.Types.State.Quarantined, Host.Types.State.Ready),
            ((await HostAsync("h1")).State, (await HostAsync("more")).State));
    }

    [Fact]
    public async Task ChangePool_FeaturesBeforeAnyArchitecture_MeanThoseOfTheHostsThatJoin()
    {
        await CreatePoolAsync();
        await Service.ConnectAsync("h1");

        var change = await Pools.ChangePoolAsync(
            Change(add: ["h1"], remove: [], new PoolPolicy { ExcludedFeatures = { "aes" } }, "excluded_features"),
            cancellationToken: Cancel);

        Assert.Equal((1UL, Less.Wire), (change.Pool.Generation, change.Pool.Baseline));
        Assert.Equal("policy changed; host added: hosts/h1", (await BaselineAsync("p", 1)).Cause);
    }

    [Fact]
    public async Task ChangePool_NothingOfTheBaselineChanges_MakesNoGeneration()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await Service.ConnectAsync("same");

        var change = await Pools.ChangePoolAsync(
            Change(add: ["same"], remove: ["h1"], new PoolPolicy { Drift = PoolPolicy.Types.Drift.LevelDown }, "drift"),
            cancellationToken: Cancel);

        Assert.Equal((1UL, 2U, new FeatureDiff()), (change.Pool.Generation, change.Pool.HostCount, change.Diff));
        Assert.Equal(PoolPolicy.Types.Drift.LevelDown, change.Pool.Policy.Drift);
    }

    [Fact]
    public async Task ChangePool_TheLastMemberAndAFloor_LeavesAnEmptyPool()
    {
        await PoolOfAsync("p", FeatureWords.Plain);

        var change = await Pools.ChangePoolAsync(
            Change(add: [], remove: ["h1"], new PoolPolicy { FloorFeatures = { "fma" } }, "floor_features"),
            cancellationToken: Cancel);

        Assert.Equal((0UL, 0U), (change.Pool.Generation, change.Pool.HostCount));
        Assert.Equal(["fma"], change.Pool.Policy.FloorFeatures);
    }

    [Fact]
    public async Task ChangePool_LeavingAndJoiningBothCostMobility_CountsEachPartitionOnce()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain, Less);
        var all = new List<string>();
        foreach (var host in new[] { "h1", "h2", "h3" })
        {
            all.Add((await CreatePartitionAsync(change: request => request.Host = $"hosts/{host}")).Name);
        }

        await Service.ConnectAsync("low", Less.Without("avx"));

        var join = await PreviewAsync(Change(add: ["low"], remove: []));
        var leave = await PreviewAsync(Change(add: [], remove: ["h2"]));
        var both = await PreviewAsync(Change(add: ["low"], remove: ["h2"]));

        // The baseline lacks aes, so that h3 can take the partitions too; a host that stays behind is no loss to its own.
        var sorted = all.Order(StringComparer.Ordinal).ToList();
        Assert.Equal(sorted, join.LessMobile.Select(one => one.Name));
        Assert.Equal(sorted.Where(name => name != all[1]), leave.LessMobile.Select(one => one.Name));
        Assert.Equal((3U, 2U, 3U), (join.LessMobileCount, leave.LessMobileCount, both.LessMobileCount));
        Assert.Equal(sorted, both.LessMobile.Select(one => one.Name));
    }

    private static ChangePoolRequest Change(string[] add, string[] remove, PoolPolicy? policy = null, params string[] mask) => new()
    {
        Pool = "pools/p",
        AddHosts = { add.Select(host => $"hosts/{host}") },
        RemoveHosts = { remove.Select(host => $"hosts/{host}") },
        Policy = policy,
        UpdateMask = policy is null ? null : new FieldMask { Paths = { mask } },
    };

    private async Task<PoolChange> PreviewAsync(ChangePoolRequest request)
    {
        request.ValidateOnly = true;
        return await Pools.ChangePoolAsync(request, cancellationToken: Cancel);
    }

    // One member that offers all, one that lacks what the floor will ask for, one that keeps the baseline down; and one to join.
    private async Task FleetAsync(string pool, string prefix)
    {
        await CreatePoolAsync(pool);
        await Service.ConnectAsync($"{prefix}-full", FeatureWords.Plain);
        await Service.ConnectAsync($"{prefix}-low", Less);
        await Service.ConnectAsync($"{prefix}-least", FeatureWords.Plain.Without("sse4_2"));
        await Service.ConnectAsync($"{prefix}-new", More.Without("avx2"));
        await AddAsync(pool, $"{prefix}-full", $"{prefix}-low", $"{prefix}-least");
    }
}
