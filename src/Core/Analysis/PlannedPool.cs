using System.Collections.Immutable;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>Classes of hosts that would share a pool.</summary>
public sealed record PlannedPool
{
    private PlannedPool(ImmutableArray<FleetClass> classes, FeatureSet level, CompatibilityProperties properties, long weight, long kept)
    {
        Classes = classes;
        Level = level;
        Properties = properties;
        Weight = weight;
        Kept = kept;
    }

    /// <summary>Who, in order of source.</summary>
    public ImmutableArray<FleetClass> Classes { get; }

    /// <summary>What they can offer together: closed under requirements.</summary>
    public FeatureSet Level { get; }

    /// <summary>What all of them can give.</summary>
    public CompatibilityProperties Properties { get; }

    /// <summary>By class, its weight times the features that it has and the pool does not give.</summary>
    public long Cost => Kept - (Weight * Level.Count);

    /// <summary>Of all its classes.</summary>
    public long Weight { get; }

    // By class, its weight times the features that it would have alone: what the cost is counted from.
    private long Kept { get; }

    /// <summary>A pool of one class, in which nobody loses anything.</summary>
    public static PlannedPool Of(FleetClass one)
    {
        var own = Closure.Of(one.Capabilities.Features, Catalogue.For(one.Capabilities.Features.Architecture)).Features;
        return new PlannedPool([one], own, one.Capabilities.Properties, one.Weight, one.Weight * own.Count);
    }

    /// <summary>Whether hosts of two pools may share one: both real or both simulated, one architecture, one vendor, one cache-line flush size where both report it.</summary>
    public bool CanJoin(PlannedPool other) =>
        Level.Architecture == other.Level.Architecture
        && Classes[0].Simulated == other.Classes[0].Simulated
        && Classes[0].Capabilities.Vendor == other.Classes[0].Capabilities.Vendor
        && (Properties.CacheLineFlushSize is not { } mine
            || other.Properties.CacheLineFlushSize is not { } theirs
            || mine == theirs);

    /// <summary>What both in one would cost.</summary>
    public long CostWith(PlannedPool other) => Kept + other.Kept - ((Weight + other.Weight) * LevelWith(other).Count);

    /// <summary>Both in one.</summary>
    public PlannedPool Join(PlannedPool other) =>
        new(
            [.. Classes.Concat(other.Classes).OrderBy(one => one.Source, StringComparer.Ordinal)],
            LevelWith(other),
            Properties.Intersect(other.Properties),
            Weight + other.Weight,
            Kept + other.Kept);

    private FeatureSet LevelWith(PlannedPool other) =>
        Closure.Of(Level.Intersect(other.Level), Catalogue.For(Level.Architecture)).Features;
}
