using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Data;

/// <summary>
/// Row locks. The order is: pool, hosts by id, partitions. Whoever changes a member locks its pool first, so that changes of
/// one pool follow one another.
/// </summary>
internal static class Locks
{
    public static Task<PoolRow?> LockPoolAsync(this LevelsetDbContext db, string id, CancellationToken cancellationToken) =>
        db.Pools
            .FromSql($"SELECT *, xmin FROM pools WHERE id = {id} FOR UPDATE")
            .SingleOrDefaultAsync(cancellationToken);

    public static Task<List<HostRow>> LockHostsAsync(
        this LevelsetDbContext db,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken)
    {
        var sorted = ids.ToArray();
        return db.Hosts
            .FromSql($"SELECT *, xmin FROM hosts WHERE id = ANY ({sorted}) ORDER BY id FOR UPDATE")
            .Include(host => host.Supported)
            .OrderBy(host => host.Id)
            .ToListAsync(cancellationToken);
    }

    public static Task<PartitionRow?> LockPartitionAsync(
        this LevelsetDbContext db,
        string id,
        CancellationToken cancellationToken) =>
        db.Partitions
            .FromSql($"SELECT *, xmin FROM partitions WHERE id = {id} FOR UPDATE")
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>Locks a host and, before it, the pool that it is in.</summary>
    /// <exception cref="LostRaceException">The host changed pools meanwhile.</exception>
    public static async Task<(HostRow? Host, PoolRow? Pool)> LockHostAndPoolAsync(
        this LevelsetDbContext db,
        string id,
        CancellationToken cancellationToken)
    {
        var poolId = await db.Hosts.Where(host => host.Id == id).Select(host => host.PoolId).SingleOrDefaultAsync(cancellationToken);
        var pool = poolId is null ? null : await db.LockPoolAsync(poolId, cancellationToken);
        var host = (await db.LockHostsAsync([id], cancellationToken)).SingleOrDefault();
        return host?.PoolId == poolId ? (host, pool) : throw new LostRaceException();
    }
}
