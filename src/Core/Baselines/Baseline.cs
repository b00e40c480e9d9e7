using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>B(p,g): the feature set that a pool gives its new partitions. Always a subset of the level.</summary>
/// <param name="Features">The baseline.</param>
/// <param name="Dropped">Every feature that some member offers and the baseline lacks, with its reason.</param>
public sealed record Baseline(FeatureSet Features, ImmutableArray<DroppedFeature> Dropped)
{
    /// <summary>The first baseline, one raised by hand, or one that follows the level by policy: B = L.</summary>
    public static Baseline AtLevel(Level level) => new(level.Features, level.Dropped);

    /// <summary>The next baseline of a pool that goes down at once and up only when told: B = closure(B(before) &amp; L).</summary>
    public static Baseline Following(FeatureSet before, Level level, Catalogue catalogue)
    {
        var closure = Closure.Of(before.Intersect(level.Features), catalogue);
        var requires = closure.Removed.ToDictionary(requirement => requirement.Feature, requirement => requirement.Requires);
        var held = level.Features.Except(closure.Features).Bits().Select(bit => requires.TryGetValue(bit, out var needed)
            ? new DroppedFeature(bit, DropReason.Requires, [], needed)
            : new DroppedFeature(bit, DropReason.NotRaised, []));
        return new Baseline(closure.Features, [.. level.Dropped.Concat(held).OrderBy(dropped => dropped.Feature)]);
    }
}
