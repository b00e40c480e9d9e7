namespace Levelset.Mshv;

/// <summary>
/// Statuses of an older private list (ionescu007/hdk), which names single features. No current header repeats them: where one
/// gives another meaning, that one goes first.
/// </summary>
public readonly partial record struct HypervisorStatus
{
    private string? OlderName => Value switch
    {
        0x30 => "cache-line flush size differs",
        0x36 => "xsave area differs",
        0x37 => "incompatible processor",
        0x3B => "AVX or XSAVEOPT without XSAVE",
        0x3C => "CPUID validation",
        0x3D => "CPUID xsave validation",
        0x55 => "NX not detected",
        _ => OlderFeature is { } feature ? $"processor feature not supported: {feature}" : null,
    };

    private string? OlderFeature => Value switch
    {
        0x21 => "LAHF/SAHF",
        0x22 => "SSSE3",
        0x23 => "SSE4.1",
        0x24 => "SSE4.2",
        0x25 => "SSE4a",
        0x26 => "SSE5",
        0x27 => "POPCNT",
        0x28 => "CMPXCHG16B",
        0x29 => "alternate MOV CR8",
        0x2A => "LZCNT",
        0x2B => "misaligned SSE",
        0x2C => "MMX extensions",
        0x2D => "3DNow!",
        0x2E => "extended 3DNow!",
        0x2F => "1 GB pages",
        0x31 => "XSAVE",
        0x32 => "XSAVEOPT",
        0x33 => "legacy SSE in XSAVE",
        0x34 => "AVX",
        0x35 => "unknown xsave feature",
        0x39 => "AES",
        0x3A => "PCLMULQDQ",
        0x42 => "FMA4",
        0x43 => "F16C",
        0x44 => "RDRAND",
        0x45 => "RDFSBASE/WRFSBASE",
        0x46 => "SMEP",
        0x47 => "enhanced fast strings",
        0x48 => "MOVBE",
        0x49 => "BMI1",
        0x4A => "BMI2",
        0x4B => "HLE",
        0x4C => "RTM",
        0x4D => "FMA",
        0x4E => "AVX2",
        0x4F => "NPIEP1",
        0x52 => "RDSEED",
        0x53 => "ADX",
        0x54 => "SMAP",
        0x56 => "Intel prefetch control",
        _ => null,
    };
}
