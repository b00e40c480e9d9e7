using System.Security.Cryptography;
using System.Text;
using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Levelset.Api.Sessions;

/// <summary>
/// Which agents are connected, to whichever service process: kept with the heartbeats. A process that died leaves its agents on
/// record; they count until their hosts are silent, or until they connect elsewhere.
/// </summary>
internal sealed class AgentPresence(
    IDbContextFactory<LevelsetDbContext> contexts,
    Transactions transactions,
    ActivityLog activities,
    AgentSessions sessions,
    HostMapping hosts,
    TimeProvider time)
{
    /// <summary>What is recorded of a silent host that says something.</summary>
    public const string HeardAgain = "heartbeat restored";

    private static readonly TimeSpan LastUpdate = TimeSpan.FromSeconds(2);

    /// <summary>Records a stream in its Hello's transaction.</summary>
    /// <exception cref="Errors.ServiceException">Another agent's stream to another process holds the host id.</exception>
    public void Connect(AgentHeartbeat heartbeat, AgentSession session, string resumeToken)
    {
        // Among the streams of this process it has been decided already.
        if (heartbeat.SessionId is { } other
            && !sessions.IsOwn(other)
            && heartbeat.LastSeenTime >= hosts.SilentBefore
            && heartbeat.ResumeDigest != Digest(resumeToken))
        {
            throw AgentStreamErrors.HostIdInUse(session.HostId);
        }

        heartbeat.SessionId = session.Id;
        heartbeat.ResumeDigest = Digest(session.ResumeToken);
        heartbeat.LastSeenTime = time.GetStoredNow();
        heartbeat.SilenceReported = false;
    }

    /// <summary>
    /// Lets nothing be stored that an older stream says: of two streams the one that said hello last counts. Locks the host, as a
    /// hello does, so that none comes between; before partitions, by the order of <see cref="Locks"/>.
    /// </summary>
    /// <exception cref="Errors.ServiceException">The agent has connected again, to this process or another.</exception>
    public static async Task RequireCurrentAsync(
        LevelsetDbContext db,
        string hostId,
        Guid sessionId,
        CancellationToken cancellationToken)
    {
        // Shared, for a foreign key's lock on the host may be held together with a partition's.
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM hosts WHERE id = {hostId} FOR SHARE", cancellationToken);
        if (!await db.Heartbeats.AnyAsync(row => row.HostId == hostId && row.SessionId == sessionId, cancellationToken))
        {
            throw AgentStreamErrors.Replaced(hostId);
        }
    }

    /// <summary>Its agent has been heard of.</summary>
    public async Task RecordHeartbeatAsync(string hostId, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetStoredNow();
        var seen = await db.Heartbeats.Where(row => row.HostId == hostId && !row.SilenceReported)
            .ExecuteUpdateAsync(update => update.SetProperty(row => row.LastSeenTime, now), cancellationToken);
        if (seen == 0)
        {
            await BreakSilenceAsync(hostId, now, cancellationToken);
        }
    }

    private Task BreakSilenceAsync(string hostId, DateTimeOffset now, CancellationToken cancellationToken) => transactions.RunAsync(
        async (db, token) =>
        {
            var seen = await db.Heartbeats.Where(row => row.HostId == hostId && row.SilenceReported)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.LastSeenTime, now).SetProperty(row => row.SilenceReported, false),
                    token);
            if (seen > 0)
            {
                var pool = await db.Hosts.Where(row => row.Id == hostId).Select(row => row.PoolId).SingleAsync(token);
                activities.By(ResourceName.Host(hostId), db).Add(ActivityKind.HostHeardAgain, new ActivitySubject(pool, hostId), HeardAgain);
                await db.SaveChangesAsync(token);
            }

            return seen;
        },
        cancellationToken);

    /// <summary>A stream has ended. Without a database it stays on record until the host is silent.</summary>
    public async Task DisconnectAsync(AgentSession session)
    {
        using var limit = new CancellationTokenSource(LastUpdate);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(limit.Token);
            await db.Heartbeats.Where(row => row.SessionId == session.Id)
                .ExecuteUpdateAsync(
                    update => update.SetProperty(row => row.SessionId, (Guid?)null).SetProperty(row => row.ResumeDigest, ""),
                    limit.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or NpgsqlException || Transactions.IsOutage(exception))
        {
            // It is told by its silence.
        }

        sessions.Forget(session);
    }

    /// <summary>Whether a host's agent is connected to any process.</summary>
    public async Task<bool> IsConnectedAsync(LevelsetDbContext db, string hostId, CancellationToken cancellationToken)
    {
        var silentBefore = hosts.SilentBefore;
        return sessions.IsConnected(hostId) || await db.Heartbeats.AnyAsync(
            row => row.HostId == hostId && row.SessionId != null && row.LastSeenTime >= silentBefore,
            cancellationToken);
    }

    private static string Digest(string resumeToken) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(resumeToken)));
}
