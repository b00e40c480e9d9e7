using System.Globalization;

namespace Levelset.Processors;

/// <summary>MIDR_EL1 bits 31:24. Source: Arm ARM, MIDR_EL1; Linux arch/arm64/include/asm/cputype.h.</summary>
internal static class Arm64Implementers
{
    public static string NameOf(byte code) => code switch
    {
        0x41 => "Arm",
        0x42 => "Broadcom",
        0x43 => "Cavium",
        0x46 => "Fujitsu",
        0x48 => "HiSilicon",
        0x4E => "NVIDIA",
        0x50 => "APM",
        0x51 => "Qualcomm",
        0x61 => "Apple",
        0x6D => "Microsoft",
        0x70 => "Phytium",
        0xC0 => "Ampere",
        _ => string.Create(CultureInfo.InvariantCulture, $"implementer 0x{code:X2}"),
    };
}
