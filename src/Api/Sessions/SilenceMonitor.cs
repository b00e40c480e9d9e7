using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Sessions;

/// <summary>
/// Records which hosts have fallen silent, for that happens without anybody writing. Every service process does it; what another
/// has done already is not done again.
/// </summary>
internal sealed class SilenceMonitor(
    IDbContextFactory<LevelsetDbContext> contexts,
    Transactions transactions,
    ActivityLog activities,
    HostMapping hosts,
    ServiceOptions options,
    TimeProvider time,
    ILogger<SilenceMonitor> logger) : RepeatedWork(time, logger)
{
    /// <summary>Notes every host that has fallen silent since the last look.</summary>
    public async Task ReportSilenceAsync(CancellationToken cancellationToken)
    {
        var before = hosts.SilentBefore;
        await using (var db = await contexts.CreateDbContextAsync(cancellationToken))
        {
            if (!await db.Heartbeats.AnyAsync(row => !row.SilenceReported && row.LastSeenTime < before, cancellationToken))
            {
                return;
            }
        }

        await transactions.RunAsync((db, token) => ReportSilenceAsync(db, before, token), cancellationToken);
    }

    // Of several processes that look at once, one gets the row.
    private async Task<int> ReportSilenceAsync(LevelsetDbContext db, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var silent = await db.Database.SqlQuery<string>(
            $"""
            UPDATE agent_heartbeats SET silence_reported = true
            WHERE NOT silence_reported AND last_seen_time < {before}
            RETURNING host_id AS "Value"
            """).ToListAsync(cancellationToken);
        var pools = await db.Hosts.Where(host => silent.Contains(host.Id))
            .OrderBy(host => host.Id)
            .Select(host => new { host.Id, host.PoolId })
            .ToListAsync(cancellationToken);
        var record = activities.By(ActivityLog.Service, db);
        foreach (var host in pools)
        {
            record.Add(
                ActivityKind.HostFellSilent,
                new ActivitySubject(host.PoolId, host.Id),
                $"no heartbeat for {options.SilenceTimeout.TotalSeconds:0} s");
        }

        await db.SaveChangesAsync(cancellationToken);
        return silent.Count;
    }

    /// <inheritdoc/>
    protected override Task RunAsync(CancellationToken cancellationToken) => ReportSilenceAsync(cancellationToken);

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(options.UpkeepInterval, Time, cancellationToken);
}
