using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>L(p): what the contributing members of a pool could offer together right now.</summary>
/// <param name="Features">The level; closed under requirements, disjoint from what the policy excludes.</param>
/// <param name="Dropped">Every feature that some member offers and the level lacks, with its reason, in the order of listing.</param>
public sealed record Level(FeatureSet Features, ImmutableArray<DroppedFeature> Dropped)
{
    /// <summary>The level of these members; null when there are none, for the AND of nothing is all ones.</summary>
    public static Level? Of(IReadOnlyCollection<Contribution> members, LevelPolicy policy, Catalogue catalogue)
    {
        if (members.Count == 0)
        {
            return null;
        }

        var common = members.Select(member => member.Supported).Aggregate((a, b) => a.Intersect(b));
        var allowed = common.Except(policy.Excluded);
        if (policy.ReservedBits == ReservedBits.Disable)
        {
            allowed = allowed.Intersect(catalogue.Known);
        }

        var closure = Closure.Of(allowed, catalogue);
        return new Level(closure.Features, Explain(members, policy, common, closure));
    }

    private static ImmutableArray<DroppedFeature> Explain(
        IReadOnlyCollection<Contribution> members,
        LevelPolicy policy,
        FeatureSet common,
        Closure closure)
    {
        var offered = members.Select(member => member.Supported).Aggregate((a, b) => a.Union(b));
        var requires = closure.Removed.ToDictionary(requirement => requirement.Feature, requirement => requirement.Requires);
        return [.. offered.Except(closure.Features).Bits().Select(Reason)];

        DroppedFeature Reason(FeatureBit bit)
        {
            if (!common.Contains(bit))
            {
                var lacking = members.Where(member => !member.Supported.Contains(bit)).Select(member => member.Source);
                return new DroppedFeature(bit, DropReason.NotOffered, [.. lacking.Order(StringComparer.Ordinal)]);
            }

            if (policy.Excluded.Contains(bit))
            {
                return new DroppedFeature(bit, DropReason.Excluded, []);
            }

            return requires.TryGetValue(bit, out var needed)
                ? new DroppedFeature(bit, DropReason.Requires, [], needed)
                : new DroppedFeature(bit, DropReason.Reserved, []);
        }
    }
}
