namespace Levelset.Core.Tests.Drawing;

internal static class RandomExtensions
{
    /// <summary>Every one of the 64 bits is drawn freely; thin, dense, empty and full words come often.</summary>
    public static ulong NextWord(this Random random) => random.Next(7) switch
    {
        0 => 0,
        1 => ulong.MaxValue,
        2 => 1UL << random.Next(64),
        3 => ~(1UL << random.Next(64)),
        4 => random.NextBits() & random.NextBits(),
        5 => random.NextBits() | random.NextBits(),
        _ => random.NextBits(),
    };

    public static ulong NextBits(this Random random) =>
        ((ulong)random.NextInt64() << 32) ^ (ulong)random.NextInt64();

    public static FeatureSet NextSet(this Random random, Architecture architecture) => new(
        architecture,
        [.. Enumerable.Range(0, architecture.BankCount).Select(_ => random.NextWord())],
        architecture.HasXsave ? random.NextWord() : 0);

    /// <summary>A set that differs from <paramref name="set"/> in few bits, as hosts of one pool do.</summary>
    public static FeatureSet NextNear(this Random random, FeatureSet set)
    {
        var positions = Positions(set.Architecture);
        var lost = FeatureSet.Of(set.Architecture, random.GetItems(positions, random.Next(6)));
        var gained = FeatureSet.Of(set.Architecture, random.GetItems(positions, random.Next(3)));
        return set.Except(lost).Union(gained);
    }

    /// <summary>A catalogue with any positions, any kinds, and requirements without a circle, hard and soft.</summary>
    public static Catalogue NextCatalogue(this Random random)
    {
        var architecture = random.Next(2) == 0 ? Architecture.X86_64 : Architecture.Arm64;
        var positions = Positions(architecture);
        random.Shuffle(positions);
        var named = positions[..random.Next(1, positions.Length + 1)];
        var features = named.Select(bit => new FeatureDefinition(
            bit,
            $"f_{bit.Word.Name}_{bit.Bit}",
            (FeatureKind)random.Next((int)FeatureKind.Reserved + 1)));
        var requirements = Enumerable.Range(0, random.Next(2 * named.Length)).Select(_ => random.NextRequirement(named));
        return new Catalogue(architecture, "drawn", features, requirements.OfType<Requirement>(), []);
    }

    private static Requirement? NextRequirement(this Random random, FeatureBit[] named)
    {
        var later = random.Next(named.Length);
        var earlier = random.Next(later + 1);
        return earlier == later
            ? null
            : new Requirement(
                named[later],
                named[earlier],
                random.Next(4) == 0 ? RequirementStrength.Soft : RequirementStrength.Hard);
    }

    private static FeatureBit[] Positions(Architecture architecture) =>
        [.. architecture.Words.SelectMany(word => Enumerable.Range(0, 64).Select(bit => new FeatureBit(word, bit)))];
}
