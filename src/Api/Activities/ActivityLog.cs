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
