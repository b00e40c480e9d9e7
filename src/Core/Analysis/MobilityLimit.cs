using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>A generation since a partition's creation that limits it.</summary>
/// <param name="Generation">Which.</param>
/// <param name="IsRaise">Whether it brought what the partition does without; otherwise it took what the partition has.</param>
/// <param name="Features">What it brought or took, and has stayed so.</param>
/// <param name="Before">The properties that it brought or took likewise, as they were before; the others are not reported.</param>
/// <param name="After">The same properties after it.</param>
public sealed record MobilityLimit(
    long Generation,
    bool IsRaise,
    FeatureSet Features,
    CompatibilityProperties Before,
    CompatibilityProperties After)
{
    /// <summary>Which generations limit a partition, oldest first; a lowering before a raise where one generation did both.</summary>
    /// <param name="change">What a power cycle would change now.</param>
    /// <param name="since">The generation that it was made from and every later one, oldest first.</param>
    public static ImmutableArray<MobilityLimit> Of(
        PowerCycleChange change,
        IReadOnlyList<(long Generation, CpuCapabilities Baseline)> since)
    {
        var limits = ImmutableArray.CreateBuilder<MobilityLimit>();
        var lost = change.Lost;
        var gained = change.Gained;
        var has = change.Before.Properties;
        var raised = new PropertySteps(has, change.After.Properties);
        var lowered = new PropertySteps(has, since.Count > 0 ? since[^1].Baseline.Properties : CompatibilityProperties.None);

        // From the newest: the last time that a feature went or came is the one that still counts.
        for (var i = since.Count - 1; i > 0; i--)
        {
            var earlier = since[i - 1].Baseline;
            var (before, after) = (earlier.Features, since[i].Baseline.Features);
            if (before.Architecture != after.Architecture || after.Architecture != change.After.Features.Architecture)
            {
                break;
            }

            var (brought, took) = (gained.Intersect(after.Except(before)), lost.Intersect(before.Except(after)));
            Add(i, isRaise: true, brought, raised.Raise(earlier.Properties));
            Add(i, isRaise: false, took, lowered.Lower(earlier.Properties));
            (gained, lost) = (gained.Except(brought), lost.Except(took));
        }

        limits.Reverse();
        return limits.ToImmutable();

        void Add(int i, bool isRaise, FeatureSet features, (CompatibilityProperties Before, CompatibilityProperties After) properties)
        {
            if (!features.IsEmpty || properties.Before != properties.After)
            {
                limits.Add(new MobilityLimit(since[i].Generation, isRaise, features, properties.Before, properties.After));
            }
        }
    }
}
