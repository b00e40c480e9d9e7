using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>B(p,g): what a pool gives its new partitions. Its features are always a subset of the level's.</summary>
/// <param name="Capabilities">The baseline.</param>
/// <param name="Dropped">Every feature that some member offers and the baseline lacks, with its reason.</param>
public sealed record Baseline(CpuCapabilities Capabilities, ImmutableArray<DroppedFeature> Dropped)
{
    /// <summary>B.</summary>
    public FeatureSet Features => Capabilities.Features;

    /// <summary>The first baseline, one raised by hand, or one that follows the level by policy: B = L.</summary>
    public static Baseline AtLevel(Level level) => new(level.Capabilities, level.Dropped);

    /// <summary>
    /// The next baseline of a pool that is lowered at once and raised only by an operator: B = closure(B(before) &amp; L).
    /// </summary>
    public static Baseline Following(CpuCapabilities before, Level level, Catalogue catalogue)
    {
        var closure = Closure.Of(before.Features.Intersect(level.Features), catalogue);
        var requires = closure.Removed.ToDictionary(requirement => requirement.Feature, requirement => requirement.Requires);
        var held = level.Features.Except(closure.Features).Bits().Select(bit => requires.TryGetValue(bit, out var needed)
            ? new DroppedFeature(bit, DropReason.Requires, [], needed)
            : new DroppedFeature(bit, DropReason.NotRaised, []));
        return new Baseline(
            level.Capabilities with
            {
                Features = closure.Features,
                Properties = Following(before.Properties, level.Capabilities.Properties),
            },
            [.. level.Dropped.Concat(held).OrderBy(dropped => dropped.Feature)]);
    }

    // A flush size must be equal and so does not go down: it is that of the contributors, not of one that has left them.
    private static CompatibilityProperties Following(CompatibilityProperties before, CompatibilityProperties together) =>
        before.Intersect(together) with { CacheLineFlushSize = together.CacheLineFlushSize ?? before.CacheLineFlushSize };
}
