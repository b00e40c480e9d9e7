using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>A feature that some member offers and the baseline lacks.</summary>
/// <param name="Feature">The position.</param>
/// <param name="Reason">Why it is not in the baseline.</param>
/// <param name="LackedBy">The contributions that do not offer it; empty unless the reason is <see cref="DropReason.NotOffered"/>.</param>
/// <param name="Requires">What it requires; null unless the reason is <see cref="DropReason.Requires"/>.</param>
public sealed record DroppedFeature(
    FeatureBit Feature,
    DropReason Reason,
    ImmutableArray<string> LackedBy,
    FeatureBit? Requires = null);
