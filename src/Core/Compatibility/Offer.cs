using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>What a host gives or a partition has: all that decides whether one fits the other.</summary>
/// <param name="Vendor">Maker of the processor.</param>
/// <param name="Features">Feature words; enable polarity.</param>
/// <param name="Properties">Scalar properties.</param>
public sealed record Offer(string Vendor, FeatureSet Features, CompatibilityProperties Properties);
