using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Baselines;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.FleetCache;

/// <summary>The queries behind verdicts. All of one answer run in one snapshot.</summary>
internal static class MigrationReads
{
    /// <summary>Partitions with what their moves depend on.</summary>
    public static async Task<List<PartitionSnapshot>> PartitionSnapshotsAsync(
        this LevelsetDbContext db,
        IQueryable<PartitionRow> which,
        CancellationToken cancellationToken)
    {
        var rows = await which.AsNoTracking().Select(partition => new
        {
            Row = partition,
            HostPoolId = db.Hosts.Where(host => host.Id == partition.HostId).Select(host => host.PoolId).FirstOrDefault(),
            HostVendor = db.Hosts.Where(host => host.Id == partition.HostId).Select(host => host.Supported!.Vendor).FirstOrDefault(),

            // The baseline's vendor first, for the host that it is on may have become another machine since.
            Vendor = db.Baselines
                .Where(row => row.PoolId == partition.PoolId && row.Generation == partition.Generation)
                .Select(row => row.Vendor)
                .FirstOrDefault(),
            ReservedBits = db.Pools
                .Where(pool => pool.Id == partition.PoolId)
                .Select(pool => (ReservedBits?)pool.ReservedBits)
                .FirstOrDefault(),
        }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new PartitionSnapshot(
            row.Row,
            row.HostPoolId,
            row.Vendor ?? row.HostVendor ?? "",
            row.ReservedBits ?? ReservedBits.HypervisorDefault))];
    }

    /// <summary>Hosts by id.</summary>
    public static async Task<List<HostSnapshot>> HostSnapshotsAsync(
        this LevelsetDbContext db,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken)
    {
        var wanted = ids.ToArray();
        return await db.Hosts.Where(host => wanted.Contains(host.Id)).ToSnapshots().ToListAsync(cancellationToken);
    }

    /// <summary>All of hosts that decides whether they are targets.</summary>
    public static IQueryable<HostSnapshot> ToSnapshots(this IQueryable<HostRow> hosts) =>
        hosts.Select(host => new HostSnapshot
        {
            Id = host.Id,
            Kind = new HostKind(
                host.Fingerprint,
                host.Simulated,
                host.PoolId,
                host.MembershipState,
                host.MembershipReason,
                host.Cordoned,
                string.Join(' ', host.UnreportedWords)),
            ProcessorClockFrequency = host.ProcessorClockFrequency,
            IsSilent = host.Session == null || host.Session.Silent,
        });

    /// <summary>What pools give now, by pool; a pool without a baseline is not in it.</summary>
    public static async Task<Dictionary<string, CpuCapabilities?>> BaselineCapabilitiesAsync(
        this LevelsetDbContext db,
        IReadOnlyCollection<string> pools,
        CancellationToken cancellationToken)
    {
        if (pools.Count == 0)
        {
            return [];
        }

        var wanted = pools.ToArray();
        var rows = await db.Pools.Where(pool => wanted.Contains(pool.Id))
            .Join(
                db.Baselines,
                pool => new { PoolId = pool.Id, Generation = pool.CurrentGeneration },
                row => new { row.PoolId, Generation = (long?)row.Generation },
                (pool, row) => new { row.PoolId, row.Vendor, row.Features, row.Properties })
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.PoolId, CpuCapabilities? (row) => new CpuCapabilities(row.Vendor, row.Features, (row.Properties ?? new()).ToValue()));
    }

    /// <summary>What fingerprints stand for.</summary>
    public static async Task<Dictionary<string, CpuCapabilities>> CapabilitiesAsync(
        this LevelsetDbContext db,
        IReadOnlyCollection<string> fingerprints,
        CancellationToken cancellationToken)
    {
        var wanted = fingerprints.ToArray();
        var sets = await db.SupportedSets.AsNoTracking()
            .Where(set => wanted.Contains(set.Fingerprint))
            .ToListAsync(cancellationToken);
        return sets.ToDictionary(set => set.Fingerprint, PoolValues.ToCapabilities);
    }
}
