using System.Globalization;

namespace Levelset.Core.Catalogues;

/// <summary>A bit of a model-specific register, which only the kernel can read.</summary>
/// <param name="Index">The register's number.</param>
/// <param name="Bit">The bit number, 0 to 63.</param>
/// <param name="Inverted">Whether 0 announces the feature.</param>
/// <param name="AnnouncedBy">Says that the register exists; where it is 0 the feature is absent, inverted or not.</param>
public sealed record MsrSource(uint Index, int Bit, bool Inverted = false, CpuidSource? AnnouncedBy = null) : FeatureSource
{
    /// <summary>"MSR 0x10A".</summary>
    public string Register => string.Create(CultureInfo.InvariantCulture, $"MSR 0x{Index:X}");

    /// <summary>"MSR 0x10A[0]", "not MSR 0x10A[2]".</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Inverted ? "not " : string.Empty)}{Register}[{Bit}]");
}
