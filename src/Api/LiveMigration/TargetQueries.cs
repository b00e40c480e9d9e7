using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.LiveMigration;

/// <summary>
/// Pages of targets by index. The possible hosts are found class by class along the index by pool, membership state and fingerprint, so
/// that a page costs what it returns and not what there is.
/// </summary>
internal static class TargetQueries
{
    private const string Columns =
        """
        h.id AS "Id", h.fingerprint AS "Fingerprint", h.simulated AS "Simulated", h.pool_id AS "PoolId",
        h.membership_state::integer AS "MembershipState", h.membership_reason AS "MembershipReason", h.cordoned AS "Cordoned",
        h.processor_clock_frequency AS "ProcessorClockFrequency", h.unreported_words AS "UnreportedWords",
        h.silent AS "IsSilent"
        """;

    // Steps from one distinct value of the index to the next. Compared as a row, for the planner would take the index by
    // fingerprint alone for a quick way to the first of a pool, which it is not where pools differ in their processors.
    private const string ClassesOfPool =
        """
        WITH RECURSIVE step AS (
            (SELECT pool_id, membership_state, fingerprint FROM hosts
             WHERE (pool_id, membership_state, fingerprint) >= ({0}, 2, '') AND fingerprint IS NOT NULL
             ORDER BY pool_id, membership_state, fingerprint LIMIT 1)
            UNION ALL
            SELECT next.* FROM step CROSS JOIN LATERAL (
                SELECT pool_id, membership_state, fingerprint FROM hosts
                WHERE (pool_id, membership_state, fingerprint) > (step.pool_id, step.membership_state, step.fingerprint)
                  AND fingerprint IS NOT NULL
                ORDER BY pool_id, membership_state, fingerprint LIMIT 1) next
            WHERE step.pool_id = {0} AND step.membership_state = 2
        )
        SELECT pool_id AS "PoolId", fingerprint::text AS "Fingerprint" FROM step WHERE pool_id = {0} AND membership_state = 2
        """;

    private const string AllClasses =
        """
        WITH RECURSIVE step AS (
            (SELECT pool_id, membership_state, fingerprint FROM hosts
             WHERE pool_id IS NOT NULL AND fingerprint IS NOT NULL ORDER BY pool_id, membership_state, fingerprint LIMIT 1)
            UNION ALL
            SELECT next.* FROM step CROSS JOIN LATERAL (
                SELECT pool_id, membership_state, fingerprint FROM hosts
                WHERE (pool_id, membership_state, fingerprint) > (step.pool_id, step.membership_state, step.fingerprint)
                  AND fingerprint IS NOT NULL
                ORDER BY pool_id, membership_state, fingerprint LIMIT 1) next
        )
        SELECT pool_id AS "PoolId", fingerprint::text AS "Fingerprint" FROM step WHERE membership_state = 2
        """;

    private const string Possible =
        $$"""
        SELECT {{Columns}}
        FROM unnest({0}, {1}, {2}) WITH ORDINALITY AS class (pool, fingerprint, after, number)
        CROSS JOIN LATERAL (
            SELECT hosts.*, seen.silent FROM hosts JOIN agent_sessions seen ON seen.host_id = hosts.id
            WHERE hosts.pool_id = class.pool AND hosts.membership_state = 2 AND hosts.fingerprint = class.fingerprint::bpchar
              AND hosts.id > class.after AND hosts.id <> {3} AND NOT hosts.cordoned AND hosts.simulated = {4}
              AND NOT seen.silent
            ORDER BY hosts.pool_id, hosts.fingerprint, hosts.id LIMIT {5}) h
        ORDER BY class.number, h.id LIMIT {5}
        """;

    private const string Impossible =
        $$"""
        SELECT {{Columns}}
        FROM (SELECT hosts.*, coalesce(seen.silent, true) AS silent FROM hosts LEFT JOIN agent_sessions seen ON seen.host_id = hosts.id) h
        WHERE h.id > {0} AND h.id <> {1} AND NOT coalesce(
            h.membership_state = 2 AND NOT h.cordoned AND h.simulated = {2} AND NOT h.silent
            AND (h.pool_id, h.fingerprint) IN (SELECT pool, fingerprint::bpchar FROM unnest({3}, {4}) AS class (pool, fingerprint)),
            false)
        ORDER BY h.id LIMIT {5}
        """;

    /// <summary>A pool and a fingerprint that some ready member of it has.</summary>
    public sealed record PoolFingerprint(string PoolId, string Fingerprint);

    /// <summary>What the ready members of one pool are, or those of all pools.</summary>
    public static Task<List<PoolFingerprint>> ClassesAsync(LevelsetDbContext db, string? poolId, CancellationToken cancellationToken) =>
        (poolId is null
            ? db.Database.SqlQueryRaw<PoolFingerprint>(AllClasses)
            : db.Database.SqlQueryRaw<PoolFingerprint>(ClassesOfPool, poolId)).ToListAsync(cancellationToken);

    /// <summary>Ready hosts of these classes, in their order and by name, after a host of the first class.</summary>
    public static async Task<List<HostSnapshot>> PossibleAsync(
        LevelsetDbContext db,
        PartitionSnapshot partition,
        IReadOnlyList<TargetClass> classes,
        string after,
        int most,
        CancellationToken cancellationToken) =>
        classes.Count == 0
            ? []
            : await ReadAsync(db.Database.SqlQueryRaw<HostColumns>(
                Possible,
                Pools(classes),
                Fingerprints(classes),
                classes.Select((_, i) => i == 0 ? after : "").ToArray(),
                partition.Row.HostId,
                partition.Row.Simulated,
                most), cancellationToken);

    /// <summary>All other hosts, by name.</summary>
    public static Task<List<HostSnapshot>> ImpossibleAsync(
        LevelsetDbContext db,
        PartitionSnapshot partition,
        IReadOnlyList<TargetClass> possible,
        string after,
        int most,
        CancellationToken cancellationToken) =>
        ReadAsync(db.Database.SqlQueryRaw<HostColumns>(
            Impossible,
            after,
            partition.Row.HostId,
            partition.Row.Simulated,
            Pools(possible),
            Fingerprints(possible),
            most), cancellationToken);

    private static async Task<List<HostSnapshot>> ReadAsync(IQueryable<HostColumns> query, CancellationToken cancellationToken) =>
        [.. (await query.ToListAsync(cancellationToken)).Select(row => row.ToSnapshots())];

    private static string[] Pools(IReadOnlyList<TargetClass> classes) => [.. classes.Select(one => one.PoolId)];

    private static string[] Fingerprints(IReadOnlyList<TargetClass> classes) => [.. classes.Select(one => one.Fingerprint)];
}
