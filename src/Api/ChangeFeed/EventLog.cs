using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.ChangeFeed;

/// <summary>
/// Reads the log of changes. Positions are given out under one lock that is held until the commit can be seen, so that what has
/// been read up to a position is complete.
/// </summary>
internal sealed class EventLog(IDbContextFactory<LevelsetDbContext> contexts)
{
    private Guid? identity;

    /// <summary>The channel on which the database tells that there is more.</summary>
    public const string Channel = "levelset_events";

    /// <summary>
    /// Tells this database from others, also from a dump of it that was restored elsewhere: there the log would go on
    /// differently.
    /// </summary>
    public async Task<Guid> IdentityAsync(CancellationToken cancellationToken)
    {
        if (identity is not { } known)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            known = await db.Database.SqlQuery<Guid>(
                $"""
                SELECT md5(l.identity::text || d.oid::text || c.system_identifier::text)::uuid AS "Value"
                FROM event_log l, pg_database d, pg_control_system() c WHERE d.datname = current_database()
                """).SingleAsync(cancellationToken);
            identity = known;
        }

        return known;
    }

    /// <summary>The last position that was given out.</summary>
    public async Task<long> HeadAsync(CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return await HeadAsync(db, cancellationToken);
    }

    /// <summary>The last position as this context's transaction sees it.</summary>
    public static async Task<long> HeadAsync(LevelsetDbContext db, CancellationToken cancellationToken) =>
        await db.Events.MaxAsync(row => (long?)row.Position, cancellationToken)
        ?? await db.EventLog.Select(log => log.TrimmedThrough).SingleAsync(cancellationToken);

    /// <summary>What was logged after a position, in order.</summary>
    /// <exception cref="Errors.ServiceException">Some of it is gone.</exception>
    public static async Task<IReadOnlyList<EventRow>> ReadAsync(
        LevelsetDbContext db,
        EventKind? kind,
        long after,
        long upTo,
        int limit,
        CancellationToken cancellationToken)
    {
        var rows = await db.Events.AsNoTracking()
            .Where(row => row.Position > after && row.Position <= upTo && (kind == null || row.Kind == kind))
            .OrderBy(row => row.Position)
            .Take(limit)
            .ToListAsync(cancellationToken);

        // Asked after the read: what was trimmed meanwhile may be missing from it.
        var trimmed = await db.EventLog.Select(log => log.TrimmedThrough).SingleAsync(cancellationToken);
        return after >= trimmed ? rows : throw WatchErrors.Expired();
    }

    /// <summary>Whether a watch can go on from a token.</summary>
    /// <exception cref="Errors.ServiceException">It cannot.</exception>
    public async Task RequireAsync(WatchToken token, CancellationToken cancellationToken)
    {
        if (token.Database != await IdentityAsync(cancellationToken))
        {
            throw WatchErrors.OtherDatabase();
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (token.Position > await HeadAsync(db, cancellationToken))
        {
            throw WatchErrors.OtherDatabase();
        }

        if (token.Position < await db.EventLog.Select(log => log.TrimmedThrough).SingleAsync(cancellationToken))
        {
            throw WatchErrors.Expired();
        }
    }

    /// <summary>Forgets what is older than an instant, and all but the newest rows; returns how many were forgotten.</summary>
    public async Task<int> TrimAsync(DateTimeOffset before, long keep, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var through = await db.Events.Where(row => row.Time < before).MaxAsync(row => (long?)row.Position, cancellationToken) ?? 0;
        var beyond = await db.Events.OrderByDescending(row => row.Position).Skip((int)keep).Select(row => (long?)row.Position)
            .FirstOrDefaultAsync(cancellationToken) ?? 0;
        through = Math.Max(through, beyond);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.EventLog.Where(log => log.TrimmedThrough < through)
            .ExecuteUpdateAsync(update => update.SetProperty(log => log.TrimmedThrough, through), cancellationToken);
        var forgotten = await db.Events.Where(row => row.Position <= through).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return forgotten;
    }
}
