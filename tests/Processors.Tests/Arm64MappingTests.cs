namespace Levelset.Processors.Tests;

public sealed class Arm64MappingTests
{
    [Theory]
    [InlineData("ID_AA64PFR0_EL1", 0xF, 16, "")]
    [InlineData("ID_AA64PFR0_EL1", 0x0, 16, "fp")]
    [InlineData("ID_AA64PFR0_EL1", 0x1, 16, "fp fp_hp")]
    [InlineData("ID_AA64PFR0_EL1", 0x1, 20, "adv_simd adv_simd_hp")]
    [InlineData("ID_AA64PFR0_EL1", 0x2, 0, "el0_aarch32")]
    [InlineData("ID_AA64PFR0_EL1", 0x1, 0, "")]
    [InlineData("ID_AA64PFR0_EL1", 0x1, 24, "gic_v3v4")]
    [InlineData("ID_AA64PFR0_EL1", 0x3, 24, "gic_v3v4 gic_v4p1")]
    [InlineData("ID_AA64PFR0_EL1", 0x2, 28, "ras ras_v1p1")]
    [InlineData("ID_AA64PFR0_EL1", 0x1, 32, "sve")]
    [InlineData("ID_AA64PFR0_EL1", 0x3, 56, "csv2")]
    [InlineData("ID_AA64PFR0_EL1", 0x1, 60, "csv3")]
    [InlineData("ID_AA64DFR0_EL1", 0xF, 8, "")]
    [InlineData("ID_AA64DFR0_EL1", 0x1, 8, "pmu_v3")]
    [InlineData("ID_AA64DFR0_EL1", 0x8, 8, "pmu_v3 pmu_v3_arm_v81 pmu_v3_arm_v84 pmu_v3_arm_v85 pmu_v3_arm_v87")]
    [InlineData("ID_AA64DFR0_EL1", 0x0, 36, "double_lock")]
    [InlineData("ID_AA64DFR0_EL1", 0xF, 36, "")]
    [InlineData("ID_AA64DFR0_EL1", 0x1, 48, "mtpmu")]
    [InlineData("ID_AA64DFR0_EL1", 0xF, 48, "")]
    [InlineData("ID_AA64DFR0_EL1", 0x9, 0, "debug_v8p4")]
    [InlineData("ID_AA64DFR0_EL1", 0x8, 0, "")]
    [InlineData("ID_AA64MMFR0_EL1", 0x0, 24, "t_gran64")]
    [InlineData("ID_AA64MMFR0_EL1", 0xF, 24, "")]
    [InlineData("ID_AA64MMFR0_EL1", 0x1, 20, "t_gran16")]
    [InlineData("ID_AA64MMFR0_EL1", 0x2, 20, "t_gran16")]
    [InlineData("ID_AA64MMFR0_EL1", 0x2, 4, "asid16")]
    [InlineData("ID_AA64MMFR0_EL1", 0x1, 56, "fgt_for_intercepts")]
    [InlineData("ID_AA64MMFR0_EL1", 0x2, 60, "ecv ecv_poff")]
    [InlineData("ID_AA64MMFR1_EL1", 0x2, 0, "haf hdbs")]
    [InlineData("ID_AA64MMFR1_EL1", 0x1, 24, "spec_sei")]
    [InlineData("ID_AA64MMFR2_EL1", 0x1, 20, "ccidx")]
    [InlineData("ID_AA64MMFR2_EL1", 0x1, 60, "e0_pd")]
    [InlineData("ID_AA64ISAR0_EL1", 0x1, 20, "")]
    [InlineData("ID_AA64ISAR0_EL1", 0x2, 20, "atomic")]
    [InlineData("ID_AA64ISAR1_EL1", 0x3, 4, "apa_ep2")]
    [InlineData("ID_AA64ISAR1_EL1", 0x5, 4, "apa_ep2_fpc")]
    [InlineData("ID_AA64ISAR2_EL1", 0x1, 12, "apa3_base")]
    [InlineData("ID_AA64ISAR2_EL1", 0x1, 28, "clrbhb")]
    [InlineData("ID_AA64SMFR0_EL1", 0xF, 36, "sme_i8_i32")]
    [InlineData("ID_AA64SMFR0_EL1", 0x1, 36, "")]
    [InlineData("ID_AA64SMFR0_EL1", 0x1, 48, "sme_f64_f64")]
    [InlineData("CTR_EL0", 0x3, 14, "l1ip_pipt")]
    [InlineData("CTR_EL0", 0x2, 14, "")]
    [InlineData("CTR_EL0", 0x0, 14, "l1ip_vpipt")]
    [InlineData("CTR_EL0", 0x1, 28, "idc")]
    [InlineData("CTR_EL0", 0x1, 29, "dic")]
    [InlineData("DCZID_EL0", 0x0, 4, "dz_permitted")]
    [InlineData("DCZID_EL0", 0x1, 4, "")]
    public void From_FieldValue_AnnouncesTheseFeatures(string register, ulong value, int shift, string expected)
    {
        var field = Catalogue.Arm64.Features.Where(feature => feature.Sources
            .OfType<IdRegisterSource>()
            .Any(source => source.Register == register && source.Shift == shift)).Select(feature => feature.Bit);
        var features = ProcessorFeatures.From(new IdRegisters([new(register, value << shift)]));
        var announced = features.Supported.Intersect(FeatureSet.Of(Architecture.Arm64, field));
        Assert.Equal(expected, string.Join(' ', Catalogue.Arm64.NamesOf(announced)));
    }

    [Fact]
    public void From_RegisterNotRead_IsNotReported()
    {
        var features = ProcessorFeatures.From(new IdRegisters([]));
        Assert.True(features.Supported.IsEmpty);
        Assert.All(features.Findings, finding => Assert.Equal(FindingState.NotReported, finding.State));
        Assert.Equal("not reported: CTR_EL0 not read", features.Find("idc").Source);
        Assert.Equal(CompatibilityProperties.None, features.Properties);
        Assert.Equal("", features.Vendor);
    }

    [Fact]
    public void From_ReadFromUserSpace_DoesNotBelieveHiddenFields()
    {
        KeyValuePair<string, ulong>[] zeros =
            [.. IdRegisters.Wanted.Where(name => name != "MIDR_EL1").Select(name => KeyValuePair.Create(name, 0UL))];
        string[] zeroMeansPresent = ["t_gran64", "fp", "adv_simd", "dz_permitted", "l1ip_vpipt", "double_lock"];

        var kernel = ProcessorFeatures.From(new IdRegisters(zeros));
        Assert.Equal(zeroMeansPresent, Catalogue.Arm64.NamesOf(kernel.Supported));

        var user = ProcessorFeatures.From(new IdRegisters(zeros, IdRegisterView.UserSpace));
        Assert.Equal(zeroMeansPresent[1..5], Catalogue.Arm64.NamesOf(user.Supported));
        Assert.Equal("not reported: ID_AA64MMFR0_EL1.TGran64 hidden from user space", user.Find("t_gran64").Source);
        Assert.Null(user.Properties.PhysicalAddressWidth);
    }

    [Theory]
    [InlineData(0x410FD0C0, "Arm")]
    [InlineData(0xC00FAC30, "Ampere")]
    [InlineData(0x430F0A10, "Cavium")]
    [InlineData(0x480FD010, "HiSilicon")]
    [InlineData(0x503F0002, "APM")]
    [InlineData(0x510F8000, "Qualcomm")]
    [InlineData(0x770F0000, "implementer 0x77")]
    public void From_Midr_NamesTheImplementer(ulong midr, string vendor)
    {
        var features = ProcessorFeatures.From(new IdRegisters([new("MIDR_EL1", midr)]));
        Assert.Equal(vendor, features.Vendor);
        Assert.Equal(midr, features.Signature);
    }

    [Fact]
    public void From_AddressRangeAndCacheLine_AreRead()
    {
        var properties = ProcessorFeatures.From(
            new IdRegisters([new("ID_AA64MMFR0_EL1", 5), new("CTR_EL0", 0x8444C004)])).Properties;
        Assert.Equal(48u, properties.PhysicalAddressWidth);
        Assert.Equal(64u, properties.CacheLineFlushSize);
    }

    [Fact]
    public void From_ReservedAddressRange_IsUnknown() =>
        Assert.Null(ProcessorFeatures.From(new IdRegisters([new("ID_AA64MMFR0_EL1", 9)])).Properties.PhysicalAddressWidth);
}
