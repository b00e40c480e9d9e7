using Levelset.Core.Compatibility;

namespace Levelset.Core.Tests.Compatibility;

/// <summary>What a verdict names, and in which order.</summary>
public sealed class VerdictTests
{
    private static readonly CompatibilityProperties Wide = new(46, 64, 0x2E7, 2696, 2_600_000_000);

    [Fact]
    public void Of_TargetOffersMore_GivesArgumentsForExactlyTheSet()
    {
        var partition = Partition("sse3", "aes", "xsave", "avx");
        var target = Target("sse3", "aes", "xsave", "avx", "avx2", "fma");

        var verdict = Judge(partition, target);

        Assert.True(verdict.Compatible);
        Assert.Empty(verdict.Advisories);
        Assert.Equal(partition.Capabilities.Features, verdict.Arguments!.Features);
        Assert.Equal(partition.Capabilities.Features, verdict.Arguments.DisableMask.Apply(target.Capabilities!.Features));
        Assert.True(verdict.LeftOut.IsEmpty);
    }

    [Theory]
    [InlineData(ReservedBits.HypervisorDefault, 0x0000_0000_0000_0000UL)]
    [InlineData(ReservedBits.Disable, 0x2000_0000_0000_0000UL)]
    public void Of_ReservedBits_FollowThePartitionsPolicy(ReservedBits policy, ulong reserved)
    {
        var verdict = Judge(Partition("sse3") with { ReservedBits = policy }, Target("sse3"));

        Assert.Equal(reserved, verdict.Arguments!.DisableMask.ProcessorBanks[1] & (1UL << 61));
    }

    [Fact]
    public void Of_EverythingWrong_NamesEverythingInTheFixedOrder()
    {
        var partition = Partition("sse3", "aes", "avx2", "xsave");
        var target = new MigrationTarget(
            new CpuCapabilities("AuthenticAMD", Set("sse3"), new CompatibilityProperties(39, 32, 3, 576)),
            Simulated: true)
        {
            NotReady = [MigrationTarget.HostNotReady("SILENT", "not heard of"), MigrationTarget.HostNotReady("CORDONED", "it is cordoned")],
            OtherPool = "pools/b",
            OtherPoolBaseline = new CpuCapabilities("AuthenticAMD", Set("sse3", "aes"), new CompatibilityProperties(39)),
        };

        var verdict = Judge(partition, target);

        Assert.False(verdict.Compatible);
        Assert.Null(verdict.Arguments);
        Assert.Equal(
            [
                "SimulationDiffers real simulated",
                "VendorDiffers GenuineIntel AuthenticAMD",
                "FeatureMissing aes",
                "FeatureMissing xsave",
                "FeatureMissing avx2",
                "PropertyDiffers cache_line_flush_size",
                "PropertyDiffers physical_address_width",
                "PropertyDiffers xsave_states",
                "PropertyDiffers max_xsave_data_size",
                "HostNotReady READY SILENT",
                "HostNotReady READY CORDONED",
                "PoolBaseline xsave",
                "PoolBaseline avx2",
                "PoolBaseline physical_address_width",
            ],
            verdict.Blockers.Select(Print));
    }

    [Fact]
    public void Of_SameQuestionTwice_SaysTheSame()
    {
        var partition = Partition("sse3", "aes", "avx2", "xsave", "mb_clear");
        var target = Target("sse3", "mbs_no");

        Assert.Equal(Judge(partition, target).Blockers.Select(Print), Judge(partition, target).Blockers.Select(Print));
    }

    [Fact]
    public void Of_OtherArchitecture_NamesItAndComparesNoBits()
    {
        var verdict = Judge(Partition("sse3"), new MigrationTarget(new CpuCapabilities("Arm", FeatureSet.Arm64(1), Wide)));

        Assert.Equal(["ArchitectureDiffers x86_64 arm64", "VendorDiffers GenuineIntel Arm"], verdict.Blockers.Select(Print));
    }

    [Fact]
    public void Of_HostThatHasNotReported_SaysOnlyThat()
    {
        var target = new MigrationTarget(null) { NotReady = [MigrationTarget.HostNotReady("PENDING", "it has not reported yet")] };

        Assert.Equal(["HostNotReady READY PENDING"], Judge(Partition("sse3"), target).Blockers.Select(Print));
    }

    [Theory]
    [InlineData("mb_clear", "mbs_no", true)]
    [InlineData("mb_clear", "sbdr_ssdp_no", false)]
    [InlineData("mb_clear", "mbs_no rtm", false)]
    [InlineData("mb_clear", "mbs_no taa_no rtm", true)]
    [InlineData("fb_clear", "sbdr_ssdp_no fbsdp_no psdp_no", true)]
    [InlineData("fb_clear", "sbdr_ssdp_no fbsdp_no", false)]
    [InlineData("fb_clear", "mbs_no", false)]
    [InlineData("rfds_clear", "rfds_no", true)]
    [InlineData("rfds_clear", "mbs_no", false)]
    [InlineData("vrew_clear", "tsa_l1_no tsa_sq_no tsa_fill_no", false)]
    [InlineData("ibrs", "rdcl_no mbs_no", false)]
    [InlineData("unrestricted_guest", "", true)]
    [InlineData("aes", "mbs_no", false)]
    public void Of_MissingFeature_IsWaivableOnlyWhereItsRuleHolds(string missing, string offered, bool waivable)
    {
        var target = Target([.. offered.Split(' ', StringSplitOptions.RemoveEmptyEntries), "sse3"]);
        var partition = Partition("sse3", missing);

        var blocker = Assert.Single(Judge(partition, target).Blockers);
        var waived = Judge(partition with { Waived = Set(missing) }, target);

        Assert.Equal((missing, waivable), (Name(blocker.Feature), blocker.Waivable is not null));
        Assert.Equal(waivable, waived.Compatible);
        Assert.Equal(waivable ? [] : [missing], waived.NotWaivable.Select(bit => Name(bit)));
        if (waivable)
        {
            Assert.Equal(Set("sse3"), waived.Arguments!.Features);
            Assert.Equal(Set("sse3"), waived.Arguments.DisableMask.Apply(target.Capabilities!.Features));
            Assert.Equal(Set(missing), waived.LeftOut);
            Assert.Equal(["Waived " + missing], waived.Advisories.Select(Print));
        }
    }

    [Fact]
    public void Of_WaivableByImmunity_NamesTheImmunities()
    {
        var target = Target("sbdr_ssdp_no", "fbsdp_no", "psdp_no", "mbs_no");

        var waivable = Assert.Single(Judge(Partition("fb_clear"), target).Blockers).Waivable!;

        Assert.Equal(WaiverRule.Immune, waivable.Because);
        Assert.Equal(["sbdr_ssdp_no", "fbsdp_no", "psdp_no"], waivable.Immunities.Select(bit => Name(bit)));
    }

    [Fact]
    public void Of_WaiverOfWhatTheHostOffers_LeavesNothingOut()
    {
        var verdict = Judge(Partition("sse3", "mb_clear") with { Waived = Set("mb_clear") }, Target("sse3", "mb_clear"));

        Assert.Equal(Set("sse3", "mb_clear"), verdict.Arguments!.Features);
        Assert.Equal(["WaiverUnused mb_clear"], verdict.Advisories.Select(Print));
    }

    [Fact]
    public void Of_WaivedFeatureThatOthersRequire_NamesThemUntilTheyAreWaivedToo()
    {
        FeatureBit[] bits = [.. Enumerable.Range(0, 4).Select(number => new FeatureBit(FeatureWord.Bank(0), number))];
        var catalogue = new Catalogue(
            Architecture.X86_64,
            "test",
            bits.Select((bit, i) => new FeatureDefinition(bit, $"f{i}", i == 3 ? FeatureKind.Capability : FeatureKind.HostOnly)),
            [
                new Requirement(bits[1], bits[0], RequirementStrength.Hard),
                new Requirement(bits[2], bits[1], RequirementStrength.Hard),
                new Requirement(bits[3], bits[0], RequirementStrength.Hard),
            ],
            []);
        MigratingPartition Waiving(ulong has, ulong waived) => new(
            new CpuCapabilities("GenuineIntel", FeatureSet.X86_64(has), CompatibilityProperties.None),
            ReservedBits.HypervisorDefault)
        {
            Waived = FeatureSet.X86_64(waived),
        };
        var target = new MigrationTarget(new CpuCapabilities("GenuineIntel", FeatureSet.X86_64(0b1110), CompatibilityProperties.None));

        var one = Verdict.Of(Waiving(0b0111, 0b0001), target, catalogue);
        var two = Verdict.Of(Waiving(0b0111, 0b0011), target, catalogue);
        var all = Verdict.Of(Waiving(0b0111, 0b0111), target, catalogue);
        var capability = Verdict.Of(Waiving(0b1001, 0b1001), target, catalogue);

        Assert.Equal([(bits[1], bits[0])], one.Blockers.Select(b => (b.Feature!.Value, b.Requires!.Value)));
        Assert.Equal([(bits[2], bits[1])], two.Blockers.Select(b => (b.Feature!.Value, b.Requires!.Value)));
        Assert.All(one.Blockers.Concat(two.Blockers), blocker =>
            Assert.Equal((IncompatibilityKind.RequiresWaived, WaiverRule.HostOnly), (blocker.Kind, blocker.Waivable!.Because)));
        Assert.True(all.Compatible);
        Assert.True(all.Arguments!.Features.IsEmpty);
        Assert.Equal([bits[3]], capability.NotWaivable);
        Assert.Null(Assert.Single(capability.Blockers).Waivable);
    }

    [Fact]
    public void Of_MoveIntoAnotherPool_ComparesWithItsBaselineLessWhatIsWaived()
    {
        var partition = Partition("sse3", "aes", "mb_clear");
        var target = Target("sse3", "aes", "mbs_no") with
        {
            OtherPool = "pools/b",
            OtherPoolBaseline = new CpuCapabilities("GenuineIntel", Set("sse3"), CompatibilityProperties.None),
        };

        var plain = Judge(partition, target);
        var byFeature = Judge(partition with { Waived = Set("mb_clear") }, target);
        var inWords = Judge(partition with { Waived = Set("mb_clear"), PoolWaived = true }, target);

        Assert.Equal(["FeatureMissing mb_clear", "PoolBaseline aes", "PoolBaseline mb_clear"], plain.Blockers.Select(Print));
        Assert.Equal(["PoolBaseline aes"], byFeature.Blockers.Select(Print));
        Assert.Equal(Waivability.InWords, Assert.Single(byFeature.Blockers).Waivable);
        Assert.True(inWords.Compatible);
        Assert.Equal(Set("sse3", "aes"), inWords.Arguments!.Features);
        Assert.Equal(["Waived mb_clear", "PoolWaived pools/b"], inWords.Advisories.Select(Print));
    }

    [Fact]
    public void Of_HostInNoPool_IsAnIslandThatOnlyWordsOpen()
    {
        var partition = Partition("sse3");
        var target = Target("sse3") with { OtherPool = "" };

        Assert.Equal(["PoolBaseline a pool with a baseline "], Judge(partition, target).Blockers.Select(Print));
        Assert.True(Judge(partition with { PoolWaived = true }, target).Compatible);
    }

    [Fact]
    public void Of_DifferencesThatBlockNothing_AreNamed()
    {
        var partition = Partition("sse3", "invpcid");
        var target = new MigrationTarget(new CpuCapabilities(
            "GenuineIntel",
            Set("sse3", "invpcid", "dep_x87_fpu_save"),
            new CompatibilityProperties(46, 64, 0x2E7, null, 2_100_000_000)))
        {
            UnreportedWords = [FeatureWord.Xsave],
        };

        var verdict = Judge(partition, target);

        Assert.True(verdict.Compatible);
        Assert.Equal(
            [
                "ClockDiffers processor_clock_frequency 2600000000 2100000000",
                "WordNotReported xsave",
                "PropertyNotReported max_xsave_data_size 2696",
                "InvertedDiffers dep_x87_fpu_save 0 1",
                "SoftRequirement invpcid pcid",
            ],
            verdict.Advisories.Select(Print));
    }

    [Fact]
    public void Of_OtherValueOfAChoice_IsBlockedAndSaysWhichValueIsThere()
    {
        Assert.Empty(Catalogue.Arm64.ParseNames(["gic_v3v4", "apa_ep2"], out var has));
        Assert.Empty(Catalogue.Arm64.ParseNames(["gic_v3v4", "apa_base"], out var gives));

        var verdict = Verdict.Of(
            new MigratingPartition(new CpuCapabilities("Arm", has, CompatibilityProperties.None), ReservedBits.HypervisorDefault),
            new MigrationTarget(new CpuCapabilities("Arm", gives, CompatibilityProperties.None)),
            Catalogue.Arm64);

        Assert.Equal("apa_ep2", Catalogue.Arm64.NameOf(Assert.Single(verdict.Blockers).Feature!.Value));
        var advisory = Assert.Single(verdict.Advisories);
        Assert.Equal((AdvisoryKind.ChoiceDiffers, "apa"), (advisory.Kind, advisory.Property));
        Assert.Equal("apa_base", Catalogue.Arm64.NameOf(advisory.Other!.Value));
    }

    [Fact]
    public void Of_PropertiesThatAreNotReported_BlockNothing() => Assert.True(Judge(
        Partition("sse3"),
        new MigrationTarget(new CpuCapabilities("GenuineIntel", Set("sse3"), CompatibilityProperties.None))).Compatible);

    private static Verdict Judge(MigratingPartition partition, MigrationTarget target) =>
        Verdict.Of(partition, target, Catalogue.X86_64);

    private static MigratingPartition Partition(params string[] names) =>
        new(new CpuCapabilities("GenuineIntel", Set(names), Wide), ReservedBits.HypervisorDefault);

    private static MigrationTarget Target(params string[] names) => new(new CpuCapabilities("GenuineIntel", Set(names), Wide));

    private static FeatureSet Set(params string[] names)
    {
        Assert.Empty(Catalogue.X86_64.ParseNames(names, out var set));
        return set;
    }

    private static string? Name(FeatureBit? bit) => bit is { } one ? Catalogue.X86_64.NameOf(one) : null;

    private static string Print(Incompatibility blocker) =>
        $"{blocker.Kind} {Name(blocker.Feature) ?? blocker.Property ?? $"{blocker.Expected} {blocker.Actual}"}";

    private static string Print(Advisory advisory) => string.Join(' ', new[]
    {
        advisory.Kind.ToString(), Name(advisory.Feature), Name(advisory.Other), advisory.Property, advisory.Partition, advisory.Host,
    }.Where(text => !string.IsNullOrEmpty(text)));
}
