using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Options;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Levelset.Api.Sessions;

/// <summary>
/// Keeps this process on record as a replica that lives, and strikes from the record those that have stopped renewing, with which
/// their streams end. Nobody's clock is compared with another's: a replica is dead once its row has looked the same for a while.
/// </summary>
internal sealed class ReplicaLease(
    IDbContextFactory<LevelsetDbContext> contexts,
    Transactions transactions,
    AgentSessions sessions,
    ServiceOptions options,
    ILogger<ReplicaLease> logger) : RepeatedWork(Clock, logger)
{
    // What is waited for is other processes, which do not go by a clock that a test holds.
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan LastUpdate = TimeSpan.FromSeconds(2);

    private readonly Dictionary<Guid, (long Renewals, long Since)> others = [];
    private readonly Lock gate = new();
    private Guid id = Guid.CreateVersion7();
    private bool isRegistered;

    /// <summary>This process, on record. It changes when others have struck it while it was paused.</summary>
    public Guid Id
    {
        get
        {
            lock (gate)
            {
                return id;
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(LastUpdate);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(limit.Token);
            await db.Replicas.Where(row => row.Id == Id).ExecuteDeleteAsync(limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or NpgsqlException || Transactions.IsOutage(exception))
        {
            // The others will strike it.
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RenewAsync(cancellationToken);
            await StrikeAsync(cancellationToken);
        }
        catch
        {
            // Who cannot renew because the database does not answer is not dead: the others get their time anew.
            others.Clear();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(options.LeaseInterval, Time, cancellationToken);

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (isRegistered)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            if (await db.Database.ExecuteSqlAsync(
                $"UPDATE replicas SET renewals = renewals + 1, renew_time = clock_timestamp() WHERE id = {Id}",
                cancellationToken) > 0)
            {
                return;
            }

            SessionsLog.Struck(Logger, options.LeaseTimeout.TotalSeconds);
        }

        await RegisterAsync(cancellationToken);
    }

    // After a pause the streams that nobody has taken over meanwhile are this process's again. The others have ended elsewhere.
    private async Task RegisterAsync(CancellationToken cancellationToken)
    {
        var next = Guid.CreateVersion7();
        var held = sessions.Recorded(sessions.Connected);
        var ids = held.Select(session => session.Id).ToArray();
        var kept = await transactions.RunAsync(
            async (db, token) =>
            {
                await db.Database.ExecuteSqlAsync($"INSERT INTO replicas (id, renewals) VALUES ({next}, 0)", token);
                return await db.Database.SqlQuery<Reclaimed>(
                    $"""
                    UPDATE agent_sessions SET replica_id = {next} WHERE session_id = ANY ({ids})
                    RETURNING session_id AS "SessionId", silent AS "Silent"
                    """).ToListAsync(token);
            },
            cancellationToken);
        lock (gate)
        {
            id = next;
        }

        isRegistered = true;
        others.Clear();
        var silent = kept.ToDictionary(one => one.SessionId, one => one.Silent);
        foreach (var session in held)
        {
            if (silent.TryGetValue(session.Id, out var isSilent))
            {
                session.IsSilent = isSilent;
            }
            else
            {
                session.Break(AgentStreamErrors.Replaced(session.HostId));
            }
        }
    }

    private async Task StrikeAsync(CancellationToken cancellationToken)
    {
        var started = Time.GetTimestamp();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var own = Id;
        var seen = await db.Replicas.AsNoTracking().Where(row => row.Id != own).ToListAsync(cancellationToken);
        if (Time.GetElapsedTime(started) > options.LeaseInterval)
        {
            others.Clear();
        }

        foreach (var gone in others.Keys.Except(seen.Select(row => row.Id)).ToList())
        {
            others.Remove(gone);
        }

        foreach (var row in seen)
        {
            if (!others.TryGetValue(row.Id, out var before) || before.Renewals != row.Renewals)
            {
                others[row.Id] = (row.Renewals, Time.GetTimestamp());
            }
            else if (Time.GetElapsedTime(before.Since) >= options.LeaseTimeout
                && await db.Replicas.Where(one => one.Id == row.Id && one.Renewals == row.Renewals).ExecuteDeleteAsync(cancellationToken) > 0)
            {
                SessionsLog.Struck(Logger, row.Id, options.LeaseTimeout.TotalSeconds);
            }
        }
    }

    private sealed record Reclaimed(Guid SessionId, bool Silent);
}
