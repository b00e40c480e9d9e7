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

    /// <summary>The pool's partitions elsewhere that a leaving host could have taken, in order of name.</summary>
    private static async Task<IReadOnlyList<PartitionRow>> OfAsync(
        LevelsetDbContext db,
        string poolId,
        IReadOnlyList<HostRow> leaving,
        CancellationToken cancellationToken)
    {
        var offers = leaving.Where(host => host is { Standing: Standing.Ready, Supported: not null }).ToList();
        var partitions = await db.Partitions.AsNoTracking()
            .Where(partition => partition.PoolId == poolId && partition.State == PartitionState.Active)
            .OrderBy(partition => partition.Id)
            .ToListAsync(cancellationToken);
        return [.. partitions.Where(partition => offers.Any(host =>
            host.Id != partition.HostId
            && partition.Features!.Architecture == host.Supported!.Features.Architecture
            && partition.Features.IsSubsetOf(host.Supported.Features)))];
    }

    /// <summary>Says it of a change.</summary>
    public static async Task AddAsync(
        LevelsetDbContext db,
        V1.PoolChange change,
        string poolId,
        IReadOnlyList<HostRow> leaving,
        CancellationToken cancellationToken)
    {
        var lost = await OfAsync(db, poolId, leaving, cancellationToken);
        change.LessMobileCount = (uint)lost.Count;
        change.LessMobile.AddRange(lost.Take(Listed).Select(PartitionMapping.ToWire));
    }

    /// <summary>Says of hosts that joined which partitions cannot go to all of them.</summary>
    public static async Task AddJoinedAsync(
        LevelsetDbContext db,
        V1.PoolChange change,
        string poolId,
        IReadOnlyList<HostRow> joined,
        CancellationToken cancellationToken)
    {
        var offers = joined.Select(host => host.Supported?.Features).OfType<FeatureSet>().Distinct().ToList();
        if (offers.Count == 0)
        {
            return;
        }

        var active = db.Partitions.AsNoTracking().Where(row => row.PoolId == poolId && row.State == PartitionState.Active);
        var sets = await active.Select(row => row.Features!).Distinct().ToListAsync(cancellationToken);
        var stuck = sets
            .Where(set => offers.Exists(offer => offer.Architecture != set.Architecture || !set.IsSubsetOf(offer)))
            .ToList();
        if (stuck.Count > 0)
        {
            var concerned = active.Where(row => stuck.Contains(row.Features!));
            change.LessMobileCount = (uint)await concerned.CountAsync(cancellationToken);
            var first = await concerned.OrderBy(row => row.Id).Take(Listed).ToListAsync(cancellationToken);
            change.LessMobile.AddRange(first.Select(PartitionMapping.ToWire));
        }
    }
}
