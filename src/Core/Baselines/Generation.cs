using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>What one generation of a baseline says of new partitions.</summary>
/// <param name="Vendor">Of the contributing members.</param>
/// <param name="Features">B.</param>
/// <param name="Properties">What every contributing member can give.</param>
public sealed record Generation(string Vendor, FeatureSet Features, CompatibilityProperties Properties);
