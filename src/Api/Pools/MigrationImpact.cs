using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>Which partitions have fewer hosts to go to when hosts leave a pool, or cannot go to all that join.</summary>
internal static class MigrationImpact
{
    /// <summary>How many partitions an answer lists.</summary>
    private const int Listed = 100;

    private sealed record Target(string Id, bool Simulated, CpuCapabilities Capabilities)
    {
        public bool Takes(PartitionClass partitions) => partitions.Simulated == Simulated && partitions.Fits(Capabilities);
    }

    /// <summary>Says it of a change that has been made.</summary>
    /// <param name="db">The database.</param>
    /// <param name="change">What is said.</param>
    /// <param name="poolId">The pool that was changed.</param>
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
        var gone = Reported(await TargetsAsync(db, leaving, cancellationToken));
        var come = Reported(joined).DistinctBy(target => (target.Simulated, target.Capabilities)).ToList();
        if (gone.Count == 0 && come.Count == 0)
        {
            return;
        }

        // Inside a pool even a partition of another pool moves freely.
        var concerned = db.Partitions.Where(row =>
            row.PoolId == poolId || db.Hosts.Any(host => host.Id == row.HostId && host.PoolId == poolId));
        var listed = new List<PartitionRow>();
        foreach (var one in await PartitionClass.OfAsync(db, concerned, cancellationToken))
        {
            var rows = one.Among(db, concerned);
            var count = one.Count;
            if (come.TrueForAll(target => target.Takes(one)))
            {
                var takers = gone.Where(target => target.Takes(one)).Select(target => target.Id).ToList();
                if (takers is [var only])
                {
                    // A host is no target of the partitions on it.
                    rows = rows.Where(row => row.HostId != only);
                    count = await rows.CountAsync(cancellationToken);
                }
                else if (takers.Count == 0)
                {
                    continue;
                }
            }

            change.LessMobileCount += (uint)count;
            listed.AddRange(await rows.OrderBy(row => row.Id).Take(Listed).ToListAsync(cancellationToken));
        }

        change.LessMobile.AddRange(listed.OrderBy(row => row.Id, StringComparer.Ordinal).Take(Listed).Select(PartitionMapping.ToWire));
    }

    private static List<Target> Reported(IEnumerable<HostRow> hosts) =>
    [
        .. hosts.Where(host => host.Supported is not null)
            .Select(host => new Target(host.Id, host.Simulated, host.Supported!.ToCapabilities())),
    ];

    // One that is silent or cordoned was no target before either.
    private static async Task<IEnumerable<HostRow>> TargetsAsync(
        LevelsetDbContext db,
        IReadOnlyList<HostRow> leaving,
        CancellationToken cancellationToken)
    {
        if (leaving.Count == 0)
        {
            return [];
        }

        var ids = leaving.Select(host => host.Id).ToArray();
        var targets = await db.Hosts
            .Where(host => ids.Contains(host.Id) && !host.Cordoned && !host.Session!.Silent)
            .Select(host => host.Id)
            .ToHashSetAsync(cancellationToken);
        return leaving.Where(host => targets.Contains(host.Id));
    }
}
