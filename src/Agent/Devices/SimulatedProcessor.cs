using System.Collections.Frozen;
using Levelset.Core.Features;
using Levelset.Core.Processors;

namespace Levelset.Agent.Devices;

/// <summary>The processor that a simulated hypervisor runs on: one that hides nothing.</summary>
/// <param name="Origin">Where it comes from, for people: "this machine's CPUID", "dump FILE", "profile NAME".</param>
/// <param name="Model">The processor for people; null for this machine's own.</param>
/// <param name="Vendor">Its vendor as the hypervisor names it.</param>
/// <param name="Supported">What it offers.</param>
/// <param name="Properties">Its scalar properties.</param>
/// <param name="Sources">Where single bits come from, for people.</param>
internal sealed record SimulatedProcessor(
    string Origin,
    string? Model,
    Vendor Vendor,
    FeatureSet Supported,
    CompatibilityProperties Properties,
    FrozenDictionary<FeatureBit, string> Sources)
{
    /// <summary>What a processor's own registers say.</summary>
    /// <exception cref="AgentException">The hypervisor has no code for its vendor.</exception>
    public static SimulatedProcessor From(ProcessorFeatures features, string origin, string? model) =>
        new(
            origin,
            model,
            VendorOf(features, origin),
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
            VendorOf(profile.Vendor, profile.Architecture, source),
            profile.Supported,
            profile.Properties,
            profile.Supported.Bits().ToFrozenDictionary(bit => bit, _ => source));
    }

    private static Vendor VendorOf(ProcessorFeatures features, string origin) =>
        VendorOf(features.Vendor, features.Architecture, origin);

    // The hypervisor names every arm64 implementer "Arm".
    private static Vendor VendorOf(string name, Architecture architecture, string origin)
    {
        if (architecture == Architecture.Arm64)
        {
            return Vendors.Arm;
        }

        return Vendors.TryParse(name, architecture, out var vendor)
            ? vendor
            : throw new AgentException($"{origin}: vendor '{name}' is none of {Vendors.List(architecture)}");
    }
}
