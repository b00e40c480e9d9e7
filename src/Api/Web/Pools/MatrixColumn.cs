using Levelset.Core.Features;

namespace Levelset.Api.Web.Pools;

/// <summary>Members of one fingerprint in one membership state.</summary>
/// <param name="Fingerprint">What they offer.</param>
/// <param name="Features">What they offer.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Hosts">Resource names of the first.</param>
/// <param name="Model">The processor's name, as the first of them reports it; may be empty.</param>
/// <param name="State">"ready", "quarantined" or "rejected".</param>
public sealed record MatrixColumn(
    string Fingerprint,
    FeatureSet Features,
    int Count,
    IReadOnlyList<string> Hosts,
    string Model,
    string State);
