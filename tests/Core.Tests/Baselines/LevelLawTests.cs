using Levelset.Core.Tests.Drawing;

namespace Levelset.Core.Tests.Baselines;

/// <summary>The invariants of the arithmetic over pools drawn freely, reserved bits included.</summary>
public sealed class LevelLawTests
{
    [Fact]
    public void Apply_MemberThatOffersTheBaseline_GivesExactlyTheBaseline() => Law.Holds(pool =>
    {
        var baseline = Baseline.AtLevel(pool.Level()).Features;
        foreach (var host in pool.Members)
        {
            Assert.True(baseline.IsSubsetOf(host));
            foreach (var policy in Enum.GetValues<ReservedBits>())
            {
                Assert.Equal(baseline, DisableMask.For(baseline, host, pool.Catalogue, policy).Apply(host));
            }
        }
    });

    [Fact]
    public void Apply_AnyHostThatOffersAnySet_GivesExactlyThatSet() => Law.Holds(pool =>
    {
        var random = new Random(pool.Seed);
        var wanted = random.NextSet(pool.Architecture);
        var host = wanted.Union(pool.Members[0]);
        Assert.Equal(wanted, DisableMask.For(wanted, host, pool.Catalogue, pool.Policy.ReservedBits).Apply(host));
    });

    [Fact]
    public void For_AnyHost_SwitchesOffWhatTheModelDoes() => Law.Holds(pool =>
    {
        var baseline = pool.Level().Features;
        foreach (var host in pool.Members)
        {
            var mask = DisableMask.For(baseline, host, pool.Catalogue, pool.Policy.ReservedBits);
            Assert.True(NaiveModel.Mask(baseline, host, pool).SetEquals(NaiveModel.Positions(mask)));
        }
    });

    [Fact]
    public void Level_AnyPool_EqualsTheModel() => Law.Holds(pool =>
        Assert.True(NaiveModel.Level(pool).SetEquals(NaiveModel.Positions(pool.Level().Features))));

    [Fact]
    public void Level_AnyPool_IsOfferedByEveryMember() => Law.Holds(pool =>
        Assert.All(pool.Members, member => Assert.True(pool.Level().Features.IsSubsetOf(member))));

    [Fact]
    public void Level_AnyPool_IsClosedAndWithoutWhatIsExcluded() => Law.Holds(pool =>
    {
        var level = NaiveModel.Positions(pool.Level().Features);
        Assert.True(NaiveModel.Close(level, pool.Catalogue).SetEquals(level));
        Assert.Empty(level.Intersect(NaiveModel.Positions(pool.Policy.Excluded!)));
    });

    [Fact]
    public void Level_UnknownBitsDisabled_HoldsKnownBitsOnly() => Law.Holds(pool =>
    {
        var strict = (pool with { Policy = pool.Policy with { ReservedBits = ReservedBits.Disable } }).Level();
        Assert.Empty(NaiveModel.Positions(strict.Features).Except(NaiveModel.Known(pool.Catalogue)));
    });

    [Fact]
    public void Level_MembersInAnyOrder_IsTheSameWithTheSameReasons() => Law.Holds(pool =>
    {
        var shuffled = pool.Contributors.ToArray();
        new Random(pool.Seed).Shuffle(shuffled);
        var one = pool.Level();
        var other = Level.Of(shuffled, pool.Policy, pool.Catalogue)!;
        Assert.Equal(one.Features, other.Features);
        Assert.Equal(one.Dropped.Select(Text), other.Dropped.Select(Text));
    });

    [Fact]
    public void Level_MemberGivenTwice_IsTheSame() => Law.Holds(pool =>
        Assert.Equal(pool.Level().Features, (pool with { Members = pool.Members.Add(pool.Members[0]) }).Level().Features));

    [Fact]
    public void Level_OneMemberLess_IsNeverLower() => Law.Holds(pool =>
    {
        if (pool.Members.Length > 1)
        {
            Assert.True(pool.Level().Features.IsSubsetOf((pool with { Members = pool.Members.RemoveAt(0) }).Level().Features));
        }
    });

    [Theory]
    [InlineData(ReservedBits.HypervisorDefault)]
    [InlineData(ReservedBits.Disable)]
    public void Level_NoMembers_IsNull(ReservedBits policy)
    {
        foreach (var catalogue in new[] { Catalogue.X86_64, Catalogue.Arm64 })
        {
            Assert.Null(Level.Of([], new PoolPolicy { ReservedBits = policy }, catalogue));
        }
    }

    [Fact]
    public void Level_MembersOfTwoArchitectures_IsRefused() => Assert.Throws<ArgumentException>(() => Level.Of(
        [
            new Member("a", new CpuCapabilities("", FeatureSet.X86_64(1), CompatibilityProperties.None)),
            new Member("b", new CpuCapabilities("", FeatureSet.Arm64(1), CompatibilityProperties.None)),
        ],
        new PoolPolicy { ReservedBits = ReservedBits.HypervisorDefault },
        Catalogue.X86_64));

    private static string Text(DroppedFeature dropped) =>
        $"{dropped.Feature} {dropped.Reason} {string.Join(',', dropped.LackedBy)} {dropped.Requires}";
}
