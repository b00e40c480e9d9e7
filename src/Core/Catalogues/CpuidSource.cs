using System.Globalization;

namespace Levelset.Core.Catalogues;

/// <summary>A bit of a CPUID leaf: 1 announces the feature.</summary>
/// <param name="Leaf">EAX on entry.</param>
/// <param name="Subleaf">ECX on entry; 0 where the leaf has none.</param>
/// <param name="Register">The register that holds the bit.</param>
/// <param name="Bit">The bit number, 0 to 31.</param>
/// <param name="And">A bit that must be set too, such as a vector width; null where one bit says it all.</param>
public sealed record CpuidSource(uint Leaf, uint Subleaf, CpuidRegister Register, int Bit, CpuidSource? And = null)
    : FeatureSource
{
    /// <summary>"CPUID 7.0.EBX[5]"; leaves above 9 in hexadecimal.</summary>
    public override string ToString()
    {
        var leaf = Leaf < 10 ? Leaf.ToString(CultureInfo.InvariantCulture) : "0x" + Leaf.ToString("X", CultureInfo.InvariantCulture);
        var own = string.Create(
            CultureInfo.InvariantCulture,
            $"CPUID {leaf}.{Subleaf}.{Register.ToString().ToUpperInvariant()}[{Bit}]");
        return And is null ? own : $"{own} and {And}";
    }
}
