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

    /// <summary>The agents do not hold the partitions.</summary>
    public static Task RemoveTombstonesAsync(
        this LevelsetDbContext db,
        IReadOnlyCollection<(string HostId, string PartitionId)> closed,
        CancellationToken cancellationToken) =>
        closed.Count == 0
            ? Task.CompletedTask
            : db.Database.ExecuteSqlAsync(
                $"""
                DELETE FROM partition_tombstones t
                USING unnest({closed.Select(one => one.HostId).ToArray()}, {closed.Select(one => one.PartitionId).ToArray()}) AS closed (host_id, partition_id)
                WHERE t.host_id = closed.host_id AND t.partition_id = closed.partition_id
                """,
                cancellationToken);

    /// <summary>Whether the agent is to close the partition.</summary>
    public static Task<bool> HasTombstoneAsync(this LevelsetDbContext db, string hostId, string partitionId, CancellationToken cancellationToken) =>
        db.Tombstones.AnyAsync(row => row.HostId == hostId && row.PartitionId == partitionId, cancellationToken);

    /// <summary>
    /// Those of the partitions that agents hold which they are to close. They have said now that they hold no others: the other tombstones
    /// of their hosts go.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="held">The partitions that the agent of each host holds.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<IReadOnlySet<(string HostId, string PartitionId)>> SettleTombstonesAsync(
        this LevelsetDbContext db,
        IReadOnlyDictionary<string, HashSet<string>> held,
        CancellationToken cancellationToken)
    {
        var ids = held.Keys.ToArray();
        var rows = await db.Tombstones.Where(row => ids.Contains(row.HostId)).ToListAsync(cancellationToken);
        db.Tombstones.RemoveRange(rows.Where(row => !held[row.HostId].Contains(row.PartitionId)));
        return rows.Where(row => held[row.HostId].Contains(row.PartitionId)).Select(row => (row.HostId, row.PartitionId)).ToHashSet();
    }
}
