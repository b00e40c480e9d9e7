namespace Levelset.Processors.Tests;

/// <summary>Writes the CPUID of a processor that says only what a test needs.</summary>
internal static class X86Rows
{
    /// <summary>Leaf 0 of an Intel processor.</summary>
    public static CpuidRow Basic(uint highest) => new(0, 0, highest, 0x756E6547, 0x6C65746E, 0x49656E69);

    /// <summary>Leaf 0x80000000.</summary>
    public static CpuidRow Extended(uint highest) => new(0x80000000, 0, highest, 0, 0, 0);

    /// <summary>Every bit of a leaf set.</summary>
    public static CpuidRow Full(uint leaf, uint subleaf = 0) =>
        new(leaf, subleaf, uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue);

    public static ProcessorFeatures Map(params CpuidRow[] rows) => ProcessorFeatures.From(new CpuidLeaves(rows));

    public static FeatureFinding Find(this ProcessorFeatures features, string name)
    {
        Assert.True(Catalogue.For(features.Architecture).TryResolve(name, out var bit), name);
        var finding = features.At(bit)!;
        Assert.Equal(finding.State == FindingState.Present, features.Supported.Contains(bit));
        return finding;
    }
}
