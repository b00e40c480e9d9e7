using System.Security.Cryptography;
using System.Text;
using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Levelset.Api.Sessions;

/// <summary>
/// Which agents are connected, to whichever replica. A host is heard of as long as its stream is open and its replica lives; heartbeats
/// are judged where the stream is, and stored nowhere.
/// </summary>
internal sealed class AgentPresence(
    IDbContextFactory<LevelsetDbContext> contexts,
    Transactions transactions,
    ActivityLog activities,
    AgentSessions sessions,
    ReplicaLease lease)
{
    /// <summary>What is recorded of a silent host that says something.</summary>
    public const string HeardAgain = "heartbeat restored";

    private static readonly TimeSpan LastUpdate = TimeSpan.FromSeconds(2);

    /// <summary>Lets an agent have the host id where no other agent has it.</summary>
    /// <exception cref="Errors.ServiceException">Another agent's stream to another replica holds the host id.</exception>
    public void RequireFree(AgentSessionRow? row, AgentSession session, string resumeToken)
    {
        // Among the streams of this process it has been decided already.
        if (row is { SessionId: { } other, ReplicaId: not null, Silent: false }
            && !sessions.IsOwn(other)
            && row.ResumeDigest != Digest(resumeToken))
        {
            throw AgentStreamErrors.HostIdInUse(session.HostId);
        }
    }

    /// <summary>Records a stream in its Hello's transaction; its host is on record.</summary>
    public Task ConnectAsync(LevelsetDbContext db, AgentSession session, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO agent_sessions AS s (host_id, session_id, replica_id, resume_digest, silent, last_seen_time)
            VALUES ({session.HostId}, {session.Id}, {lease.Id}, {Digest(session.ResumeToken)}, false, clock_timestamp())
            ON CONFLICT (host_id) DO UPDATE SET session_id = excluded.session_id, replica_id = excluded.replica_id,
                resume_digest = excluded.resume_digest, silent = false, last_seen_time = excluded.last_seen_time
            """,
            cancellationToken);

    /// <summary>
    /// Lets nothing be stored that an older stream says: of two streams the one that said hello last counts. Locks the host, as a
    /// hello does, so that none comes between; before partitions, by the order of <see cref="Locks"/>.
    /// </summary>
    /// <exception cref="Errors.ServiceException">The agent has connected again, to this replica or another.</exception>
    public static async Task RequireCurrentAsync(
        LevelsetDbContext db,
        string hostId,
        Guid sessionId,
        CancellationToken cancellationToken)
    {
        // Shared, for a foreign key's lock on the host may be held together with a partition's.
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM hosts WHERE id = {hostId} FOR SHARE", cancellationToken);
        if (!await db.Sessions.AnyAsync(row => row.HostId == hostId && row.SessionId == sessionId, cancellationToken))
        {
            throw AgentStreamErrors.Replaced(hostId);
        }
    }

    /// <summary>An agent has said something.</summary>
    public Task HearAsync(AgentSession session, CancellationToken cancellationToken)
    {
        session.Hear();
        return session.IsSilent ? BreakSilenceAsync(session, cancellationToken) : Task.CompletedTask;
    }

    /// <summary>A host that was silent is heard of again.</summary>
    public async Task BreakSilenceAsync(AgentSession session, CancellationToken cancellationToken)
    {
        await transactions.RunAsync(
            async (db, token) =>
            {
                var broken = await db.Sessions.Where(row => row.SessionId == session.Id && row.Silent)
                    .ExecuteUpdateAsync(update => update.SetProperty(row => row.Silent, false), token);
                if (broken > 0)
                {
                    var pool = await db.Hosts.Where(row => row.Id == session.HostId).Select(row => row.PoolId).SingleAsync(token);
                    activities.By(ResourceName.Host(session.HostId), db)
                        .Add(ActivityKind.HostHeardAgain, new ActivitySubject(pool, session.HostId), HeardAgain);
                    await db.SaveChangesAsync(token);
                }
            },
            cancellationToken);
        session.IsSilent = false;
    }

    /// <summary>A stream has ended. Without a database it stays on record until there is one again.</summary>
    public async Task DisconnectAsync(AgentSession session)
    {
        using var limit = new CancellationTokenSource(LastUpdate);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(limit.Token);
            var ended = await db.Database.SqlQuery<DateTimeOffset>(
                $"""
                UPDATE agent_sessions SET session_id = NULL, replica_id = NULL, resume_digest = '', last_seen_time = clock_timestamp()
                WHERE session_id = {session.Id}
                RETURNING last_seen_time AS "Value"
                """).ToListAsync(limit.Token);
            sessions.Forget(session, ended.Count > 0 ? ended[0] : null);
        }
        catch (Exception exception) when (exception is OperationCanceledException or NpgsqlException || Transactions.IsOutage(exception))
        {
            sessions.Keep(session);
        }
    }

    /// <summary>Whether a host's agent is connected to any replica.</summary>
    public async Task<bool> IsConnectedAsync(LevelsetDbContext db, string hostId, CancellationToken cancellationToken) =>
        sessions.IsConnected(hostId)
        || await db.Sessions.AnyAsync(row => row.HostId == hostId && row.ReplicaId != null && !row.Silent, cancellationToken);

    private static string Digest(string resumeToken) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resumeToken)));
}
