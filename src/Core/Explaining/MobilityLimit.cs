using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Explaining;

/// <summary>A generation since a partition's creation that limits it.</summary>
/// <param name="Generation">Which.</param>
/// <param name="IsRaise">Whether it brought what the partition does without; otherwise it took what the partition has.</param>
/// <param name="Features">What it brought or took, and has stayed so.</param>
public sealed record MobilityLimit(long Generation, bool IsRaise, FeatureSet Features)
{
    /// <summary>Which generations limit a partition, oldest first; a lowering before a raise where one generation did both.</summary>
    /// <param name="change">What a power cycle would change now.</param>
    /// <param name="since">B of the generation that it was made from and of every later one, oldest first.</param>
    public static ImmutableArray<MobilityLimit> Of(PowerCycle change, IReadOnlyList<(long Generation, FeatureSet Features)> since)
    {
        var limits = ImmutableArray.CreateBuilder<MobilityLimit>();
        var lost = change.Lost;
        var gained = change.Gained;

        // From the newest: the last time that a feature went or came is the one that still counts.
        for (var i = since.Count - 1; i > 0; i--)
        {
            var (before, after) = (since[i - 1].Features, since[i].Features);
            if (before.Architecture != after.Architecture || after.Architecture != change.Features.Architecture)
            {
                break;
            }

            Add(i, isRaise: true, gained.Intersect(after.Except(before)));
            Add(i, isRaise: false, lost.Intersect(before.Except(after)));
        }

        limits.Reverse();
        return limits.ToImmutable();

        void Add(int i, bool isRaise, FeatureSet features)
        {
            if (!features.IsEmpty)
            {
                limits.Add(new MobilityLimit(since[i].Generation, isRaise, features));
                lost = isRaise ? lost : lost.Except(features);
                gained = isRaise ? gained.Except(features) : gained;
            }
        }
    }
}
