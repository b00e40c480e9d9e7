using Levelset.Api.Data;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Explaining;

/// <summary>Partitions of a pool that have the same set and were asked for with the same wishes: a power cycle changes them alike.</summary>
/// <param name="Features">F(P).</param>
/// <param name="Excluded">What they do without by request.</param>
/// <param name="Nested">Whether nested virtualization was asked for.</param>
/// <param name="Count">How many they are.</param>
internal sealed record PartitionClass(FeatureSet Features, FeatureSet Excluded, bool Nested, int Count)
{
    /// <summary>What was asked for.</summary>
    public PartitionRequest Request => new(Nested, Excluded);

    /// <summary>Those of a pool whose set is known, wherever they are.</summary>
    public static async Task<List<PartitionClass>> OfPoolAsync(LevelsetDbContext db, string poolId, CancellationToken cancellationToken)
    {
        var rows = await db.Partitions.AsNoTracking()
            .Where(row => row.PoolId == poolId && row.State == PartitionState.Active && row.Features != null)
            .GroupBy(row => new { row.Features, row.Excluded, row.Nested })
            .Select(group => new { group.Key, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new PartitionClass(row.Key.Features!, row.Key.Excluded, row.Key.Nested, row.Count))];
    }
}
