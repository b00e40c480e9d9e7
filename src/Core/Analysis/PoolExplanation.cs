using System.Collections.Immutable;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>Why a pool's baseline is what it is, and what would change it.</summary>
/// <param name="Missing">Every feature that some contributor offers and the baseline lacks, with its reason.</param>
/// <param name="Level">L, with what the contributors can give together: what a raise would give.</param>
/// <param name="PendingRaise">The features that a raise would add now: the rest of L.</param>
/// <param name="Removals">What the pool would gain without the members of one source, most first; only where it would gain.</param>
/// <param name="Advisories">In the order of kinds, then of bits and properties.</param>
public sealed record PoolExplanation(
    ImmutableArray<DroppedFeature> Missing,
    CpuCapabilities Level,
    FeatureSet PendingRaise,
    ImmutableArray<RemovalGain> Removals,
    ImmutableArray<PoolAdvisory> Advisories)
{
    /// <summary>Explains a pool.</summary>
    /// <param name="policy">The pool's.</param>
    /// <param name="contributors">Its ready members, those of one fingerprint once; at least one.</param>
    /// <param name="baseline">The baseline in force.</param>
    public static PoolExplanation Of(PoolPolicy policy, IReadOnlyList<Member> contributors, CpuCapabilities baseline)
    {
        var catalogue = Catalogue.For(baseline.Features.Architecture);
        var level = Baselines.Level.Of(contributors, policy, catalogue)!;
        var missing = Baseline.Following(baseline, level, catalogue).Dropped;
        return new PoolExplanation(
            missing,
            level.Capabilities,
            level.Features.Except(baseline.Features),
            Gains(policy, contributors, level.Capabilities, catalogue),
            PoolAdvisories.Of(contributors, baseline.Features, missing, catalogue));
    }

    private static ImmutableArray<RemovalGain> Gains(
        PoolPolicy policy,
        IReadOnlyList<Member> contributors,
        CpuCapabilities level,
        Catalogue catalogue)
    {
        if (contributors.Count < 2)
        {
            return [];
        }

        // With the sums from both ends, what is left without one member costs the same for each, however many there are.
        var before = Sums(contributors);
        var after = Sums([.. contributors.Reverse()]);
        var gains = new List<RemovalGain>();
        for (var i = 0; i < contributors.Count; i++)
        {
            var common = Both(before[i], after[contributors.Count - 1 - i])!;
            var others = common with { Features = Baselines.Level.Close(common.Features, policy, catalogue).Features };
            var gained = others.Features.Except(level.Features);
            if (!gained.IsEmpty || others.Properties != level.Properties)
            {
                gains.Add(new RemovalGain(contributors[i].Source, others, gained));
            }
        }

        return
        [
            .. gains.OrderByDescending(gain => gain.Gained.Count).ThenBy(gain => gain.Source, StringComparer.Ordinal),
        ];
    }

    // What all before each member have in common; null before the first, because the AND of nothing is all ones.
    private static CpuCapabilities?[] Sums(IReadOnlyList<Member> members)
    {
        var sums = new CpuCapabilities?[members.Count];
        for (var i = 1; i < members.Count; i++)
        {
            sums[i] = Both(sums[i - 1], members[i - 1].Capabilities);
        }

        return sums;
    }

    private static CpuCapabilities? Both(CpuCapabilities? one, CpuCapabilities? other) =>
        one is null ? other : other is null ? one : one.Intersect(other);
}
