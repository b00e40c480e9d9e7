using System.Collections.Immutable;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>Why a pool's baseline is what it is, and what would change it.</summary>
/// <param name="Missing">Every feature that some contributor offers and the baseline lacks, with its reason.</param>
/// <param name="PendingRaise">What a raise would give now: the rest of L.</param>
/// <param name="Properties">What the contributors can give together, and a raise would give.</param>
/// <param name="Removals">What the pool would gain without the members of one source, most first; only where it would gain.</param>
/// <param name="Advisories">In the order of kinds, then of bits and properties.</param>
public sealed record PoolExplanation(
    ImmutableArray<DroppedFeature> Missing,
    FeatureSet PendingRaise,
    CompatibilityProperties Properties,
    ImmutableArray<RemovalGain> Removals,
    ImmutableArray<PoolAdvisory> Advisories)
{
    /// <summary>Explains a pool.</summary>
    /// <param name="policy">The pool's.</param>
    /// <param name="contributors">Its ready members, those of one fingerprint once; at least one.</param>
    /// <param name="baseline">B, the generation in force.</param>
    public static PoolExplanation Of(PoolPolicy policy, IReadOnlyList<Member> contributors, FeatureSet baseline)
    {
        var catalogue = Catalogue.For(baseline.Architecture);
        var level = LevelOf(policy, contributors, catalogue)!;
        var missing = Baseline.Following(baseline, level, catalogue).Dropped;
        return new PoolExplanation(
            missing,
            level.Features.Except(baseline),
            contributors.Select(member => member.Capabilities.Properties).Aggregate((a, b) => a.Intersect(b)),
            Gains(policy, contributors, level.Features, catalogue),
            PoolAdvisories.Of(contributors, baseline, missing, catalogue));
    }

    private static Level? LevelOf(PoolPolicy policy, IEnumerable<Member> members, Catalogue catalogue) =>
        Level.Of(
            [.. members.Select(member => new Contribution(member.Source, member.Capabilities.Features))],
            policy.ForLevel(catalogue.Architecture),
            catalogue);

    private static ImmutableArray<RemovalGain> Gains(
        PoolPolicy policy,
        IReadOnlyList<Member> contributors,
        FeatureSet level,
        Catalogue catalogue)
    {
        if (contributors.Count < 2)
        {
            return [];
        }

        // With the sums from both ends, what is left without one member costs the same for each, however many there are.
        var before = Sums(contributors);
        var after = Sums([.. contributors.Reverse()]);
        var together = Both(before[^1], contributors[^1]);
        var gains = new List<RemovalGain>();
        for (var i = 0; i < contributors.Count; i++)
        {
            var (features, properties) = Both(before[i], after[contributors.Count - 1 - i]);
            var others = Level.Of([new Contribution("", features!)], policy.ForLevel(catalogue.Architecture), catalogue)!.Features;
            var gained = others.Except(level);
            if (!gained.IsEmpty || properties != together.Properties)
            {
                gains.Add(new RemovalGain(contributors[i].Source, others, gained, properties!));
            }
        }

        return
        [
            .. gains.OrderByDescending(gain => gain.Gained.Count).ThenBy(gain => gain.Source, StringComparer.Ordinal),
        ];
    }

    // What all before each member have in common; null before the first, for the AND of nothing is all ones.
    private static (FeatureSet? Features, CompatibilityProperties? Properties)[] Sums(IReadOnlyList<Member> members)
    {
        var sums = new (FeatureSet?, CompatibilityProperties?)[members.Count];
        for (var i = 1; i < members.Count; i++)
        {
            sums[i] = Both(sums[i - 1], members[i - 1]);
        }

        return sums;
    }

    private static (FeatureSet? Features, CompatibilityProperties? Properties) Both(
        (FeatureSet? Features, CompatibilityProperties? Properties) sum,
        Member member) =>
        Both(sum, (member.Capabilities.Features, member.Capabilities.Properties));

    private static (FeatureSet? Features, CompatibilityProperties? Properties) Both(
        (FeatureSet? Features, CompatibilityProperties? Properties) one,
        (FeatureSet? Features, CompatibilityProperties? Properties) other) =>
        (one.Features is null ? other.Features : other.Features is null ? one.Features : one.Features.Intersect(other.Features),
         one.Properties is null ? other.Properties : other.Properties is null ? one.Properties : one.Properties.Intersect(other.Properties));
}
