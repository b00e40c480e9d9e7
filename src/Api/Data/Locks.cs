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

    public static async Task<HostRow?> LockHostAsync(this LevelsetDbContext db, string id, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM hosts WHERE id = {id} FOR UPDATE", cancellationToken);
        return await db.Hosts.Include(host => host.Supported).SingleOrDefaultAsync(host => host.Id == id, cancellationToken);
    }

    /// <summary>Locks hosts, of which there may be thousands. They are not tracked.</summary>
    public static async Task<List<HostRow>> LockHostsAsync(this LevelsetDbContext db, string[] ids, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM hosts WHERE id = ANY ({ids}) ORDER BY id FOR UPDATE", cancellationToken);
        return await db.Hosts.AsNoTrackingWithIdentityResolution()
            .Include(host => host.Supported)
            .Where(host => ids.Contains(host.Id))
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

    /// <summary>Locks partitions; those that exist are tracked.</summary>
    public static async Task<Dictionary<string, PartitionRow>> LockPartitionsAsync(
        this LevelsetDbContext db,
        string[] ids,
        CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM partitions WHERE id = ANY ({ids}) ORDER BY id FOR UPDATE", cancellationToken);
        return await db.Partitions.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, cancellationToken);
    }

    /// <summary>Locks hosts, and with them the record of their agents' streams. They are not tracked.</summary>
    public static async Task<Dictionary<string, HostRow>> LockHostsAndSessionsAsync(
        this LevelsetDbContext db,
        string[] ids,
        CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM hosts WHERE id = ANY ({ids}) ORDER BY id FOR UPDATE", cancellationToken);
        return await db.Hosts.AsNoTracking()
            .Include(host => host.Session)
            .Where(host => ids.Contains(host.Id))
            .ToDictionaryAsync(host => host.Id, cancellationToken);
    }

    /// <summary>Locks hosts and, before them, the pools that they are in. The hosts are not tracked.</summary>
    /// <returns>Those that exist, and their pools.</returns>
    /// <exception cref="LostRaceException">A host changed pools meanwhile.</exception>
    public static async Task<(Dictionary<string, HostRow> Hosts, Dictionary<string, PoolRow> Pools)> LockHostsAndPoolsAsync(
        this LevelsetDbContext db,
        string[] ids,
        CancellationToken cancellationToken)
    {
        var poolIds = await db.Hosts.Where(host => ids.Contains(host.Id) && host.PoolId != null)
            .Select(host => host.PoolId!)
            .Distinct()
            .ToArrayAsync(cancellationToken);
        var pools = new Dictionary<string, PoolRow>();
        if (poolIds.Length > 0)
        {
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM pools WHERE id = ANY ({poolIds}) ORDER BY id FOR UPDATE", cancellationToken);
            pools = await db.Pools.Where(pool => poolIds.Contains(pool.Id)).ToDictionaryAsync(pool => pool.Id, cancellationToken);
        }

        var hosts = await db.LockHostsAndSessionsAsync(ids, cancellationToken);
        return hosts.Values.All(host => host.PoolId is not { } pool || pools.ContainsKey(pool)) ? (hosts, pools) : throw new LostRaceException();
    }
}
