using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>L(p): what the contributing members of a pool could offer together right now.</summary>
/// <param name="Capabilities">
/// The level: its features are closed under requirements and disjoint from what the policy excludes; its properties are what all
/// members can give.
/// </param>
/// <param name="Dropped">Every feature that some member offers and the level lacks, with its reason, in the order of listing.</param>
public sealed record Level(CpuCapabilities Capabilities, ImmutableArray<DroppedFeature> Dropped)
{
    /// <summary>L.</summary>
    public FeatureSet Features => Capabilities.Features;

    /// <summary>
    /// The level of these members, all of whom contribute; null when there are none, because the AND of nothing is all ones. Cost
    /// grows with distinct members, so those of one fingerprint are given once.
    /// </summary>
    public static Level? Of(IReadOnlyCollection<Member> members, PoolPolicy policy, Catalogue catalogue)
    {
        if (members.Count == 0)
        {
            return null;
        }

        var common = members.Select(member => member.Capabilities).Aggregate((a, b) => a.Intersect(b));
        var closure = Close(common.Features, policy, catalogue);
        return new Level(
            common with { Features = closure.Features },
            Explain(members, policy, common.Features, closure));
    }

    /// <summary>What is left of what all members offer.</summary>
    internal static Closure Close(FeatureSet common, PoolPolicy policy, Catalogue catalogue)
    {
        var allowed = policy.Excluded is { } excluded ? common.Except(excluded) : common;
        return Closure.Of(
            policy.ReservedBits == ReservedBits.Disable ? allowed.Intersect(catalogue.Known) : allowed,
            catalogue);
    }

    private static ImmutableArray<DroppedFeature> Explain(
        IReadOnlyCollection<Member> members,
        PoolPolicy policy,
        FeatureSet common,
        Closure closure)
    {
        var offered = members.Select(member => member.Capabilities.Features).Aggregate((a, b) => a.Union(b));
        var requires = closure.Removed.ToDictionary(requirement => requirement.Feature, requirement => requirement.Requires);
        return [.. offered.Except(closure.Features).Bits().Select(Reason)];

        DroppedFeature Reason(FeatureBit bit)
        {
            if (!common.Contains(bit))
            {
                var lacking = members.Where(member => !member.Capabilities.Features.Contains(bit)).Select(member => member.Source);
                return new DroppedFeature(bit, DropReason.NotOffered, [.. lacking.Order(StringComparer.Ordinal)]);
            }

            if (policy.Excluded is { } excluded && excluded.Contains(bit))
            {
                return new DroppedFeature(bit, DropReason.Excluded, []);
            }

            return requires.TryGetValue(bit, out var needed)
                ? new DroppedFeature(bit, DropReason.Requires, [], needed)
                : new DroppedFeature(bit, DropReason.Reserved, []);
        }
    }
}
