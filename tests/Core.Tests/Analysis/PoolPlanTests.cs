using System.Numerics;
using Levelset.Core.Analysis;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Core.Tests.Analysis;

/// <summary>Dividing a fleet into pools, beside every plan there is.</summary>
public sealed class PoolPlanTests
{
    // Bits of bank 0 that require nothing, so that a pool's level is the plain AND.
    private static readonly ulong Free = ~Catalogue.X86_64.Requirements
        .Where(requirement => requirement.Feature.Word.Name == "bank0")
        .Aggregate(0UL, (word, requirement) => word | requirement.Feature.Mask);

    private static readonly ILookup<FeatureBit, FeatureBit> Hard = Catalogue.X86_64.Requirements
        .Where(requirement => requirement.Strength == RequirementStrength.Hard)
        .ToLookup(requirement => requirement.Feature, requirement => requirement.Requires);

    [Fact]
    public void Of_SmallRandomFleets_CostsWhatTheBestOfAllDivisionsCosts()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 300; round++)
        {
            var words = Enumerable.Range(0, random.Next(1, 7)).Select(_ => (Word: (ulong)random.NextInt64() & Free, Weight: (long)random.Next(1, 9))).ToArray();
            var pools = random.Next(1, 5);

            var plan = PoolPlan.Of(words.Select((one, i) => Class($"{i}", one.Word, one.Weight)), pools)!;

            Assert.True(plan.IsExact);
            Assert.InRange(plan.Pools.Length, 1, pools);
            Assert.Equal(Best(words, pools), plan.Cost);
            Assert.Equal(
                words.Select((_, i) => $"{i}"),
                plan.Pools.SelectMany(pool => pool.Members).Select(one => one.Source).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(7, 12)]
    [InlineData(8, 9)]
    [InlineData(9, 6)]
    [InlineData(10, 4)]
    [Trait("Length", "long")]
    public void Of_AsManyClassesAsAreTriedInAllWays_CostsWhatTheBestCostsThoughFeaturesRequireOthers(int classes, int rounds)
    {
        var random = new Random(classes);
        var fallen = 0;
        for (var round = 0; round < rounds; round++)
        {
            var words = Enumerable.Range(0, classes).Select(_ => Dense(random)).ToArray();
            var weights = words.Select(_ => (long)random.Next(1, 9)).ToArray();
            var pools = random.Next(2, 6);

            var plan = PoolPlan.Of(
                words.Select((word, i) => Class($"{i}", word, weights[i])),
                pools)!;

            Assert.True(plan.IsExact);
            Assert.InRange(plan.Pools.Length, 1, pools);
            Assert.Equal(Best(Costs(words, weights, ref fallen), classes, pools), plan.Cost);
        }

        Assert.NotEqual(0, fallen);
    }

    [Fact]
    public void Of_LargeFleet_EachPoolsCostIsWhatItsHostsLose()
    {
        var random = new Random(7);
        var fleet = Enumerable.Range(0, 40).Select(i => Class($"{i:00}", (ulong)random.NextInt64() & Free, random.Next(1, 9))).ToList();
        var weights = fleet.ToDictionary(one => one.Members[0].Source, one => one.Weight);

        var plan = PoolPlan.Of(fleet, 3)!;

        Assert.False(plan.IsExact);
        Assert.Equal(3, plan.Pools.Length);
        foreach (var pool in plan.Pools)
        {
            var level = pool.Members.Aggregate(ulong.MaxValue, (word, one) => word & one.Capabilities.Features.ProcessorBanks[0]);
            Assert.Equal(level, pool.Capabilities.Features.ProcessorBanks[0]);
            Assert.Equal(
                pool.Members.Sum(one => weights[one.Source] * BitOperations.PopCount(one.Capabilities.Features.ProcessorBanks[0] & ~level)),
                pool.Cost);
        }

        Assert.True(plan.Cost < PoolPlan.Undivided(fleet).Cost);
    }

    [Fact]
    public void Of_OrderOfTheFleet_DoesNotMatter()
    {
        var random = new Random(11);
        var fleet = Enumerable.Range(0, 25).Select(i => Class($"{i:00}", (ulong)random.NextInt64() & Free, 1)).ToArray();
        var shuffled = fleet.ToArray();
        random.Shuffle(shuffled);

        Assert.Equal(Print(PoolPlan.Of(fleet, 4)!), Print(PoolPlan.Of(shuffled, 4)!));
    }

    [Theory]
    [InlineData("AuthenticAMD", 64U, false)]
    [InlineData("GenuineIntel", 32U, false)]
    [InlineData("GenuineIntel", 64U, true)]
    public void Of_HostsThatNeverShareAPool_NeedMore(string vendor, uint flush, bool simulated)
    {
        PlannedPool[] fleet =
        [
            PlannedPool.Of(new Member("a", new CpuCapabilities("GenuineIntel", FeatureSet.X86_64(1), new CompatibilityProperties(CacheLineFlushSize: 64))), 1),
            PlannedPool.Of(new Member("b", new CpuCapabilities(vendor, FeatureSet.X86_64(1), new CompatibilityProperties(CacheLineFlushSize: flush))), 1, simulated),
        ];

        Assert.Null(PoolPlan.Of(fleet, 1));
        Assert.Equal(2, PoolPlan.Of(fleet, 2)!.Pools.Length);
    }

    [Fact]
    public void Of_FeatureWhoseRequirementIsLost_CountsAsLostToo()
    {
        var avx = FeatureSet.X86_64(0, 0, 0b101);
        PlannedPool[] fleet =
        [
            Class("a", avx, 1),
            Class("b", FeatureSet.X86_64(0, 0, 0b100), 1),
        ];

        var pool = Assert.Single(PoolPlan.Of(fleet, 1)!.Pools);

        Assert.True(pool.Capabilities.Features.IsEmpty);
        Assert.Equal(2, pool.Cost);
    }

    private static PlannedPool Class(string source, ulong word, long weight) =>
        Class(source, FeatureSet.X86_64(word), weight);

    private static PlannedPool Class(string source, FeatureSet words, long weight) =>
        PlannedPool.Of(new Member(source, new CpuCapabilities("GenuineIntel", words, CompatibilityProperties.None)), weight);

    private static string Print(PoolPlan plan) =>
        string.Join('|', plan.Pools.Select(pool => string.Join(',', pool.Members.Select(one => one.Source))));

    // Counts through every way to give each class one of so many pools.
    private static long Best((ulong Word, long Weight)[] words, int pools)
    {
        var best = long.MaxValue;
        var ways = (long)Math.Pow(pools, words.Length);
        for (var way = 0L; way < ways; way++)
        {
            var cost = 0L;
            for (var pool = 0; pool < pools; pool++)
            {
                var mine = words.Where((_, i) => way / (long)Math.Pow(pools, i) % pools == pool).ToList();
                var level = mine.Aggregate(ulong.MaxValue, (word, one) => word & one.Word);
                cost += mine.Sum(one => one.Weight * BitOperations.PopCount(one.Word & ~level));
            }

            best = Math.Min(best, cost);
        }

        return best;
    }

    // Dense, so that much is left where several meet and requirements decide what falls.
    private static FeatureSet Dense(Random random)
    {
        return FeatureSet.X86_64(Word(), Word(), Word());

        ulong Word() => (ulong)(random.NextInt64() | random.NextInt64() | random.NextInt64() | random.NextInt64());
    }

    // What each set of classes costs as one pool: by class, its weight times the features that it has alone and not together.
    private static long[] Costs(FeatureSet[] words, long[] weights, ref int fallen)
    {
        var costs = new long[1 << words.Length];
        for (var mask = 1; mask < costs.Length; mask++)
        {
            var mine = Enumerable.Range(0, words.Length).Where(i => (mask >> i & 1) == 1).ToList();
            var common = mine.Select(i => words[i]).Aggregate((one, other) => one.Intersect(other)).Bits().ToHashSet();
            var offered = common.Count;
            var together = Left(common);
            fallen += mine.Count > 1 ? offered - together : 0;
            costs[mask] = mine.Sum(i => weights[i] * (Left([.. words[i].Bits()]) - together));
        }

        return costs;
    }

    // How much stays of these features once nothing is left without what it requires; told again and again until nothing falls.
    private static int Left(HashSet<FeatureBit> features)
    {
        while (features.RemoveWhere(feature => Hard[feature].Any(required => !features.Contains(required))) > 0)
        {
        }

        return features.Count;
    }

    // The first class is in some pool with some of the others; what is left goes the same way to one pool less.
    private static long Best(long[] costs, int classes, int pools)
    {
        return Rest((1 << classes) - 1, pools);

        long Rest(int left, int more)
        {
            if (left == 0)
            {
                return 0;
            }

            if (more == 0)
            {
                return long.MaxValue / 2;
            }

            var best = long.MaxValue / 2;
            var first = left & -left;
            for (var others = left ^ first; ; others = (others - 1) & (left ^ first))
            {
                best = Math.Min(best, costs[others | first] + Rest(left ^ first ^ others, more - 1));
                if (others == 0)
                {
                    return best;
                }
            }
        }
    }
}
