using Levelset.Core.Tests.Drawing;

namespace Levelset.Core.Tests.Features;

public sealed class FingerprintTests
{
    private static readonly FeatureSet Words = FeatureSet.X86_64(0x1234, 0x5678, 0x9ABC);
    private static readonly CompatibilityProperties Properties = new(46, 64, 0x2E7, 2440, 2_000_000_000);

    [Fact]
    public void Of_KnownCase_IsTheKnownValue() => Assert.Equal(
        "528161056228fbabd2a250b04accde9718181006c3b7f5c514ec4f71bc193a1a",
        Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties)).Value);

    [Fact]
    public void Of_KnownArm64Case_IsTheKnownValue() => Assert.Equal(
        "f593869a8f9d9196c8bfbbc5d2a8358e1ceb71774cdd3f222aa3b482201a8e06",
        Fingerprint.Of(new CpuCapabilities("Arm", FeatureSet.Arm64(1, 2), CompatibilityProperties.None)).Value);

    [Fact]
    public void Of_AnotherClock_IsTheSame() => Assert.Equal(
        Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties)),
        Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties with { ProcessorClockFrequency = null })));

    [Fact]
    public void Of_AnyOtherInputChanged_Differs()
    {
        var all = new List<Fingerprint>
        {
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties)),
            Fingerprint.Of(new CpuCapabilities("AuthenticAMD", Words, Properties)),
            Fingerprint.Of(new CpuCapabilities("", Words, Properties)),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", FeatureSet.X86_64(0x1234, 0x5678), Properties)),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", FeatureSet.Arm64(0x1234, 0x5678), Properties)),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", FeatureSet.X86_64(0x5678, 0x1234, 0x9ABC), Properties)),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties with { PhysicalAddressWidth = 52 })),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties with { PhysicalAddressWidth = 0 })),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties with { PhysicalAddressWidth = null })),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties with { CacheLineFlushSize = 128 })),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties with { CacheLineFlushSize = null })),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties with { XsaveStates = 7 })),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties with { XsaveStates = null })),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties with { MaxXsaveDataSize = 832 })),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties with { MaxXsaveDataSize = null })),
            Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, CompatibilityProperties.None)),
        };
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Fact]
    public void Of_AnyBitOfAnyWordChanged_Differs()
    {
        var seen = new HashSet<Fingerprint> { Fingerprint.Of(new CpuCapabilities("GenuineIntel", Words, Properties)) };
        foreach (var word in Architecture.X86_64.Words)
        {
            for (var number = 0; number < 64; number++)
            {
                var one = FeatureSet.Of(Architecture.X86_64, [new FeatureBit(word, number)]);
                var changed = Words.Except(one).Union(one.Except(Words));
                Assert.True(seen.Add(Fingerprint.Of(new CpuCapabilities("GenuineIntel", changed, Properties))));
            }
        }
    }

    [Fact]
    public void Of_EqualInputs_IsEqual() => Law.Holds(pool =>
    {
        var set = pool.Members[0];
        var copy = new FeatureSet(set.Architecture, [.. set.ProcessorBanks], set.Xsave);
        Assert.Equal(Fingerprint.Of(new CpuCapabilities("x", set, Properties)), Fingerprint.Of(new CpuCapabilities("x", copy, Properties with { })));
    });
}
