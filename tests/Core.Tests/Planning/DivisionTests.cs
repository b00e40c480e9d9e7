using System.Numerics;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Fitting;
using Levelset.Core.Planning;

namespace Levelset.Core.Tests.Planning;

/// <summary>Dividing a fleet into pools, beside every division there is.</summary>
public sealed class DivisionTests
{
    // Bits of bank 0 that require nothing, so that a pool's level is the plain AND.
    private static readonly ulong Free = ~Catalogue.X86_64.Requirements
        .Where(requirement => requirement.Feature.Word.Name == "bank0")
        .Aggregate(0UL, (word, requirement) => word | requirement.Feature.Mask);

    [Fact]
    public void Of_SmallRandomFleets_CostsWhatTheBestOfAllDivisionsCosts()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 300; round++)
        {
            var words = Enumerable.Range(0, random.Next(1, 7)).Select(_ => (Word: (ulong)random.NextInt64() & Free, Weight: (long)random.Next(1, 9))).ToArray();
            var pools = random.Next(1, 5);

            var division = Division.Of(words.Select((one, i) => Class($"{i}", one.Word, one.Weight)), pools)!;

            Assert.True(division.IsExact);
            Assert.InRange(division.Pools.Length, 1, pools);
            Assert.Equal(Best(words, pools), division.Cost);
            Assert.Equal(
                words.Select((_, i) => $"{i}"),
                division.Pools.SelectMany(pool => pool.Classes).Select(one => one.Source).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Of_LargeFleet_EachPoolsCostIsWhatItsHostsLose()
    {
        var random = new Random(7);
        var fleet = Enumerable.Range(0, 40).Select(i => Class($"{i:00}", (ulong)random.NextInt64() & Free, random.Next(1, 9))).ToList();

        var division = Division.Of(fleet, 3)!;

        Assert.False(division.IsExact);
        Assert.Equal(3, division.Pools.Length);
        foreach (var pool in division.Pools)
        {
            var level = pool.Classes.Aggregate(ulong.MaxValue, (word, one) => word & one.Offer.Features.ProcessorBanks[0]);
            Assert.Equal(level, pool.Level.ProcessorBanks[0]);
            Assert.Equal(
                pool.Classes.Sum(one => one.Weight * BitOperations.PopCount(one.Offer.Features.ProcessorBanks[0] & ~level)),
                pool.Cost);
        }

        Assert.True(division.Cost < Division.Undivided(fleet).Cost);
    }

    [Fact]
    public void Of_OrderOfTheFleet_DoesNotMatter()
    {
        var random = new Random(11);
        var fleet = Enumerable.Range(0, 25).Select(i => Class($"{i:00}", (ulong)random.NextInt64() & Free, 1)).ToArray();
        var shuffled = fleet.ToArray();
        random.Shuffle(shuffled);

        Assert.Equal(Print(Division.Of(fleet, 4)!), Print(Division.Of(shuffled, 4)!));
    }

    [Theory]
    [InlineData("AuthenticAMD", 64U, false)]
    [InlineData("GenuineIntel", 32U, false)]
    [InlineData("GenuineIntel", 64U, true)]
    public void Of_HostsThatNeverShareAPool_NeedMore(string vendor, uint flush, bool simulated)
    {
        FleetClass[] fleet =
        [
            new("a", new Offer("GenuineIntel", FeatureSet.X86_64(1), new CompatibilityProperties(CacheLineFlushSize: 64)), 1),
            new("b", new Offer(vendor, FeatureSet.X86_64(1), new CompatibilityProperties(CacheLineFlushSize: flush)), 1, simulated),
        ];

        Assert.Null(Division.Of(fleet, 1));
        Assert.Equal(2, Division.Of(fleet, 2)!.Pools.Length);
    }

    [Fact]
    public void Of_FeatureWhoseRequirementIsLost_CountsAsLostToo()
    {
        var avx = FeatureSet.X86_64(0, 0, 0b101);
        FleetClass[] fleet =
        [
            new("a", new Offer("GenuineIntel", avx, CompatibilityProperties.None), 1),
            new("b", new Offer("GenuineIntel", FeatureSet.X86_64(0, 0, 0b100), CompatibilityProperties.None), 1),
        ];

        var pool = Assert.Single(Division.Of(fleet, 1)!.Pools);

        Assert.True(pool.Level.IsEmpty);
        Assert.Equal(2, pool.Cost);
    }

    private static FleetClass Class(string source, ulong word, long weight) =>
        new(source, new Offer("GenuineIntel", FeatureSet.X86_64(word), CompatibilityProperties.None), weight);

    private static string Print(Division division) =>
        string.Join('|', division.Pools.Select(pool => string.Join(',', pool.Classes.Select(one => one.Source))));

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
}
