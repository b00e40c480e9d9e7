using Levelset.Core.Tests.Drawing;

namespace Levelset.Core.Tests.Catalogues;

public sealed class CatalogueTests
{
    public static TheoryData<Architecture> Architectures => [Architecture.X86_64, Architecture.Arm64];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void TryResolve_NameOfAnyPosition_GivesThePositionBack(Architecture architecture)
    {
        var catalogue = Catalogue.For(architecture);
        foreach (var word in architecture.Words)
        {
            for (var number = 0; number < 64; number++)
            {
                var bit = new FeatureBit(word, number);
                Assert.True(catalogue.TryResolve(catalogue.NameOf(bit), out var byName), catalogue.NameOf(bit));
                Assert.True(catalogue.TryResolve(bit.ToString(), out var byPosition));
                Assert.Equal(bit, byName);
                Assert.Equal(bit, byPosition);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void KindOf_AnyPosition_DecidesWhetherItIsKnown(Architecture architecture)
    {
        var catalogue = Catalogue.For(architecture);
        Assert.Equal("2026.11.1", catalogue.Version);
        foreach (var word in architecture.Words)
        {
            for (var number = 0; number < 64; number++)
            {
                var bit = new FeatureBit(word, number);
                var kind = catalogue.KindOf(bit);
                Assert.Equal(kind is not (FeatureKind.Reserved or FeatureKind.Deprecated), catalogue.Known.Contains(bit));
            }
        }
    }

    [Fact]
    public void Known_X86_64_LeavesOutRetiredAndReservedPositions()
    {
        Assert.Equal(FeatureSet.X86_64(0x7FFF_FFFF_E7FF_FFFF, 0x9FFF_FFFF_FFFF_FFFF, 0x0000_00FF_FFFF_FFFF), Catalogue.X86_64.Known);
        Assert.Equal(FeatureKind.Deprecated, KindOf(Catalogue.X86_64, "hle_deprecated"));
        Assert.Equal("bank1:61", Catalogue.X86_64.NameOf(new FeatureBit(FeatureWord.Bank(1), 61)));
        Assert.NotEmpty(Catalogue.X86_64.Find(new FeatureBit(FeatureWord.Bank(1), 61))!.Note);
    }

    [Fact]
    public void Known_Arm64_LeavesOutTheLastFourBits() =>
        Assert.Equal(FeatureSet.Arm64(ulong.MaxValue, 0x0FFF_FFFF_FFFF_FFFF), Catalogue.Arm64.Known);

    [Theory]
    [InlineData(Architecture.X86_64, "ibrs stibp ibpb mdd l1dcache_flush ibrs_all virt_spec_ctrl mb_clear tsx_ctrl psfd fb_clear "
        + "ibpb_rsb_flush stibp_always_on bhi_dis sbpb ibpb_br_type rfds_clear vrew_clear mitigation_ctrl")]
    [InlineData(Architecture.Arm64, "ssbs ssbs_rw sb specres clrbhb e0_pd smccc_w1_supported smccc_w2_supported")]
    public void Features_OfKindMitigation_AreTheControlsOfSpeculation(Architecture architecture, string names) => Assert.Equal(
        names.Split(' ').Order(StringComparer.Ordinal),
        Catalogue.For(architecture).Features
            .Where(feature => feature.Kind == FeatureKind.Mitigation)
            .Select(feature => feature.Name)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Immunities_X86_64_AreWhatMakesAClearingMitigationDispensable()
    {
        Assert.Empty(Catalogue.Arm64.Immunities);
        Assert.All(Catalogue.X86_64.Immunities, fact => Assert.NotEmpty(fact.Source));
        Assert.Equal(
            [
                "mb_clear: mbs_no against MDS",
                "mb_clear: taa_no against TAA with rtm",
                "fb_clear: sbdr_ssdp_no against SBDR and SSDP",
                "fb_clear: fbsdp_no against FBSDP",
                "fb_clear: psdp_no against PSDP",
                "rfds_clear: rfds_no against RFDS",
            ],
            Catalogue.X86_64.Immunities.Select(fact =>
                $"{Catalogue.X86_64.NameOf(fact.Mitigation)}: {Catalogue.X86_64.NameOf(fact.Immunity)} against {fact.Hazard}"
                + (fact.With is { } with ? $" with {Catalogue.X86_64.NameOf(with)}" : "")));
    }

    [Fact]
    public void Groups_Arm64_AreTheChoicesOfOne()
    {
        Assert.Empty(Catalogue.X86_64.Groups);
        var groups = Catalogue.Arm64.Groups.ToDictionary(group => group.Name, group => group.Members.Select(Catalogue.Arm64.NameOf));
        Assert.Equal(["apa_base", "apa_ep", "apa_ep2", "apa_ep2_fp", "apa_ep2_fpc"], groups["apa"]);
        Assert.Equal(["apa3_base", "apa3_ep", "apa3_ep2", "apa3_ep2_fp", "apa3_ep2_fpc"], groups["apa3"]);
        Assert.Equal(["l1ip_pipt", "l1ip_vpipt"], groups["l1ip"]);
        Assert.All(groups["apa"].Concat(groups["apa3"]), name => Assert.Equal(FeatureKind.ChoiceOfOne, KindOf(Catalogue.Arm64, name)));
        Assert.All(groups["l1ip"], name => Assert.Equal(FeatureKind.Immunity, KindOf(Catalogue.Arm64, name)));
    }

    [Fact]
    public void MustStayEnabled_Arm64_IsTheInterruptController()
    {
        Assert.Equal(["gic_v3v4"], Catalogue.Arm64.NamesOf(Catalogue.Arm64.MustStayEnabled));
        Assert.True(Catalogue.X86_64.MustStayEnabled.IsEmpty);
    }

    [Fact]
    public void NestedVirtualization_X86_64_IsBit6OfBank1() =>
        Assert.Equal(new FeatureBit(FeatureWord.Bank(1), 6), Catalogue.X86_64.NestedVirtualization);

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Requirements_OfARealCatalogue_BindKnownFeaturesAndNameTheirSource(Architecture architecture)
    {
        var catalogue = Catalogue.For(architecture);
        Assert.NotEmpty(catalogue.Requirements);
        Assert.All(catalogue.Requirements, requirement =>
        {
            Assert.True(catalogue.Known.Contains(requirement.Feature));
            Assert.True(catalogue.Known.Contains(requirement.Requires));
            Assert.NotEmpty(requirement.Source);
        });
        Assert.Equal(
            catalogue.Requirements.Length,
            catalogue.Requirements.Select(requirement => (requirement.Feature, requirement.Requires)).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Known_AllOfARealCatalogue_IsClosed(Architecture architecture) =>
        Assert.Empty(Closure.Of(Catalogue.For(architecture).Known, Catalogue.For(architecture)).Removed);

    [Fact]
    public void Constructor_RequirementsFormACircle_IsRefused()
    {
        FeatureBit[] bits = [Bit(0), Bit(1), Bit(2)];
        Assert.Throws<ArgumentException>(() => Of(
            bits,
            [Hard(bits[0], bits[1]), Hard(bits[1], bits[2]), Hard(bits[2], bits[0])]));
        Assert.Throws<ArgumentException>(() => Of(bits, [Hard(bits[0], bits[0])]));
    }

    [Fact]
    public void Constructor_SoftRequirementsFormACircle_IsAccepted() => Assert.Equal(2, Of(
        [Bit(0), Bit(1)],
        [Hard(Bit(0), Bit(1)), new Requirement(Bit(1), Bit(0), RequirementStrength.Soft)]).Requirements.Length);

    [Fact]
    public void Constructor_RequirementOfAPositionWithoutEntry_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Of([Bit(0)], [Hard(Bit(0), Bit(1))]));

    [Fact]
    public void Constructor_PositionOrNameGivenTwice_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Of([Bit(0), Bit(0)], []));
        Assert.Throws<ArgumentException>(() => new Catalogue(
            Architecture.X86_64,
            "test",
            [new FeatureDefinition(Bit(0), "same", FeatureKind.Capability), new FeatureDefinition(Bit(1), "same", FeatureKind.Capability)],
            [],
            []));
    }

    [Fact]
    public void ParseNames_WhatNamesOfPrints_GivesTheSetBack() => Law.Holds(pool =>
    {
        var names = pool.Catalogue.NamesOf(pool.Members[0]);
        Assert.Equal(pool.Members[0].Count, names.Distinct().Count());
        Assert.Empty(pool.Catalogue.ParseNames(names, out var set));
        Assert.Equal(pool.Members[0], set);
    });

    [Fact]
    public void ParseNames_SomeUnknown_ReportsEachAndKeepsTheRest()
    {
        var faults = Catalogue.X86_64.ParseNames(["avx2", "avx3", "bank1:61", "bank1:64", "AVX"], out var set);
        Assert.Equal(["avx2", "bank1:61"], Catalogue.X86_64.NamesOf(set).Order(StringComparer.Ordinal));
        Assert.Collection(
            faults,
            fault => Assert.StartsWith("'avx3' ", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("'bank1:64' ", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("'AVX' ", fault, StringComparison.Ordinal));
    }

    private static FeatureKind KindOf(Catalogue catalogue, string name)
    {
        Assert.True(catalogue.TryResolve(name, out var bit), name);
        return catalogue.KindOf(bit);
    }

    private static FeatureBit Bit(int number) => new(FeatureWord.Bank(0), number);

    private static Requirement Hard(FeatureBit feature, FeatureBit requires) => new(feature, requires, RequirementStrength.Hard);

    private static Catalogue Of(FeatureBit[] bits, Requirement[] requirements) => new(
        Architecture.X86_64,
        "test",
        bits.Select((bit, index) => new FeatureDefinition(bit, $"f{index}", FeatureKind.Capability)),
        requirements,
        []);

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Features_OfPublicMeaning_BelongToAFamilyThatHasSeveral(Architecture architecture)
    {
        var families = Catalogue.For(architecture).Features
            .Where(feature => feature.Kind != FeatureKind.Reserved)
            .ToLookup(feature => feature.Family);

        Assert.Empty(families[""]);
        Assert.All(families, family => Assert.True(family.Count() > 1, family.Key));
    }
}
