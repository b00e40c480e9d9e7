using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Data;

/// <summary>
/// Row locks. The order is: pool, hosts by id, partitions. Whoever changes a member locks its pool first, so that changes of
/// one pool follow one another. What is read after a lock is what the last writer committed.
/// </summary>
internal static class Locks
{
    public static async Task<PoolRow?> LockPoolAsync(this LevelsetDbContext db, string id, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM pools WHERE id = {id} FOR UPDATE", cancellationToken);
        return await db.Pools.SingleOrDefaultAsync(pool => pool.Id == id, cancellationToken);
    }

    public static async Task<List<HostRow>> LockHostsAsync(
        this LevelsetDbContext db,
        IReadOnlyCollection<string> ids,
        CancellationToken cancellationToken)
    {
        var wanted = ids.ToArray();
        await db.Database.ExecuteSqlAsync(
            $"SELECT 1 FROM hosts WHERE id = ANY ({wanted}) ORDER BY id FOR UPDATE",
            cancellationToken);
        return await db.Hosts
            .Include(host => host.Supported)
            .Where(host => wanted.Contains(host.Id))
            .OrderBy(host => host.Id)
            .ToListAsync(cancellationToken);
    }

    public static async Task<PartitionRow?> LockPartitionAsync(
        this LevelsetDbContext db,
        string id,
        CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM partitions WHERE id = {id} FOR UPDATE", cancellationToken);
        return await db.Partitions.SingleOrDefaultAsync(partition => partition.Id == id, cancellationToken);
    }

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
