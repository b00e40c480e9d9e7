using Levelset.Api.Data;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;
using V1 = Levelset.V1;

namespace Levelset.Api.Partitions;

/// <summary>Which partitions have fewer hosts to go to when hosts leave a pool, or cannot go to all that join.</summary>
internal static class MobilityLoss
{
    /// <summary>How many partitions an answer lists.</summary>
    private const int Listed = 100;

    /// <summary>Says it of a change.</summary>
    /// <param name="db">The database.</param>
    /// <param name="change">What is said.</param>
    /// <param name="poolId">Whose partitions.</param>
    /// <param name="leaving">Hosts that contributed and no longer do.</param>
    /// <param name="joined">Hosts that have joined.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task AddAsync(
        LevelsetDbContext db,
        V1.PoolChange change,
        string poolId,
        IReadOnlyList<HostRow> leaving,
        IReadOnlyList<HostRow> joined,
        CancellationToken cancellationToken)
    {
        var gone = leaving.Where(host => host.Supported is not null).ToList();
        var offers = joined.Select(host => host.Supported?.Features).OfType<FeatureSet>().Distinct().ToList();
        if (gone.Count == 0 && offers.Count == 0)
        {
            return;
        }

        var active = db.Partitions.AsNoTracking().Where(row => row.PoolId == poolId && row.State == PartitionState.Active);
        var sets = await active.Select(row => row.Features!).Distinct().ToListAsync(cancellationToken);
        var stuck = sets.Where(set => offers.Exists(offer => !Takes(offer, set))).ToList();
        var lost = await LostAsync(active, [.. sets.Except(stuck)], gone, cancellationToken);
        var first = lost.Take(Listed).ToList();
        var listed = await active.Where(row => stuck.Contains(row.Features!) || first.Contains(row.Id))
            .OrderBy(row => row.Id)
            .Take(Listed)
            .ToListAsync(cancellationToken);
        change.LessMobileCount = (uint)(lost.Count + await active.CountAsync(row => stuck.Contains(row.Features!), cancellationToken));
        change.LessMobile.AddRange(listed.Select(PartitionMapping.ToWire));
    }

    /// <summary>The partitions of these sets, in order, that a host which is gone could have taken from elsewhere.</summary>
    private static async Task<IReadOnlyList<string>> LostAsync(
        IQueryable<PartitionRow> active,
        IReadOnlyList<FeatureSet> sets,
        IReadOnlyList<HostRow> gone,
        CancellationToken cancellationToken)
    {
        var takers = sets.ToDictionary(set => set, set => gone.Where(host => Takes(host.Supported!.Features, set)).Select(host => host.Id).ToList());
        var concerned = takers.Where(pair => pair.Value.Count > 0).Select(pair => pair.Key).ToList();
        if (concerned.Count == 0)
        {
            return [];
        }

        var rows = await active.Where(row => concerned.Contains(row.Features!))
            .OrderBy(row => row.Id)
            .Select(row => new { row.Id, row.HostId, row.Features })
            .ToListAsync(cancellationToken);
        return [.. rows.Where(row => takers[row.Features!] is not [var only] || only != row.HostId).Select(row => row.Id)];
    }

    private static bool Takes(FeatureSet offer, FeatureSet set) => offer.Architecture == set.Architecture && set.IsSubsetOf(offer);
}
