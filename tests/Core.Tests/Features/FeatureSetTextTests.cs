using Levelset.Core.Tests.Drawing;

namespace Levelset.Core.Tests.Features;

public sealed class FeatureSetTextTests
{
    [Fact]
    public void ParseHex_WhatToHexPrints_GivesTheSetBack() => Law.Holds(pool =>
    {
        Assert.Empty(FeatureSetText.ParseHex(FeatureSetText.ToHex(pool.Members[0]), pool.Architecture, out var set));
        Assert.Equal(pool.Members[0], set);
    });

    [Fact]
    public void ToHex_Sets_PrintSixteenDigitsPerWord()
    {
        Assert.Equal(
            "bank0=0x000000000000001f bank1=0x8000000000000000 xsave=0x0000000000000000",
            FeatureSetText.ToHex(FeatureSet.X86_64(0x1F, 1UL << 63)));
        Assert.Equal("bank0=0x0000000000000001 bank1=0x0000000000000000", FeatureSet.Arm64(1).ToString());
    }

    [Fact]
    public void ParseHex_WordsInAnyOrderAndShort_AreRead()
    {
        Assert.Empty(FeatureSetText.ParseHex("xsave=0x1F, bank1=0x0\nbank0=0xff", Architecture.X86_64, out var set));
        Assert.Equal(FeatureSet.X86_64(0xFF, 0, 0x1F), set);
    }

    [Fact]
    public void ParseHex_ManyFaults_ReportsEveryOne()
    {
        var faults = FeatureSetText.ParseHex(
            "bank0=0x1 bank0=0x2 bank1=ff bank7=0x0 xsave bank1=0x10000000000000000",
            Architecture.X86_64,
            out var set);
        Assert.Null(set);
        Assert.Collection(
            faults,
            fault => Assert.Equal("bank0 is listed twice", fault),
            fault => Assert.StartsWith("bank1: 'ff' is not", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("'bank7=0x0' is not a word", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("'xsave' is not a word", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("bank1: '0x10000000000000000' is not", fault, StringComparison.Ordinal),
            fault => Assert.Equal("bank1 is missing", fault),
            fault => Assert.Equal("xsave is missing", fault));
    }

    [Fact]
    public void ParseHex_XsaveOnArm64_IsAFault() =>
        Assert.NotEmpty(FeatureSetText.ParseHex("bank0=0x1 bank1=0x1 xsave=0x0", Architecture.Arm64, out _));
}
