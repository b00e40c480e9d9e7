using System.Data.Common;
using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Levelset.Api.Activities;

/// <summary>
/// Logs every activity once, when the transaction that recorded it has been committed: an attempt that lost a race or was only
/// a preview leaves nothing in the log, as it leaves nothing in the database.
/// </summary>
public sealed class DecisionLog(ILogger<DecisionLog> logger) : DbTransactionInterceptor
{
    private const int FirstId = 4000;

    /// <summary>The event id of a kind: 4000 and its number.</summary>
    public static EventId IdOf(ActivityKind kind) => new(FirstId + (int)kind, $"{kind}");

    /// <summary>Warning where something is lost or refused, so that an operator may have to act.</summary>
    public static LogLevel LevelOf(ActivityKind kind) => kind switch
    {
        ActivityKind.BaselineLowered or ActivityKind.BaselineWithdrawn
            or ActivityKind.HostQuarantined or ActivityKind.HostRejected or ActivityKind.HostFellSilent
            or ActivityKind.PartitionCreationFailed or ActivityKind.PartitionLost => LogLevel.Warning,
        _ => LogLevel.Information,
    };

    /// <inheritdoc/>
    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default)
    {
        if (eventData.Context is { } db)
        {
            Log(db);
        }

        return Task.CompletedTask;
    }

    private void Log(DbContext db)
    {
        // Nothing has changed since it was saved, and a change of a pool may have thousands of hosts to compare.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        foreach (var entry in db.ChangeTracker.Entries<ActivityRow>().OrderBy(entry => entry.Entity.Id).ToList())
        {
            // Each kind has an id of its own and only the identifiers that it has; LoggerMessage would need a method for each kind.
            var row = entry.Entity;
            if (logger.IsEnabled(LevelOf(row.Kind)))
            {
                logger.Log(LevelOf(row.Kind), IdOf(row.Kind), new Decision(row), null, static (decision, _) => decision.ToString());
            }

            entry.State = EntityState.Detached;
        }

        db.ChangeTracker.AutoDetectChangesEnabled = true;
    }
}
