namespace Levelset.Core.Tests.Baselines;

/// <summary>The table of worked examples, in every word of x86_64.</summary>
public sealed class WorkedExampleTests
{
    // hosts' words (the first offers most), excluded, B by default, D by default, B under `disable`, D under `disable`
    public static TheoryData<string, ulong, ulong, ulong, ulong, ulong, ulong, ulong> Rows()
    {
        (ulong First, ulong Second, ulong Excluded, ulong B, ulong D, ulong StrictB, ulong StrictD)[] rows =
        [
            (0xFF, 0x3F, 0, 0x3F, 0xC0, 0x3F, ~0x3FUL),
            (0x3F, 0x3F, 0, 0x3F, 0xC0, 0x3F, ~0x3FUL),
            (0xFF, 0xFB, 0, 0xF3, 0x0C, 0xF3, ~0xF3UL),
            (0xFF, 0x3F, 1, 0x3E, 0xC1, 0x3E, ~0x3EUL),
            (0x1FF, 0xFF, 0, 0xFF, 0x100, 0xFF, ~0xFFUL),
            (0x1FF, 0x1FF, 0, 0x1FF, 0, 0xFF, ~0xFFUL),
        ];
        var data = new TheoryData<string, ulong, ulong, ulong, ulong, ulong, ulong, ulong>();
        foreach (var word in new[] { "bank0", "bank1", "xsave" })
        {
            foreach (var row in rows)
            {
                data.Add(word, row.First, row.Second, row.Excluded, row.B, row.D, row.StrictB, row.StrictD);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Baseline_WorkedExample_IsAsTheTableSays(
        string word, ulong first, ulong second, ulong excluded, ulong b, ulong d, ulong strictB, ulong strictD)
    {
        Assert.True(FeatureWord.TryParse(word, Architecture.X86_64, out var place));
        AssertRow(place, first, second, excluded, ReservedBits.HypervisorDefault, b, d, elsewhere: 0);
        AssertRow(place, first, second, excluded, ReservedBits.Disable, strictB, strictD, elsewhere: ulong.MaxValue);
    }

    private static void AssertRow(
        FeatureWord word, ulong first, ulong second, ulong excluded, ReservedBits policy, ulong b, ulong d, ulong elsewhere)
    {
        var catalogue = KnowsBits0To7(word);
        var level = Level.Of(
            [new Member("a", new CpuCapabilities("", In(word, first), CompatibilityProperties.None)), new Member("b", new CpuCapabilities("", In(word, second), CompatibilityProperties.None))],
            new PoolPolicy { ReservedBits = policy, Excluded = In(word, excluded) },
            catalogue);

        var baseline = Baseline.AtLevel(level!).Features;
        Assert.Equal(In(word, b), baseline);

        var mask = DisableMask.For(baseline, In(word, first), catalogue, policy);
        Assert.Equal(d, mask[word]);
        Assert.All(Architecture.X86_64.Words.Where(other => other != word), other => Assert.Equal(elsewhere, mask[other]));
    }

    private static Catalogue KnowsBits0To7(FeatureWord word) => new(
        Architecture.X86_64,
        "example",
        Enumerable.Range(0, 8).Select(bit => new FeatureDefinition(new FeatureBit(word, bit), $"bit{bit}", FeatureKind.Capability)),
        [new Requirement(new FeatureBit(word, 3), new FeatureBit(word, 2), RequirementStrength.Hard)],
        []);

    private static FeatureSet In(FeatureWord word, ulong value) => FeatureSet.X86_64(
        word == FeatureWord.Bank(0) ? value : 0,
        word == FeatureWord.Bank(1) ? value : 0,
        word == FeatureWord.Xsave ? value : 0);
}
