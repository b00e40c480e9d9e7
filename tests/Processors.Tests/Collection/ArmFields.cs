using System.Text.Json;

namespace Levelset.Processors.Tests.Collection;

/// <summary>
/// Fields of ID registers by counting: names from bit 0 upwards, four bits each, as the Arm ARM draws them. Written apart from
/// the shifts of the catalogue.
/// </summary>
internal static class ArmFields
{
    private static readonly Dictionary<string, string> Layouts = new()
    {
        ["ID_AA64PFR0_EL1"] = "EL0 EL1 EL2 EL3 FP AdvSIMD GIC RAS SVE SEL2 MPAM AMU DIT RME CSV2 CSV3",
        ["ID_AA64PFR1_EL1"] = "BT SSBS MTE RAS_frac MPAM_frac - SME RNDR_trap CSV2_frac NMI MTE_frac GCS THE MTEX DF2 PFAR",
        ["ID_AA64ISAR0_EL1"] = "- AES SHA1 SHA2 CRC32 Atomic TME RDM SHA3 SM3 SM4 DP FHM TS TLB RNDR",
        ["ID_AA64ISAR1_EL1"] = "DPB APA API JSCVT FCMA LRCPC GPA GPI FRINTTS SB SPECRES BF16 DGH I8MM XS LS64",
        ["ID_AA64ISAR2_EL1"] = "WFxT RPRES GPA3 APA3 MOPS BC PAC_frac CLRBHB - - - - RPRFM CSSC LUT ATS1A",
        ["ID_AA64MMFR0_EL1"] = "PARange ASIDBits BigEnd SNSMem BigEndEL0 TGran16 TGran64 TGran4 TGran16_2 TGran64_2 TGran4_2 ExS - - FGT ECV",
        ["ID_AA64MMFR1_EL1"] = "HAFDBS VMIDBits VH HPDS LO PAN SpecSEI XNX TWED ETS HCX AFP nTLBPA TIDCP1 CMOW ECBHB",
        ["ID_AA64MMFR2_EL1"] = "CnP UAO LSM IESB VARange CCIDX NV ST AT IDS FWB - TTL BBM EVT E0PD",
        ["ID_AA64MMFR3_EL1"] = "TCRX SCTLRX S1PIE S2PIE S1POE S2POE AIE MEC D128 D128_2 SNERR ANERR - SDERR ADERR Spec_FPACC",
        ["ID_AA64DFR0_EL1"] = "DebugVer TraceVer PMUVer BRPs PMSS WRPs SEBEP CTX_CMPs PMSVer DoubleLock TraceFilt TraceBuffer MTPMU BRBE ExtTrcBuff HPMN0",
        ["ID_AA64ZFR0_EL1"] = "SVEver AES - EltPerm BitPerm BF16 B16B16 - SHA3 - SM4 I8MM - F32MM F64MM -",
    };

    /// <summary>Whether a dump's registers announce a collected fact; false where the register is not given.</summary>
    public static bool Announce(RawDump dump, JsonElement fact)
    {
        if (fact.GetProperty("id_register").GetString() is not { } register
            || !dump.Root.GetProperty("id_registers").TryGetProperty(register, out var hex))
        {
            return false;
        }

        var field = Field(register, fact.GetProperty("id_field").GetString()!, RawDump.Number(hex.GetString()!));
        var rule = fact.GetProperty("id_value").GetString()!.Split(' ');
        var value = ulong.Parse(rule[1], System.Globalization.CultureInfo.InvariantCulture);
        var implementationDefined = field == 15 && fact.GetProperty("id_field").GetString() == "PMUVer";
        return !implementationDefined && rule[0] switch
        {
            "==" => field == value,
            "!=" => field != value,
            ">=" => field >= value,
            _ => throw new InvalidOperationException(rule[0]),
        };
    }

    private static ulong Field(string register, string name, ulong value) => (register, name) switch
    {
        ("CTR_EL0", "L1Ip") => value >> 14 & 3,
        ("CTR_EL0", "IDC") => value >> 28 & 1,
        ("CTR_EL0", "DIC") => value >> 29 & 1,
        ("DCZID_EL0", "DZP") => value >> 4 & 1,
        ("ID_AA64SMFR0_EL1", "F32F32") => value >> 32 & 1,
        ("ID_AA64SMFR0_EL1", "B16F32") => value >> 34 & 1,
        ("ID_AA64SMFR0_EL1", "F16F32") => value >> 35 & 1,
        ("ID_AA64SMFR0_EL1", "I8I32") => value >> 36 & 15,
        ("ID_AA64SMFR0_EL1", "F64F64") => value >> 48 & 1,
        ("ID_AA64SMFR0_EL1", "I16I64") => value >> 52 & 15,
        _ => value / (ulong)Math.Pow(16, Place(register, name)) % 16,
    };

    private static int Place(string register, string name)
    {
        var fields = Layouts[register].Split(' ');
        Assert.Equal(16, fields.Length);
        var place = Array.IndexOf(fields, name);
        Assert.True(place >= 0, $"{register}.{name}");
        return place;
    }
}
