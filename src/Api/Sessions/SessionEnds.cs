using Levelset.Api.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Levelset.Api.Sessions;

/// <summary>Records that agents' streams have ended. Those that end together, as when a network fails, are recorded together.</summary>
internal sealed class SessionEnds(
    Transactions transactions,
    AgentSessions sessions,
    IHostApplicationLifetime lifetime,
    ILogger<SessionEnds> logger) : GroupCommit<AgentSession, DateTimeOffset?>(transactions, lifetime, logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>A stream has ended. Without a database it stays on record until there is one again.</summary>
    public async Task DisconnectAsync(AgentSession session)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            sessions.Forget(session, await StoreAsync(session, session.HostId, limit.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or NpgsqlException || Transactions.IsOutage(exception))
        {
            sessions.Keep(session);
        }
    }

    /// <inheritdoc/>
    protected override async Task StoreAsync(
        LevelsetDbContext db,
        IReadOnlyList<Pending<AgentSession, DateTimeOffset?>> batch,
        CancellationToken cancellationToken)
    {
        var hosts = batch.Select(pending => pending.Item.HostId).ToArray();
        var ids = batch.Select(pending => pending.Item.Id).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"SELECT 1 FROM agent_sessions WHERE host_id = ANY ({hosts}) AND session_id = ANY ({ids}) ORDER BY host_id FOR UPDATE",
            cancellationToken);
        var ended = await db.Database.SqlQuery<End>(
            $"""
            UPDATE agent_sessions s SET session_id = NULL, replica_id = NULL, resume_digest = '', last_seen_time = clock_timestamp()
            FROM unnest({hosts}, {ids}) AS ended (host_id, session_id)
            WHERE s.host_id = ended.host_id AND s.session_id = ended.session_id
            RETURNING ended.session_id AS "SessionId", s.last_seen_time AS "LastSeenTime"
            """).ToDictionaryAsync(end => end.SessionId, cancellationToken);
        foreach (var pending in batch)
        {
            pending.Answer(ended.GetValueOrDefault(pending.Item.Id)?.LastSeenTime);
        }
    }

    private sealed record End(Guid SessionId, DateTimeOffset LastSeenTime);
}
