using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>
/// Recomputes level and baseline of a pool that the caller has locked, after members, reports or policy changed. Works on
/// distinct fingerprints, never on hosts.
/// </summary>
internal sealed class PoolLeveling(ActivityLog activities, TimeProvider time)
{
    // Steps from one kind of processor to the next along the index, so that the cost grows with the kinds in this pool: not with its
    // hosts, nor with what other pools or earlier reports left behind.
    private const string Steps =
        """
        WITH RECURSIVE step AS (
            (SELECT pool_id, membership_state, fingerprint FROM hosts
             WHERE (pool_id, membership_state, fingerprint) >= ({0}, 0, '') AND fingerprint IS NOT NULL
             ORDER BY pool_id, membership_state, fingerprint LIMIT 1)
            UNION ALL
            SELECT next.* FROM step CROSS JOIN LATERAL (
                SELECT pool_id, membership_state, fingerprint FROM hosts
                WHERE (pool_id, membership_state, fingerprint) > (step.pool_id, step.membership_state, step.fingerprint)
                  AND fingerprint IS NOT NULL
                ORDER BY pool_id, membership_state, fingerprint LIMIT 1) next
            WHERE step.pool_id = {0}
        )

        """;

    private const string Kinds =
        Steps + """SELECT membership_state::integer AS "MembershipState", fingerprint AS "Fingerprint" FROM step WHERE pool_id = {0}""";

    private const string KindsOfOthers =
        Steps +
        """
        SELECT membership_state::integer AS "MembershipState", fingerprint AS "Fingerprint" FROM step
        WHERE pool_id = {0} AND EXISTS (
            SELECT 1 FROM hosts WHERE pool_id = {0} AND membership_state = step.membership_state AND fingerprint = step.fingerprint
                AND id <> ALL ({1}))
        """;

    /// <summary>A fingerprint that some member of a pool has in some state.</summary>
    private sealed record Kind(MembershipState MembershipState, string Fingerprint);

    /// <summary>What makes a new generation.</summary>
    /// <param name="Cause">For people.</param>
    /// <param name="Author">Who.</param>
    /// <param name="Raise">Whether the baseline is raised to the level.</param>
    public sealed record Change(string Cause, string Author, bool Raise = false);

    /// <summary>The baseline in force, or null.</summary>
    public static Task<BaselineRow?> CurrentAsync(LevelsetDbContext db, PoolRow pool, CancellationToken cancellationToken) =>
        pool.CurrentGeneration is { } generation
            ? AtAsync(db, pool.Id, generation, cancellationToken)
            : Task.FromResult<BaselineRow?>(null);

    /// <summary>The newest baseline ever made, in force or not; null before the first.</summary>
    public static Task<BaselineRow?> LastAsync(LevelsetDbContext db, PoolRow pool, CancellationToken cancellationToken) =>
        AtAsync(db, pool.Id, pool.LastGeneration, cancellationToken);

    /// <summary>What a host must be to be a contributing member: what the pool fixes and what its other contributors are.</summary>
    public static async Task<MemberRule> RuleAsync(
        LevelsetDbContext db,
        PoolRow pool,
        string? exceptHost,
        CancellationToken cancellationToken)
    {
        var others = await KindsOf(db, pool.Id)
            .Where(kind => kind.MembershipState == MembershipState.Ready
                && (exceptHost == null || db.Hosts.Any(host =>
                    host.PoolId == pool.Id
                    && host.MembershipState == MembershipState.Ready
                    && host.Fingerprint == kind.Fingerprint
                    && host.Id != exceptHost)))
            .Join(db.SupportedSets.AsNoTracking(), kind => kind.Fingerprint, set => set.Fingerprint, (_, set) => set)
            .OrderBy(set => set.Fingerprint)
            .ToListAsync(cancellationToken);
        return MemberRule.Of(pool.ToPolicy(), pool.ToIdentity(), others.Select(set => set.ToCapabilities()));
    }

    /// <summary>
    /// Where the pool would stand as its members, their reports and its policy are now. Saves what is pending, and writes nothing
    /// of it down.
    /// </summary>
    public static async Task<PoolEvaluation> EvaluateAsync(LevelsetDbContext db, PoolRow pool, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var before = await CurrentAsync(db, pool, cancellationToken);
        var members = await MembersAsync(db, pool.Id, cancellationToken);
        return Evaluate(pool, members, before?.ToCapabilities(), before ?? await LastAsync(db, pool, cancellationToken), raise: false);
    }

    /// <summary>Recomputes; saves; returns the baseline in force afterwards, or null.</summary>
    public async Task<BaselineRow?> RecomputeAsync(
        LevelsetDbContext db,
        PoolRow pool,
        Change change,
        CancellationToken cancellationToken)
    {
        var before = await CurrentAsync(db, pool, cancellationToken);
        return await RecomputeAsync(db, pool, change, before?.ToCapabilities(), cancellationToken);
    }

    /// <summary>Recomputes after a change of several steps.</summary>
    /// <param name="db">Whose pending changes are saved first.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="change">All of the change.</param>
    /// <param name="since">What the last step but one would have left in force, so that no step needs a generation; null = nothing.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<BaselineRow?> RecomputeAsync(
        LevelsetDbContext db,
        PoolRow pool,
        Change change,
        CpuCapabilities? since,
        CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var before = await CurrentAsync(db, pool, cancellationToken);
        var members = await MembersAsync(db, pool.Id, cancellationToken);
        var evaluation = Evaluate(pool, members, since, before ?? await LastAsync(db, pool, cancellationToken), change.Raise);
        var record = activities.By(change.Author, db);
        foreach (var move in PoolDraft.MovesOf(pool, members, evaluation))
        {
            await MoveAsync(db, pool.Id, move, [], change.Cause, record, cancellationToken);
        }

        var after = await WriteAsync(db, pool, evaluation, before, change, record, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return after;
    }

    /// <summary>A pool that is locked, for reports of some of its members.</summary>
    /// <param name="db">The database.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="reporting">Its members of whom there are reports, as they are on record.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<PoolDraft> LoadAsync(
        LevelsetDbContext db,
        PoolRow pool,
        IReadOnlyCollection<HostRow> reporting,
        CancellationToken cancellationToken)
    {
        var newest = pool.LastGeneration == 0 ? null : await AtAsync(db, pool.Id, pool.CurrentGeneration ?? pool.LastGeneration, cancellationToken);
        var others = await db.Database.SqlQueryRaw<Kind>(KindsOfOthers, pool.Id, reporting.Select(host => host.Id).ToArray())
            .ToListAsync(cancellationToken);
        var fingerprints = others.Select(kind => kind.Fingerprint)
            .Concat(reporting.Select(host => host.Fingerprint).OfType<string>())
            .Distinct()
            .ToArray();
        var sets = await db.SupportedSets.AsNoTracking().Where(set => fingerprints.Contains(set.Fingerprint)).ToListAsync(cancellationToken);
        var members = others.Select(kind => (kind.MembershipState, kind.Fingerprint))
            .Concat(reporting.Where(host => host.Fingerprint is not null).Select(host => (host.MembershipState, host.Fingerprint!)))
            .CountBy(kind => kind);
        return new PoolDraft(pool, newest, members, sets);
    }

    /// <summary>Writes down members whose state has changed with others' reports.</summary>
    /// <param name="db">The database.</param>
    /// <param name="poolId">The pool.</param>
    /// <param name="move">Which members, and where to.</param>
    /// <param name="reporting">Members that are written by the caller; their state is set.</param>
    /// <param name="cause">Why they contribute again.</param>
    /// <param name="record">Gets an activity for each.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task MoveAsync(
        LevelsetDbContext db,
        string poolId,
        PoolDraft.Move move,
        IReadOnlyCollection<HostRow> reporting,
        string cause,
        ActivityWriter record,
        CancellationToken cancellationToken)
    {
        var written = reporting.Select(host => host.Id).ToArray();
        var here = reporting.Where(host =>
            host.PoolId == poolId && host.MembershipState == move.From && host.Fingerprint == move.Fingerprint).ToList();
        var others = db.Hosts.Where(host =>
            host.PoolId == poolId && host.MembershipState == move.From && host.Fingerprint == move.Fingerprint && !written.Contains(host.Id));
        var ids = await others.Select(host => host.Id).ToListAsync(cancellationToken);
        var isReady = move.To == MembershipState.Ready;
        foreach (var id in ids.Concat(here.Select(host => host.Id)).Order(StringComparer.Ordinal))
        {
            record.Add(
                isReady ? ActivityKind.HostReleased : ActivityKind.HostQuarantined,
                new ActivitySubject(poolId, id),
                isReady ? $"contributes again: {cause}" : move.Reason);
        }

        here.ForEach(host => (host.MembershipState, host.MembershipReason) = (move.To, move.Reason));
        await others.ExecuteUpdateAsync(
            update => update.SetProperty(host => host.MembershipState, move.To).SetProperty(host => host.MembershipReason, move.Reason),
            cancellationToken);
    }

    /// <summary>Writes down a pool after reports of its members; the members have been written. The caller saves.</summary>
    public async Task WriteAsync(LevelsetDbContext db, PoolDraft draft, CancellationToken cancellationToken)
    {
        var change = draft.Change;
        await WriteAsync(db, draft.Pool, draft.Evaluation!, draft.InForce, change, activities.By(change.Author, db), cancellationToken);
    }

    /// <summary>The members that have reported, those of one fingerprint and one state once.</summary>
    public static async Task<IReadOnlyList<Member>> MembersAsync(
        LevelsetDbContext db,
        string poolId,
        CancellationToken cancellationToken)
    {
        var kinds = await KindsOf(db, poolId)
            .Where(kind => kind.MembershipState != MembershipState.Pending)
            .Join(db.SupportedSets.AsNoTracking(), kind => kind.Fingerprint, set => set.Fingerprint, (kind, set) => new { kind.MembershipState, Set = set })
            .OrderBy(kind => kind.MembershipState)
            .ThenBy(kind => kind.Set.Fingerprint)
            .ToListAsync(cancellationToken);
        return [.. kinds.Select(kind => new Member(kind.Set.Fingerprint, kind.Set.ToCapabilities(), kind.MembershipState))];
    }

    private static IQueryable<Kind> KindsOf(LevelsetDbContext db, string poolId) => db.Database.SqlQueryRaw<Kind>(Kinds, poolId);

    private static PoolEvaluation Evaluate(
        PoolRow pool,
        IReadOnlyList<Member> members,
        CpuCapabilities? before,
        BaselineRow? last,
        bool raise) =>
        PoolEvaluation.Of(
            pool.ToPolicy(),
            pool.ToIdentity(),
            members,
            before,
            last?.ToCapabilities(),
            raise);

    private async Task<BaselineRow?> WriteAsync(
        LevelsetDbContext db,
        PoolRow pool,
        PoolEvaluation evaluation,
        BaselineRow? before,
        Change change,
        ActivityWriter record,
        CancellationToken cancellationToken)
    {
        pool.Level = evaluation.Level?.Features;
        var after = before;
        if (evaluation.Baseline is not { } baseline)
        {
            pool.CurrentGeneration = null;
            after = null;
        }
        else if (before is null || before.ToCapabilities() != baseline.Capabilities)
        {
            after = await AddAsync(db, pool, evaluation, change, cancellationToken);
        }

        BaselineActivities.Record(record, pool.Id, before, after, change.Cause);

        // The pool's etag covers its members, which its own columns may not show.
        db.Entry(pool).Property(row => row.LastGeneration).IsModified = true;
        return after;
    }

    private async Task<BaselineRow> AddAsync(
        LevelsetDbContext db,
        PoolRow pool,
        PoolEvaluation evaluation,
        Change change,
        CancellationToken cancellationToken)
    {
        pool.LastGeneration++;
        pool.CurrentGeneration = pool.LastGeneration;
        var baseline = evaluation.Baseline!;
        var row = new BaselineRow
        {
            PoolId = pool.Id,
            Generation = pool.LastGeneration,
            Vendor = baseline.Capabilities.Vendor,
            Features = baseline.Features,
            Level = evaluation.Level!.Features,
            Properties = StoredProperties.From(baseline.Capabilities.Properties),
            Cause = change.Cause,
            Author = change.Author,
            CreateTime = time.GetStoredNow(),
            CatalogueVersion = Catalogue.For(baseline.Features.Architecture).Version,
            Reasons = BaselineReasons.ToJson(
                await ContributorsAsync(db, pool.Id, evaluation, cancellationToken),
                baseline.Dropped),
        };
        db.Baselines.Add(row);
        return row;
    }

    private static async Task<IReadOnlyList<BaselineReasons.Contributor>> ContributorsAsync(
        LevelsetDbContext db,
        string poolId,
        PoolEvaluation evaluation,
        CancellationToken cancellationToken)
    {
        var classes = await MemberClass.OfPoolAsync(db, poolId, cancellationToken);
        var contributing = classes.Where(one => one is { MembershipState: MembershipState.Ready, Fingerprint: not null })
            .ToDictionary(one => one.Fingerprint!);
        return
        [
            .. evaluation.Members.Where(member => member.State == MembershipState.Ready)
                .Select(member => member.Source)
                .Distinct()
                .Select(source => new BaselineReasons.Contributor(source, contributing[source].Count, contributing[source].Hosts)),
        ];
    }

    private static Task<BaselineRow?> AtAsync(
        LevelsetDbContext db,
        string poolId,
        long generation,
        CancellationToken cancellationToken) =>
        db.Baselines.AsNoTracking()
            .SingleOrDefaultAsync(row => row.PoolId == poolId && row.Generation == generation, cancellationToken);
}
