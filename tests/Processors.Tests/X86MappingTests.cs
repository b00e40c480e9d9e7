using static Levelset.Processors.Tests.X86Rows;

namespace Levelset.Processors.Tests;

public sealed class X86MappingTests
{
    [Fact]
    public void From_BitSet_SaysWhereItCameFrom()
    {
        var features = Map(Basic(7), new CpuidRow(7, 0, 0, 1 << 5, 0, 0));
        Assert.Equal((FindingState.Present, "CPUID 7.0.EBX[5]"), Told(features, "avx2"));
        Assert.Equal((FindingState.Absent, "CPUID 7.0.EBX[3]"), Told(features, "bmi1"));
        Assert.Equal((FindingState.NotReported, "not reported: CPUID 1.0.ECX[0] not read"), Told(features, "sse3"));
        Assert.Equal((FindingState.NotReported, "not reported: not visible in any register"), Told(features, "npiep1"));
        Assert.Equal(FeatureSet.X86_64(0, 0, 1 << 3), features.Supported);
    }

    [Fact]
    public void From_RowBeyondTheHighestBasicLeaf_IsIgnored()
    {
        var features = Map(Basic(6), Full(7), Full(0xD, 1));
        Assert.True(features.Supported.IsEmpty);
        Assert.Equal(FindingState.Absent, features.Find("avx2").State);
        Assert.Equal(FindingState.Absent, features.Find("xsaveopt").State);
    }

    [Fact]
    public void From_SubleafBeyondThatOfLeaf7_IsIgnored()
    {
        var features = Map(Basic(7), new CpuidRow(7, 0, 1, 0, 0, 0), Full(7, 1), Full(7, 2));
        Assert.Equal(FindingState.Present, features.Find("sha512").State);
        Assert.Equal(FindingState.Absent, features.Find("bhi_dis").State);
    }

    [Theory]
    [InlineData(0x80000000, false)]
    [InlineData(0x80000001, true)]
    [InlineData(0x80000008, true)]
    [InlineData(0x00000000, false)]
    [InlineData(0xC0000008, false)]
    public void From_ExtendedLeaf_CountsOnlyUpToTheHighest(uint highest, bool counts)
    {
        var features = Map(Basic(1), Extended(highest), Full(0x80000001));
        Assert.Equal(counts ? FindingState.Present : FindingState.Absent, features.Find("lzcnt").State);
    }

    [Fact]
    public void From_HighestExtendedLeafNotRead_UsesWhatWasRead() =>
        Assert.Equal(FindingState.Present, Map(Basic(1), Full(0x80000001)).Find("lzcnt").State);

    [Fact]
    public void From_MsrKnown_SetsItsBitsAndTheInvertedOne()
    {
        var leaves = new CpuidLeaves([Basic(7), Full(7)], [new(0x10A, 0b1)]);
        var features = ProcessorFeatures.From(leaves);
        Assert.Equal((FindingState.Present, "MSR 0x10A[0]"), Told(features, "rdcl_no"));
        Assert.Equal((FindingState.Present, "not MSR 0x10A[2]"), Told(features, "rsb_a_no"));
        Assert.Equal(FindingState.Absent, features.Find("ibrs_all").State);
    }

    [Fact]
    public void From_MsrSaysRsba_WithholdsTheInvertedBit() => Assert.Equal(
        FindingState.Absent,
        ProcessorFeatures.From(new CpuidLeaves([Basic(7), Full(7)], [new(0x10A, 0b100)])).Find("rsb_a_no").State);

    [Fact]
    public void From_MsrAnnouncedButNotRead_IsNotReported()
    {
        var features = Map(Basic(7), Full(7));
        Assert.Equal((FindingState.NotReported, "not reported: MSR 0x10A unknown"), Told(features, "rdcl_no"));
        Assert.Equal(FindingState.NotReported, features.Find("rsb_a_no").State);
        Assert.Contains(features.NotReported, finding => finding == features.Find("rsb_a_no"));
    }

    [Fact]
    public void From_MsrNotAnnounced_IsAbsentInvertedOrNot()
    {
        var features = Map(Basic(7), new CpuidRow(7, 0, 0, 0, 0, 0));
        Assert.Equal(
            (FindingState.Absent, "MSR 0x10A does not exist (CPUID 7.0.EDX[29] is 0)"),
            Told(features, "rdcl_no"));
        Assert.Equal(FindingState.Absent, features.Find("rsb_a_no").State);
    }

    [Theory]
    [InlineData("ibrs", 14)]
    [InlineData("stibp", 15)]
    [InlineData("ibpb", 12)]
    [InlineData("mdd", 24)]
    [InlineData("ssb_no", 26)]
    public void From_AmdEnumerationOnly_SetsTheSharedBit(string name, int bit)
    {
        var features = Map(Basic(1), Extended(0x80000008), new CpuidRow(0x80000008, 0, 48, 1u << bit, 0, 0));
        Assert.Equal((FindingState.Present, $"CPUID 0x80000008.0.EBX[{bit}]"), Told(features, name));
    }

    [Fact]
    public void From_AmdPrefetchI_DoesNotSetTheIntelBit() => Assert.Equal(
        FindingState.Absent,
        Map(Basic(1), Extended(0x80000021), Full(0x80000021)).Find("prefetch_i").State);

    [Fact]
    public void From_AmdReadOnlyFrequencyInterface_DoesNotSetTheCounterBit() => Assert.Equal(
        FindingState.Absent,
        Map(Basic(1), Extended(0x80000007), Full(0x80000007)).Find("a_count_m_count").State);

    [Theory]
    [InlineData(0x0007_0001, true, true)]
    [InlineData(0x0003_0001, true, false)]
    [InlineData(0x0001_0001, false, false)]
    public void From_Avx10_FollowsTheWidths(uint widths, bool bits256, bool bits512)
    {
        var features = Map(Basic(0x24), new CpuidRow(7, 0, 1, 0, 0, 0), Full(7, 1), new CpuidRow(0x24, 0, 0, widths, 0, 0));
        Assert.Equal(bits256, features.Find("avx10_1_256").State == FindingState.Present);
        Assert.Equal(bits512, features.Find("avx10_1_512").State == FindingState.Present);
    }

    [Fact]
    public void From_Avx10AnnouncedWithoutItsLeaf_IsNotSet()
    {
        Assert.Equal(FindingState.Absent, Map(Basic(7), Full(7), Full(7, 1)).Find("avx10_1_256").State);
        Assert.Equal(
            (FindingState.NotReported, "not reported: CPUID 0x24.0.EBX[17] not read"),
            Told(Map(Basic(0x24), Full(7), Full(7, 1)), "avx10_1_256"));
    }

    [Fact]
    public void From_EveryBitSet_SetsWhatAnyRegisterTells()
    {
        CpuidRow[] rows =
        [
            Basic(0x29), Extended(0x8000FFFF),
            .. CpuidLeaves.Wanted.Where(place => place is not ((0 or 0x80000000), _)).Select(place => Full(place.Leaf, place.Subleaf)),
        ];
        var msrs = CpuidLeaves.WantedMsrs.Select(index => KeyValuePair.Create(index, ulong.MaxValue));
        var features = ProcessorFeatures.From(new CpuidLeaves(rows, msrs));

        var known = Catalogue.X86_64.Features.Where(feature => feature.Kind.IsKnown).ToList();
        var told = known.Where(feature => !feature.Sources.IsEmpty && feature.Name != "rsb_a_no").Select(feature => feature.Bit);
        Assert.Equal(FeatureSet.Of(Architecture.X86_64, told), features.Supported);
        Assert.Equal(known.Select(feature => feature.Bit), features.Findings.Select(finding => finding.Bit));
    }

    [Fact]
    public void From_NoRow_KnowsNothing()
    {
        var features = Map();
        Assert.Equal(("", "", 0u), (features.Vendor, features.Brand, features.Signature));
        Assert.True(features.Supported.IsEmpty);
        Assert.Equal(CompatibilityProperties.None, features.Properties);
        Assert.All(features.Findings, finding => Assert.Equal(FindingState.NotReported, finding.State));
    }

    [Fact]
    public void From_IdentityLeaves_GivesVendorBrandAndSignature()
    {
        var features = Map(
            Basic(1),
            new CpuidRow(1, 0, 0x00C06F2, 0, 0, 0),
            Extended(0x80000004),
            new CpuidRow(0x80000002, 0, 0x65742020, 0x20207473, 0, 0),
            new CpuidRow(0x80000003, 0, 0, 0, 0, 0),
            new CpuidRow(0x80000004, 0, 0, 0, 0, 0));
        Assert.Equal("GenuineIntel", features.Vendor);
        Assert.Equal("test", features.Brand);
        Assert.Equal((6, 0xCF, 2), features.FamilyModelStepping);
    }

    [Theory]
    [InlineData(0x00A10F11u, 25, 17, 1)]
    [InlineData(0x00800F12u, 23, 1, 2)]
    [InlineData(0x000306F2u, 6, 0x3F, 2)]
    [InlineData(0x00000F51u, 15, 5, 1)]
    public void FamilyModelStepping_KnownSignature_IsDecoded(uint signature, int family, int model, int stepping) => Assert.Equal(
        (family, model, stepping),
        Map(Basic(1), new CpuidRow(1, 0, signature, 0, 0, 0)).FamilyModelStepping);

    [Fact]
    public void CpuidLeaves_RowGivenTwice_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new CpuidLeaves([Basic(1), Basic(2)]));

    private static (FindingState State, string Source) Told(ProcessorFeatures features, string name)
    {
        var finding = features.Find(name);
        return (finding.State, finding.Source);
    }
}
