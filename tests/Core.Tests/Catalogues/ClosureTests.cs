using Levelset.Core.Tests.Drawing;

namespace Levelset.Core.Tests.Catalogues;

public sealed class ClosureTests
{
    [Fact]
    public void Of_AnySet_EqualsRepeatingUntilStable() => Law.Holds(pool =>
    {
        var set = new Random(pool.Seed).NextSet(pool.Architecture);
        var expected = NaiveModel.Close(NaiveModel.Positions(set), pool.Catalogue);
        Assert.True(expected.SetEquals(NaiveModel.Positions(Closure.Of(set, pool.Catalogue).Features)));
    });

    [Fact]
    public void Of_ClosedSet_RemovesNothing() => Law.Holds(pool =>
    {
        var closed = Closure.Of(pool.Members[0], pool.Catalogue).Features;
        var again = Closure.Of(closed, pool.Catalogue);
        Assert.Equal(closed, again.Features);
        Assert.Empty(again.Removed);
    });

    [Fact]
    public void Of_AnySet_RemovesEachOnceForARequirementThatIsNotThere() => Law.Holds(pool =>
    {
        var set = pool.Members[0];
        var closure = Closure.Of(set, pool.Catalogue);
        Assert.Equal(set.Except(closure.Features), FeatureSet.Of(set.Architecture, closure.Removed.Select(r => r.Feature)));
        Assert.Equal(set.Count - closure.Features.Count, closure.Removed.Length);
        Assert.All(closure.Removed, requirement => Assert.False(closure.Features.Contains(requirement.Requires)));
    });

    [Fact]
    public void Of_SetWithoutXsave_LosesEveryAvxAcrossWords()
    {
        var all = Catalogue.X86_64.Known;
        Catalogue.X86_64.TryResolve("xsave", out var xsave);
        var left = Catalogue.X86_64.NamesOf(
            Closure.Of(all.Except(FeatureSet.Of(Architecture.X86_64, [xsave])), Catalogue.X86_64).Features);

        string[] gone = ["avx", "avx2", "avx512", "avx512_fp16", "f16c", "fma4", "sha512", "sm4", "amx_int8", "cet_ss", "apx"];
        Assert.Empty(gone.Intersect(left));
        Assert.Contains("sse4_2", left);
        Assert.Contains("gfni", left);
    }

    [Fact]
    public void Of_SoftRequirementNotMet_KeepsTheFeature()
    {
        Catalogue.X86_64.TryResolve("stibp", out var stibp);
        var set = FeatureSet.Of(Architecture.X86_64, [stibp]);
        Assert.Equal(set, Closure.Of(set, Catalogue.X86_64).Features);
    }
}
