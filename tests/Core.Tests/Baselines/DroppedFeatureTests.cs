using Levelset.Core.Tests.Drawing;

namespace Levelset.Core.Tests.Baselines;

public sealed class DroppedFeatureTests
{
    [Fact]
    public void Dropped_AnyLevel_NamesEachOfferedAndMissingBitOnceInOrder() => Law.Holds(pool =>
    {
        var level = pool.Level();
        var missing = pool.Members.SelectMany(NaiveModel.Positions).Except(NaiveModel.Positions(level.Features));
        Assert.Equal(level.Dropped.Length, level.Dropped.Select(dropped => dropped.Feature).Distinct().Count());
        Assert.True(missing.ToHashSet().SetEquals(level.Dropped.Select(dropped => NaiveModel.Position(dropped.Feature))));
        Assert.Equal(level.Dropped.Select(dropped => dropped.Feature).Order(), level.Dropped.Select(dropped => dropped.Feature));
    });

    [Fact]
    public void Dropped_AnyLevel_GivesTheReasonThatAppliesFirst() => Law.Holds(pool =>
    {
        var level = pool.Level();
        Assert.All(level.Dropped, dropped => AssertReason(pool, level.Features, dropped));
    });

    [Fact]
    public void Dropped_BaselineBelowItsLevel_SaysNotRaisedOrWhatItRequires() => Law.Holds(pool =>
    {
        var before = new Random(pool.Seed).NextSet(pool.Architecture);
        var level = pool.Level();
        var baseline = Baseline.Following(level.Capabilities with { Features = before }, level, pool.Catalogue);
        var missing = pool.Members.SelectMany(NaiveModel.Positions).Except(NaiveModel.Positions(baseline.Features));
        Assert.True(missing.ToHashSet().SetEquals(baseline.Dropped.Select(dropped => NaiveModel.Position(dropped.Feature))));
        Assert.Equal(baseline.Dropped.Length, baseline.Dropped.Select(dropped => dropped.Feature).Distinct().Count());
        foreach (var held in baseline.Dropped.Where(dropped => level.Features.Contains(dropped.Feature)))
        {
            Assert.Equal(before.Contains(held.Feature) ? DropReason.Requires : DropReason.NotRaised, held.Reason);
            Assert.Equal(held.Reason == DropReason.Requires, held.Requires is { } needed && !baseline.Features.Contains(needed));
        }
    });

    [Fact]
    public void Following_AnyLevel_IsTheClosureOfWhatBothHold() => Law.Holds(pool =>
    {
        var before = new Random(pool.Seed).NextSet(pool.Architecture);
        var level = pool.Level();
        var both = NaiveModel.Positions(before);
        both.IntersectWith(NaiveModel.Positions(level.Features));
        var following = Baseline.Following(level.Capabilities with { Features = before }, level, pool.Catalogue).Features;
        Assert.True(NaiveModel.Close(both, pool.Catalogue).SetEquals(NaiveModel.Positions(following)));
        Assert.True(following.IsSubsetOf(level.Features));
    });

    [Fact]
    public void Following_LevelThatCoversAClosedBaseline_KeepsTheBaseline() => Law.Holds(pool =>
    {
        var before = pool.Level().Capabilities;
        var alone = (pool with { Members = pool.Members[..1] }).Level();
        Assert.Equal(before.Features, Baseline.Following(before, alone, pool.Catalogue).Features);
    });

    private static void AssertReason(Pool pool, FeatureSet level, DroppedFeature dropped)
    {
        var bit = dropped.Feature;
        var lacking = pool.Contributors.Where(c => !c.Capabilities.Features.Contains(bit)).Select(c => c.Source).ToList();
        Assert.Equal(lacking.Count > 0 ? lacking : [], dropped.LackedBy.ToList());
        if (lacking.Count > 0)
        {
            Assert.Equal(DropReason.NotOffered, dropped.Reason);
        }
        else if (pool.Policy.Excluded!.Contains(bit))
        {
            Assert.Equal(DropReason.Excluded, dropped.Reason);
        }
        else if (dropped.Reason == DropReason.Requires)
        {
            Assert.Contains(pool.Catalogue.Requirements, requirement =>
                requirement.Strength == RequirementStrength.Hard
                && requirement.Feature == bit
                && requirement.Requires == dropped.Requires);
            Assert.False(level.Contains(dropped.Requires!.Value));
        }
        else
        {
            Assert.Equal(DropReason.Reserved, dropped.Reason);
            Assert.Equal(ReservedBits.Disable, pool.Policy.ReservedBits);
            Assert.DoesNotContain(NaiveModel.Position(bit), NaiveModel.Known(pool.Catalogue));
        }

        Assert.Equal(dropped.Reason == DropReason.Requires, dropped.Requires is not null);
    }
}
