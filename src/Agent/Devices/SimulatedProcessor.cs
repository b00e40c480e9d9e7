using System.Collections.Frozen;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Processors;

namespace Levelset.Agent.Devices;

/// <summary>The processor that a simulated hypervisor runs on: one that hides nothing.</summary>
/// <param name="Origin">Where it comes from, for people: "this machine's CPUID", "dump FILE", "profile NAME".</param>
/// <param name="Model">The processor for people; null for this machine's own.</param>
/// <param name="Vendor">Its maker as its own registers name it; a hypervisor may have no code for it.</param>
/// <param name="Supported">What it offers.</param>
/// <param name="Properties">Its scalar properties.</param>
/// <param name="Sources">Where single bits come from, for people.</param>
internal sealed record SimulatedProcessor(
    string Origin,
    string? Model,
    string Vendor,
    FeatureSet Supported,
    CompatibilityProperties Properties,
    FrozenDictionary<FeatureBit, string> Sources)
{
    /// <summary>The version of its microcode; null where none is made up.</summary>
    public string? Microcode { get; init; }

    /// <summary>What a processor's own registers say.</summary>
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

    /// <summary>The same processor without some features, as after an update of its microcode.</summary>
    /// <param name="names">Catalogue names or word:bit.</param>
    /// <exception cref="AgentException">A name is none.</exception>
    public SimulatedProcessor Without(IReadOnlyList<string> names)
    {
        var faults = Catalogue.For(Supported.Architecture).ParseNames(names, out var lacking);
        return faults.Count == 0
            ? this with { Supported = Supported.Except(lacking) }
            : throw new AgentException([.. faults.Select(fault => $"--without: {fault}")]);
    }

    // The hypervisor names every arm64 implementer "Arm".
    private static string VendorOf(string name, Architecture architecture) =>
        architecture == Architecture.Arm64 ? Vendors.Arm.Name : name;
}
