using System.Collections.Frozen;
using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>The processor of a simulated host. Its hypervisor offers everything that the processor has.</summary>
/// <param name="Origin">Where it comes from: "this machine's CPUID", "dump FILE", "profile NAME".</param>
/// <param name="Model">Its display name; null for this machine's own.</param>
/// <param name="Vendor">As its own registers name it; a hypervisor may have no code for it.</param>
/// <param name="Supported">The features that it offers.</param>
/// <param name="Properties">Its scalar properties.</param>
/// <param name="Sources">The sources of single bits, such as a bit of a CPUID register.</param>
public sealed record SimulatedProcessor(
    string Origin,
    string? Model,
    string Vendor,
    FeatureSet Supported,
    CompatibilityProperties Properties,
    FrozenDictionary<FeatureBit, string> Sources)
{
    /// <summary>The version of its microcode; null where none is simulated.</summary>
    public string? Microcode { get; init; }

    /// <summary>A processor from its own registers.</summary>
    public static SimulatedProcessor From(ProcessorFeatures features, string origin, string? model) =>
        new(
            origin,
            model,
            VendorOf(features.Vendor, features.Architecture),
            features.Supported,
            features.Properties,
            features.Findings.ToFrozenDictionary(finding => finding.Bit, finding => finding.Source));

    /// <summary>A named profile.</summary>
    public static SimulatedProcessor From(Profile profile)
    {
        var source = $"profile {profile.Name}";
        return new(
            source,
            profile.Model,
            VendorOf(profile.Vendor, profile.Architecture),
            profile.Supported,
            profile.Properties,
            profile.Supported.Bits().ToFrozenDictionary(bit => bit, _ => source));
    }

    /// <summary>The same processor without some features, as after a microcode update.</summary>
    public SimulatedProcessor Without(FeatureSet features) => this with { Supported = Supported.Except(features) };

    // The hypervisor names every arm64 implementer "Arm".
    private static string VendorOf(string name, Architecture architecture) =>
        architecture == Architecture.Arm64 ? Vendors.Arm.Name : name;
}
