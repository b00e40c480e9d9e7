using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Core.Explaining;

/// <summary>
/// What a partition would have if it were created anew. A power cycle does that; a guest reboot does not, for the partition
/// stays.
/// </summary>
/// <param name="Features">The set that it would be created with.</param>
/// <param name="Gained">What of it the partition does without now.</param>
/// <param name="Lost">What the partition has now and would be created without.</param>
public sealed record PowerCycle(FeatureSet Features, FeatureSet Gained, FeatureSet Lost)
{
    /// <summary>Whether it changes anything.</summary>
    public bool IsNeeded => !Gained.IsEmpty || !Lost.IsEmpty;

    /// <summary>What it would change.</summary>
    /// <param name="has">F(P).</param>
    /// <param name="request">What was asked for when the partition was made.</param>
    /// <param name="baseline">B as it is now, or as it would be.</param>
    public static PowerCycle Of(FeatureSet has, PartitionRequest request, FeatureSet baseline)
    {
        var next = CreationArguments.Ask(baseline, request, Catalogue.For(baseline.Architecture)).Features;
        return new PowerCycle(next, next.Except(has), has.Except(next));
    }
}
