using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>
/// What a processor announces, in the words of the hypervisor: what a hypervisor that hides nothing would offer. What a
/// hypervisor really offers is only in its own report.
/// </summary>
/// <param name="Architecture">The architecture.</param>
/// <param name="Vendor">x86_64: the 12 characters of CPUID leaf 0; arm64: the implementer, such as "Arm"; "" when unknown.</param>
/// <param name="Brand">The brand string of CPUID; "" where there is none, as on arm64.</param>
/// <param name="Signature">x86_64: CPUID 1.EAX; arm64: MIDR_EL1; 0 when unknown.</param>
/// <param name="Supported">The feature words; what is not known is 0.</param>
/// <param name="Properties">What the processor says of the scalar properties.</param>
/// <param name="Findings">For every position of the catalogue save reserved ones, in the order of listing, where it came from.</param>
public sealed record ProcessorFeatures(
    Architecture Architecture,
    string Vendor,
    string Brand,
    uint Signature,
    FeatureSet Supported,
    CompatibilityProperties Properties,
    ImmutableArray<FeatureFinding> Findings)
{
    /// <summary>The positions that are 0 because nothing that was read tells.</summary>
    public IEnumerable<FeatureFinding> NotReported => Findings.Where(finding => finding.State == FindingState.NotReported);

    /// <summary>x86_64: family, model and stepping of the signature; all 0 on arm64.</summary>
    public (int Family, int Model, int Stepping) FamilyModelStepping =>
        Architecture == Architecture.X86_64 ? X86Signature.Decode(Signature) : default;

    /// <summary>What an x86_64 processor announces.</summary>
    public static ProcessorFeatures From(CpuidLeaves leaves) => new X86Mapping(leaves).Map(Catalogue.X86_64);

    /// <summary>What an arm64 processor announces.</summary>
    public static ProcessorFeatures From(IdRegisters registers) => new Arm64Mapping(registers).Map(Catalogue.Arm64);

    /// <summary>Where the bit at a position came from; null at a reserved position.</summary>
    public FeatureFinding? At(FeatureBit bit) => Findings.FirstOrDefault(finding => finding.Bit == bit);

    internal static FeatureSet SetOf(Architecture architecture, IEnumerable<FeatureFinding> findings) => FeatureSet.Of(
        architecture,
        findings.Where(finding => finding.State == FindingState.Present).Select(finding => finding.Bit));
}
