using System.Security.Cryptography;
using System.Text;
using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Sessions;

/// <summary>
/// Which agents are connected, to whichever replica. A host is heard of as long as its stream is open and its replica lives; heartbeats
/// are judged where the stream is, and stored nowhere.
/// </summary>
internal sealed class AgentPresence(
    Transactions transactions,
    ActivityLog activities,
    AgentSessions sessions,
    ReplicaLease lease)
{
    /// <summary>What is recorded of a silent host that says something.</summary>
    public const string HeardAgain = "heartbeat restored";

    /// <summary>Whether an agent may have its host id: not where another agent's stream to another replica holds it.</summary>
    /// <param name="row">What is on record of the host's streams.</param>
    /// <param name="session">The new stream. Among those of this process it has been decided already.</param>
    /// <param name="resumeToken">What its agent proves itself by.</param>
    public bool IsFree(AgentSessionRow? row, AgentSession session, string resumeToken) =>
        row is not { SessionId: { } other, ReplicaId: not null, Silent: false }
        || sessions.IsOwn(other)
        || row.ResumeDigest == Digest(resumeToken);

    /// <summary>Records streams in the transaction of their Hellos; their hosts are on record, and locked.</summary>
    public Task ConnectAsync(LevelsetDbContext db, IReadOnlyCollection<AgentSession> opened, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO agent_sessions AS s (host_id, session_id, replica_id, resume_digest, silent, last_seen_time)
            SELECT host_id, session_id, {lease.Id}, resume_digest, false, clock_timestamp()
            FROM unnest({opened.Select(session => session.HostId).ToArray()}, {opened.Select(session => session.Id).ToArray()},
                {opened.Select(session => Digest(session.ResumeToken)).ToArray()}) AS opened (host_id, session_id, resume_digest)
            ORDER BY host_id
            ON CONFLICT (host_id) DO UPDATE SET session_id = excluded.session_id, replica_id = excluded.replica_id,
                resume_digest = excluded.resume_digest, silent = false, last_seen_time = excluded.last_seen_time
            """,
            cancellationToken);

    /// <summary>
    /// The streams that count: nothing may be stored that another says, for of two streams the one that said hello last counts. Locks the
    /// hosts, as a hello does, so that none comes between; before partitions, by the order of <see cref="Locks"/>.
    /// </summary>
    public static async Task<Dictionary<string, Guid?>> LockCurrentAsync(
        LevelsetDbContext db,
        string[] hostIds,
        CancellationToken cancellationToken)
    {
        // Shared, for a foreign key's lock on the host may be held together with a partition's.
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM hosts WHERE id = ANY ({hostIds}) ORDER BY id FOR SHARE", cancellationToken);
        return await db.Sessions.AsNoTracking()
            .Where(row => hostIds.Contains(row.HostId))
            .ToDictionaryAsync(row => row.HostId, row => row.SessionId, cancellationToken);
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
                var broken = await db.Sessions.Where(row => row.HostId == session.HostId && row.SessionId == session.Id && row.Silent)
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

    /// <summary>Whether a host's agent is connected to any replica.</summary>
    public async Task<bool> IsConnectedAsync(LevelsetDbContext db, string hostId, CancellationToken cancellationToken) =>
        sessions.IsConnected(hostId)
        || await db.Sessions.AnyAsync(row => row.HostId == hostId && row.ReplicaId != null && !row.Silent, cancellationToken);

    private static string Digest(string resumeToken) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resumeToken)));
}
