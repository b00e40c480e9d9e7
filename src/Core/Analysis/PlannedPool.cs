using System.Collections.Immutable;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>Hosts that would share a pool; in the beginning those of one fingerprint.</summary>
public sealed record PlannedPool
{
    private PlannedPool(ImmutableArray<Member> members, CpuCapabilities capabilities, bool simulated, long weight, long kept)
    {
        Members = members;
        Capabilities = capabilities;
        Simulated = simulated;
        Weight = weight;
        Kept = kept;
    }

    /// <summary>Its hosts, those of one fingerprint once, in order of source.</summary>
    public ImmutableArray<Member> Members { get; }

    /// <summary>What they can offer together: closed under requirements.</summary>
    public CpuCapabilities Capabilities { get; }

    /// <summary>Whether their hypervisor is simulated; such hosts never share a pool with real ones.</summary>
    public bool Simulated { get; }

    /// <summary>By member, its weight times the features that it has and the pool does not give.</summary>
    public long Cost => Kept - (Weight * Capabilities.Features.Count);

    /// <summary>How much a feature that all of them lose counts.</summary>
    public long Weight { get; }

    // By member, its weight times the features that it would have alone: what the cost is counted from.
    private long Kept { get; }

    /// <summary>A pool of one fingerprint, which loses nothing.</summary>
    /// <param name="member">Names the hosts, and what each of them offers.</param>
    /// <param name="weight">How much a feature that they lose counts: the hosts, and the partitions on them.</param>
    /// <param name="simulated">Whether their hypervisor is simulated.</param>
    public static PlannedPool Of(Member member, long weight, bool simulated = false)
    {
        var features = member.Capabilities.Features;
        var own = Closure.Of(features, Catalogue.For(features.Architecture)).Features;
        return new PlannedPool([member], member.Capabilities with { Features = own }, simulated, weight, weight * own.Count);
    }

    /// <summary>
    /// Whether hosts of two pools may share one: both real or both simulated, one architecture, one vendor, one cache-line flush
    /// size where both report it.
    /// </summary>
    public bool CanJoin(PlannedPool other) =>
        Capabilities.Features.Architecture == other.Capabilities.Features.Architecture
        && Simulated == other.Simulated
        && Capabilities.Vendor == other.Capabilities.Vendor
        && (Capabilities.Properties.CacheLineFlushSize is not { } mine
            || other.Capabilities.Properties.CacheLineFlushSize is not { } theirs
            || mine == theirs);

    /// <summary>What both in one would cost.</summary>
    public long CostWith(PlannedPool other) => Kept + other.Kept - ((Weight + other.Weight) * LevelWith(other).Count);

    /// <summary>Both in one.</summary>
    public PlannedPool Join(PlannedPool other) =>
        new(
            [.. Members.Concat(other.Members).OrderBy(member => member.Source, StringComparer.Ordinal)],
            Capabilities with
            {
                Features = LevelWith(other),
                Properties = Capabilities.Properties.Intersect(other.Capabilities.Properties),
            },
            Simulated,
            Weight + other.Weight,
            Kept + other.Kept);

    private FeatureSet LevelWith(PlannedPool other)
    {
        var common = Capabilities.Features.Intersect(other.Capabilities.Features);
        return Closure.Of(common, Catalogue.For(common.Architecture)).Features;
    }
}
