using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Data;

/// <summary>Which partitions the agents are still to close. Written in the transaction of what makes them so.</summary>
internal static class Tombstones
{
    /// <summary>The agent may hold the partition, and is to close it.</summary>
    public static Task AddTombstoneAsync(
        this LevelsetDbContext db,
        string hostId,
        string partitionId,
        DateTimeOffset time,
        CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"INSERT INTO partition_tombstones (host_id, partition_id, create_time) VALUES ({hostId}, {partitionId}, {time}) ON CONFLICT DO NOTHING",
            cancellationToken);

    /// <summary>The agent does not hold the partition.</summary>
    public static Task RemoveTombstoneAsync(this LevelsetDbContext db, string hostId, string partitionId, CancellationToken cancellationToken) =>
        db.Tombstones.Where(row => row.HostId == hostId && row.PartitionId == partitionId).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Whether the agent is to close the partition.</summary>
    public static Task<bool> HasTombstoneAsync(this LevelsetDbContext db, string hostId, string partitionId, CancellationToken cancellationToken) =>
        db.Tombstones.AnyAsync(row => row.HostId == hostId && row.PartitionId == partitionId, cancellationToken);

    /// <summary>
    /// Those of the partitions that the agent holds which it is to close. It has said now that it does not hold any other: the other
    /// tombstones of its host go.
    /// </summary>
    public static async Task<IReadOnlySet<string>> SettleTombstonesAsync(
        this LevelsetDbContext db,
        string hostId,
        IReadOnlySet<string> held,
        CancellationToken cancellationToken)
    {
        var rows = await db.Tombstones.Where(row => row.HostId == hostId).ToListAsync(cancellationToken);
        db.Tombstones.RemoveRange(rows.Where(row => !held.Contains(row.PartitionId)));
        return rows.Select(row => row.PartitionId).Where(held.Contains).ToHashSet();
    }
}
