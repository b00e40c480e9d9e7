using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>The part of a pool's policy that takes part in the arithmetic.</summary>
/// <param name="ReservedBits">What to do with bits that the catalogue does not know.</param>
/// <param name="Excluded">Features that the pool never gives.</param>
public sealed record LevelPolicy(ReservedBits ReservedBits, FeatureSet Excluded);
