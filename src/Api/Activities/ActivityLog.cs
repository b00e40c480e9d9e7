using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Activities;

/// <summary>The record of what happened, by whom.</summary>
internal sealed class ActivityLog(IDbContextFactory<LevelsetDbContext> contexts, TimeProvider time)
{
    /// <summary>The author of what the service notices itself.</summary>
    public const string Service = "service";

    /// <summary>A writer into the transaction of a change.</summary>
    public ActivityWriter By(string author, LevelsetDbContext db) => new(db, author, time.GetStoredNow());

    /// <summary>Writes down what has been added to a context, in one statement however much it is; otherwise it is saved with the context.</summary>
    public static async Task WriteAsync(LevelsetDbContext db, CancellationToken cancellationToken)
    {
        var added = db.ChangeTracker.Entries<ActivityRow>().Where(entry => entry.State == EntityState.Added).ToList();
        if (added.Count == 0)
        {
            return;
        }

        var rows = RowSet.Of(added.Select((entry, place) => new
        {
            Place = place,
            entry.Entity.Time,
            entry.Entity.Author,
            Kind = (short)entry.Entity.Kind,
            entry.Entity.PoolId,
            entry.Entity.HostId,
            entry.Entity.PartitionId,
            entry.Entity.Generation,
            entry.Entity.Summary,
            Lost = entry.Entity.Lost is { } lost ? WordsText.Print(lost) : null,
            Gained = entry.Entity.Gained is { } gained ? WordsText.Print(gained) : null,
        }));
        var ids = await db.Database.SqlQuery<long>(
            $"""
            INSERT INTO activities (time, author, kind, pool_id, host_id, partition_id, generation, summary, lost, gained)
            SELECT time, author, kind, pool_id, host_id, partition_id, generation, summary, lost, gained
            FROM json_to_recordset({rows}::json) AS r (place integer, time timestamptz, author text, kind smallint, pool_id text,
                host_id text, partition_id text, generation bigint, summary text, lost text, gained text)
            ORDER BY place
            RETURNING id AS "Value"
            """).ToListAsync(cancellationToken);

        // As if the context had saved them: what reads them there after the commit finds them.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var (entry, id) in added.Zip(ids.Order()))
        {
            entry.Property(row => row.Id).CurrentValue = id;
            entry.State = EntityState.Unchanged;
        }

        db.ChangeTracker.AutoDetectChangesEnabled = true;
    }

    /// <summary>Forgets what is older than an instant, and all but the newest; returns how many were forgotten.</summary>
    public async Task<int> TrimAsync(DateTimeOffset before, int keep, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var forgotten = await db.Activities.Where(row => row.Time < before).ExecuteDeleteAsync(cancellationToken);

        // Both by index; ids are not dense, so that there are at most as many rows as they span.
        var last = await db.Activities.MaxAsync(row => (long?)row.Id, cancellationToken) ?? 0;
        var first = await db.Activities.MinAsync(row => (long?)row.Id, cancellationToken) ?? 0;
        if (last - first < keep)
        {
            return forgotten;
        }

        var beyond = await db.Activities.OrderByDescending(row => row.Time).ThenByDescending(row => row.Id).Skip(keep)
            .Select(row => new { row.Time, row.Id })
            .FirstOrDefaultAsync(cancellationToken);
        return beyond is null ? forgotten : forgotten + await db.Activities
            .Where(row => row.Time < beyond.Time || (row.Time == beyond.Time && row.Id <= beyond.Id))
            .ExecuteDeleteAsync(cancellationToken);
    }
}
