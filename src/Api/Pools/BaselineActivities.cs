using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Api.Pools;

/// <summary>Generations as activities.</summary>
internal static class BaselineActivities
{
    private const int Named = 10;

    /// <summary>Records what became of a pool's baseline; nothing when nothing did.</summary>
    /// <param name="record">Where to.</param>
    /// <param name="poolId">The pool.</param>
    /// <param name="before">The generation that was in force, or null.</param>
    /// <param name="after">The generation that is in force, or null.</param>
    /// <param name="cause">What made it.</param>
    public static void Record(ActivityWriter record, string poolId, BaselineRow? before, BaselineRow? after, string cause)
    {
        if (before?.Generation == after?.Generation)
        {
            return;
        }

        var pool = new ActivitySubject(poolId);
        if (after is null)
        {
            record.Add(
                ActivityKind.BaselineWithdrawn,
                pool,
                $"generation {before!.Generation} withdrawn: no contributing member; {cause}",
                before.Generation,
                lost: before.Features);
            return;
        }

        var (lost, gained) = Compare(before?.Features, after.Features);
        var kind = before is null ? ActivityKind.BaselineStarted
            : !lost.IsEmpty ? ActivityKind.BaselineLowered
            : !gained.IsEmpty ? ActivityKind.BaselineRaised
            : ActivityKind.BaselineChanged;
        record.Add(kind, pool, $"generation {after.Generation}{Names(" lost ", lost)}{Gained(before, gained)}: {cause}", after.Generation, lost, gained);
    }

    /// <summary>What went and what came; everything, between architectures.</summary>
    public static (FeatureSet Lost, FeatureSet Gained) Compare(FeatureSet? before, FeatureSet after)
    {
        var had = before?.Architecture == after.Architecture ? before : FeatureSet.Empty(after.Architecture);
        return (had.Except(after), after.Except(had));
    }

    private static string Gained(BaselineRow? before, FeatureSet gained) =>
        before is null ? $" with {Plural.Of(gained.Count, "feature")}" : Names(" gained ", gained);

    /// <summary>The first features by name, and how many more there are.</summary>
    public static string Names(string verb, FeatureSet set)
    {
        var catalogue = Catalogue.For(set.Architecture);
        var names = set.Bits().Take(Named).Select(bit => catalogue.KindOf(bit) == FeatureKind.Reserved ? bit.ToString() : catalogue.NameOf(bit));
        return set.IsEmpty ? "" : verb + string.Join(", ", names) + (set.Count > Named ? $" and {set.Count - Named} more" : "");
    }
}
