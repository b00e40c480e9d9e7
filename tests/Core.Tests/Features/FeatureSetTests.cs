using Levelset.Core.Tests.Drawing;

namespace Levelset.Core.Tests.Features;

public sealed class FeatureSetTests
{
    [Fact]
    public void Bits_AnySet_AreThoseOfTheModelInOrder() => Law.Holds(pool =>
    {
        var bits = pool.Members[0].Bits().ToList();
        Assert.Equal(bits.Order(), bits);
        Assert.Equal(pool.Members[0].Count, bits.Count);
        Assert.True(NaiveModel.Positions(pool.Members[0]).SetEquals(bits.Select(NaiveModel.Position)));
        Assert.Equal(pool.Members[0], FeatureSet.Of(pool.Architecture, bits));
    });

    [Fact]
    public void Operations_AnyTwoSets_AreThoseOfTheModel() => Law.Holds(pool =>
    {
        var (a, b) = (pool.Members[0], pool.Members[^1]);
        var (left, right) = (NaiveModel.Positions(a), NaiveModel.Positions(b));
        Assert.True(left.Intersect(right).ToHashSet().SetEquals(NaiveModel.Positions(a.Intersect(b))));
        Assert.True(left.Union(right).ToHashSet().SetEquals(NaiveModel.Positions(a.Union(b))));
        Assert.True(left.Except(right).ToHashSet().SetEquals(NaiveModel.Positions(a.Except(b))));
        Assert.Equal(left.IsSubsetOf(right), a.IsSubsetOf(b));
        Assert.Equal(left.SetEquals(right), a.Equals(b));
    });

    [Fact]
    public void Constructor_WrongNumberOfBanks_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new FeatureSet(Architecture.X86_64, [1]));
        Assert.Throws<ArgumentException>(() => new FeatureSet(Architecture.Arm64, [1, 2, 3]));
    }

    [Fact]
    public void Constructor_XsaveWordOnArm64_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new FeatureSet(Architecture.Arm64, [1, 2], xsave: 1));
        Assert.Throws<ArgumentException>(() => new DisableMask(Architecture.Arm64, [1, 2], xsave: 1));
    }

    [Fact]
    public void Intersect_SetOfAnotherArchitecture_IsRefused() =>
        Assert.Throws<ArgumentException>(() => FeatureSet.X86_64(1).Intersect(FeatureSet.Arm64(1)));

    [Fact]
    public void For_DisablePolicyOnArm64_LeavesTheXsaveWordZero()
    {
        var mask = DisableMask.For(FeatureSet.Arm64(1), FeatureSet.Arm64(3), Catalogue.Arm64, ReservedBits.Disable);
        Assert.Equal(~1UL, mask.ProcessorBanks[0]);
        Assert.Equal(0UL, mask.Xsave);
    }
}
