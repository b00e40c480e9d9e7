using System.Globalization;

namespace Levelset.Core.Catalogues;

/// <summary>A field of an arm64 ID register.</summary>
/// <param name="Register">The register's architectural name, such as "ID_AA64PFR0_EL1".</param>
/// <param name="Field">The field's name.</param>
/// <param name="Shift">The number of the field's lowest bit.</param>
/// <param name="Width">The field's width in bits.</param>
/// <param name="Comparison">How to compare.</param>
/// <param name="Value">What to compare with; fields are read as unsigned.</param>
/// <param name="Absent">A value that means "not there" although it is the greatest, mostly 15; null where there is none.</param>
/// <param name="VisibleAtEl0">Whether Linux shows the field as it is to a read from user space.</param>
public sealed record IdRegisterSource(
    string Register,
    string Field,
    int Shift,
    int Width,
    IdComparison Comparison,
    uint Value,
    uint? Absent = null,
    bool VisibleAtEl0 = false) : FeatureSource
{
    /// <summary>Whether the register's value announces the feature.</summary>
    public bool IsAnnouncedBy(ulong register)
    {
        var field = (register >> Shift) & ((1UL << Width) - 1);
        return field != Absent && (Comparison == IdComparison.Equal ? field == Value : field >= Value);
    }

    /// <summary>"ID_AA64ISAR0_EL1.AES >= 2".</summary>
    public override string ToString()
    {
        var sign = Comparison == IdComparison.Equal ? "==" : ">=";
        var except = Absent is { } absent && Comparison == IdComparison.AtLeast
            ? string.Create(CultureInfo.InvariantCulture, $" and != {absent}")
            : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"{Register}.{Field} {sign} {Value}{except}");
    }
}
