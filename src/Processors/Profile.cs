using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>
/// The figures of a real server processor under a short name: what a hypervisor that hides nothing would offer on it. For
/// planning, examples and tests; never a substitute for a host's own report.
/// </summary>
/// <param name="Name">The short name, such as "ice-lake-sp".</param>
/// <param name="Architecture">The architecture.</param>
/// <param name="Vendor">The vendor.</param>
/// <param name="Microarchitecture">Display name of the microarchitecture.</param>
/// <param name="Model">The processor that was measured.</param>
/// <param name="Supported">The feature words; what could not be read on it is 0.</param>
/// <param name="Properties">The scalar properties.</param>
/// <param name="Source">Whom the figures are from.</param>
/// <param name="Note">What limits the figures; "" where nothing does but the MSRs that no public dump gives.</param>
public sealed record Profile(
    string Name,
    Architecture Architecture,
    string Vendor,
    string Microarchitecture,
    string Model,
    FeatureSet Supported,
    CompatibilityProperties Properties,
    string Source,
    string Note = "")
{
    /// <summary>Every profile: x86_64 first, each vendor's from old to new.</summary>
    public static ImmutableArray<Profile> All { get; } = ProfileReader.ReadAll();

    /// <summary>The profile of that name; null where there is none.</summary>
    public static Profile? Find(string name) =>
        All.FirstOrDefault(profile => string.Equals(profile.Name, name, StringComparison.Ordinal));
}
