using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Options;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Sessions;

/// <summary>
/// Records which hosts have fallen silent, for that happens without anybody writing. The replica that holds a stream judges it, by
/// its own monotonic clock; hosts without a stream are judged by every replica from when it first saw them so, and what another has
/// recorded already is not recorded again. No clock of one machine is compared with another's.
/// </summary>
internal sealed class SilenceMonitor(
    IDbContextFactory<LevelsetDbContext> contexts,
    Transactions transactions,
    ActivityLog activities,
    AgentSessions sessions,
    AgentPresence presence,
    SessionEnds ends,
    ServiceOptions options,
    TimeProvider time,
    ILogger<SilenceMonitor> logger) : RepeatedWork(time, logger)
{
    // A process that was paused, or had no processor, reads now what its agents said meanwhile.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    // A database that takes longer has let nobody connect meanwhile.
    private static readonly TimeSpan SlowRead = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, (DateTimeOffset Recorded, long Since)> unheld = [];

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(sessions.TakeUnrecordedEnds().Select(ends.DisconnectAsync));

            await ReportMuteAsync(cancellationToken);
            await ReportUnheldAsync(cancellationToken);
        }
        catch
        {
            StartAnew();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(options.UpkeepInterval, Time, cancellationToken);

    // Without a database nobody could connect: all that have no stream get their time anew.
    private void StartAnew()
    {
        unheld.Clear();
        sessions.ForgetEnds();
    }

    private async Task ReportMuteAsync(CancellationToken cancellationToken)
    {
        if (sessions.Mute(options.SilenceTimeout).Count == 0)
        {
            return;
        }

        await Task.Delay(Grace, TimeProvider.System, cancellationToken);
        var mute = sessions.Mute(options.SilenceTimeout);
        var reported = await transactions.RunAsync((db, token) => ReportMuteAsync(db, mute, token), cancellationToken);

        // What was said between the look and the record has not broken the silence.
        foreach (var session in reported.Where(session => session.Silence < options.SilenceTimeout))
        {
            await presence.BreakSilenceAsync(session, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<AgentSession>> ReportMuteAsync(
        LevelsetDbContext db,
        IReadOnlyList<AgentSession> mute,
        CancellationToken cancellationToken)
    {
        var ids = mute.Select(session => session.Id).ToArray();
        var silent = await db.Database.SqlQuery<string>(
            $"""
            UPDATE agent_sessions SET silent = true, last_seen_time = clock_timestamp() - {options.SilenceTimeout}
            WHERE session_id = ANY ({ids}) AND NOT silent
            RETURNING host_id AS "Value"
            """).ToListAsync(cancellationToken);
        var reported = mute.Where(session => silent.Contains(session.HostId)).ToList();

        // Before the commit: whoever speaks from now on waits for it, and breaks the silence.
        reported.ForEach(session => session.IsSilent = true);
        await RecordAsync(db, silent, cancellationToken);
        return reported;
    }

    private async Task ReportUnheldAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Sessions.AsNoTracking()
            .Where(row => row.ReplicaId == null && !row.Silent)
            .Select(row => new { row.HostId, row.LastSeenTime })
            .ToListAsync(cancellationToken);
        if (TimeProvider.System.GetElapsedTime(started) > SlowRead)
        {
            StartAnew();
        }

        var now = Time.GetTimestamp();
        var seen = rows.ToDictionary(row => row.HostId, row => row.LastSeenTime);
        foreach (var gone in unheld.Where(one => !seen.TryGetValue(one.Key, out var recorded) || recorded != one.Value.Recorded).ToList())
        {
            unheld.Remove(gone.Key);
        }

        foreach (var (host, recorded) in seen)
        {
            unheld.TryAdd(host, (recorded, sessions.EndedAt(host, recorded) ?? now));
        }

        var due = unheld.Where(one => Time.GetElapsedTime(one.Value.Since) >= options.SilenceTimeout).Select(one => one.Key).ToArray();
        if (due.Length > 0)
        {
            await transactions.RunAsync((context, token) => ReportUnheldAsync(context, due, token), cancellationToken);
        }
    }

    // Of several replicas that look at once, one gets the row.
    private async Task ReportUnheldAsync(LevelsetDbContext db, string[] due, CancellationToken cancellationToken)
    {
        var recorded = due.Select(host => unheld[host].Recorded).ToArray();
        var silent = await db.Database.SqlQuery<string>(
            $"""
            UPDATE agent_sessions s SET silent = true
            FROM unnest({due}, {recorded}) AS due (host_id, last_seen_time)
            WHERE s.host_id = due.host_id AND s.last_seen_time = due.last_seen_time AND s.replica_id IS NULL AND NOT s.silent
            RETURNING s.host_id AS "Value"
            """).ToListAsync(cancellationToken);
        await RecordAsync(db, silent, cancellationToken);
    }

    private async Task RecordAsync(LevelsetDbContext db, IReadOnlyList<string> silent, CancellationToken cancellationToken)
    {
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
    }
}
