using Levelset.Api.Data;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Fitting;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>
/// Recomputes level and baseline of a pool that the caller has locked, after members, reports or policy changed. Works on
/// distinct fingerprints, never on hosts.
/// </summary>
internal sealed class PoolLeveling(TimeProvider time)
{
    /// <summary>What makes a new generation.</summary>
    /// <param name="Cause">For people.</param>
    /// <param name="Author">Who.</param>
    public sealed record Change(string Cause, string Author);

    private sealed record Members(IReadOnlyList<SupportedSet> Sets)
    {
        public Architecture Architecture => Sets[0].Features.Architecture;

        public string Vendor => Sets[0].Vendor;

        public IReadOnlyCollection<Contribution> Contributions =>
            [.. Sets.Select(set => new Contribution(set.Fingerprint, set.Features))];

        public CompatibilityProperties Properties =>
            Sets.Select(set => set.Properties.ToValue()).Aggregate((a, b) => a.Intersect(b));
    }

    /// <summary>The baseline in force, or null.</summary>
    public static Task<BaselineRow?> CurrentAsync(LevelsetDbContext db, PoolRow pool, CancellationToken cancellationToken) =>
        pool.CurrentGeneration is { } generation
            ? AtAsync(db, pool.Id, generation, cancellationToken)
            : Task.FromResult<BaselineRow?>(null);

    /// <summary>What a host must be to be a contributing member: what the pool fixes and what its other contributors are.</summary>
    public static async Task<MemberRule> RuleAsync(
        LevelsetDbContext db,
        PoolRow pool,
        string? exceptHost,
        CancellationToken cancellationToken)
    {
        var others = await LoadAsync(db, pool.Id, exceptHost, cancellationToken);
        return new MemberRule(
            pool.FixedArchitecture ?? others?.Architecture ?? pool.Excluded?.Architecture,
            pool.FixedVendor ?? others?.Vendor,
            others?.Properties);
    }

    /// <summary>A stored set as Core judges it.</summary>
    public static Offer ToOffer(SupportedSet set) => new(set.Vendor, set.Features, set.Properties.ToValue());

    /// <summary>Recomputes; saves; returns the baseline in force afterwards, or null.</summary>
    public async Task<BaselineRow?> RecomputeAsync(
        LevelsetDbContext db,
        PoolRow pool,
        Change change,
        CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        var current = await ComputeAsync(db, pool, change, cancellationToken);
        if (current is not null && await CureAsync(db, pool, current, cancellationToken))
        {
            // A cured member offers the whole baseline, so the baseline stands; the level may not.
            current = await ComputeAsync(db, pool, change, cancellationToken);
        }

        return current;
    }

    private async Task<BaselineRow?> ComputeAsync(
        LevelsetDbContext db,
        PoolRow pool,
        Change change,
        CancellationToken cancellationToken)
    {
        var members = await LoadAsync(db, pool.Id, exceptHost: null, cancellationToken);
        if (members is null)
        {
            pool.Level = null;
            pool.CurrentGeneration = null;
            await TouchAsync(db, pool, cancellationToken);
            return null;
        }

        var catalogue = Catalogue.For(members.Architecture);
        var excluded = pool.Excluded ?? FeatureSet.Empty(members.Architecture);
        var level = Level.Of(members.Contributions, new LevelPolicy(pool.ReservedBits, excluded), catalogue)!;
        var before = await CurrentAsync(db, pool, cancellationToken);
        var next = before is null ? Baseline.AtLevel(level) : Baseline.Following(before.Features, level, catalogue);
        var properties = before is null
            ? members.Properties
            : before.Properties.ToValue().Intersect(members.Properties);
        pool.Level = level.Features;
        if (before is null || !before.Features.Equals(next.Features) || before.Properties.ToValue() != properties)
        {
            before = await AddAsync(db, pool, members, level, next, properties, change, cancellationToken);
        }

        await TouchAsync(db, pool, cancellationToken);
        return before;
    }

    // The pool's etag covers its members, which its own columns may not show.
    private static Task TouchAsync(LevelsetDbContext db, PoolRow pool, CancellationToken cancellationToken)
    {
        db.Entry(pool).Property(row => row.LastGeneration).IsModified = true;
        return db.SaveChangesAsync(cancellationToken);
    }

    private async Task<BaselineRow> AddAsync(
        LevelsetDbContext db,
        PoolRow pool,
        Members members,
        Level level,
        Baseline baseline,
        CompatibilityProperties properties,
        Change change,
        CancellationToken cancellationToken)
    {
        pool.LastGeneration++;
        pool.CurrentGeneration = pool.LastGeneration;
        var row = new BaselineRow
        {
            PoolId = pool.Id,
            Generation = pool.LastGeneration,
            Vendor = members.Vendor,
            Features = baseline.Features,
            Level = level.Features,
            Properties = StoredProperties.From(properties),
            Cause = change.Cause,
            Author = change.Author,
            CreateTime = time.GetStoredNow(),
            CatalogueVersion = Catalogue.For(members.Architecture).Version,
            Reasons = BaselineReasons.ToJson(
                await ContributorsAsync(db, pool.Id, members, cancellationToken),
                baseline.Dropped),
        };
        db.Baselines.Add(row);
        return row;
    }

    // A quarantined member that fits and offers the baseline, because the baseline went down, contributes again.
    private static async Task<bool> CureAsync(
        LevelsetDbContext db,
        PoolRow pool,
        BaselineRow current,
        CancellationToken cancellationToken)
    {
        var quarantined = await db.SupportedSets.AsNoTracking()
            .Where(set => db.Hosts.Any(host =>
                host.PoolId == pool.Id && host.Standing == Standing.Quarantined && host.Fingerprint == set.Fingerprint))
            .OrderBy(set => set.Fingerprint)
            .ToListAsync(cancellationToken);
        var rule = await RuleAsync(db, pool, exceptHost: null, cancellationToken);
        var cured = new List<string>();
        foreach (var set in quarantined.Where(set => set.Features.Architecture == current.Features.Architecture))
        {
            if (rule.Judge(set).Count == 0 && current.Features.IsSubsetOf(set.Features))
            {
                cured.Add(set.Fingerprint);
                rule = rule.With(set);
            }
        }

        return cured.Count > 0 && await db.Hosts
            .Where(host => host.PoolId == pool.Id && host.Standing == Standing.Quarantined && cured.Contains(host.Fingerprint!))
            .ExecuteUpdateAsync(
                update => update.SetProperty(host => host.Standing, Standing.Ready).SetProperty(host => host.StandingReason, ""),
                cancellationToken) > 0;
    }

    private static async Task<Members?> LoadAsync(
        LevelsetDbContext db,
        string poolId,
        string? exceptHost,
        CancellationToken cancellationToken)
    {
        var sets = await db.SupportedSets
            .AsNoTracking()
            .Where(set => db.Hosts.Any(host =>
                host.PoolId == poolId
                && host.Standing == Standing.Ready
                && host.Fingerprint == set.Fingerprint
                && host.Id != exceptHost))
            .OrderBy(set => set.Fingerprint)
            .ToListAsync(cancellationToken);
        return sets.Count == 0 ? null : new Members(sets);
    }

    private static async Task<IReadOnlyList<BaselineReasons.Contributor>> ContributorsAsync(
        LevelsetDbContext db,
        string poolId,
        Members members,
        CancellationToken cancellationToken)
    {
        var contributors = new List<BaselineReasons.Contributor>();
        foreach (var set in members.Sets)
        {
            var hosts = db.Hosts.Where(host =>
                host.PoolId == poolId && host.Standing == Standing.Ready && host.Fingerprint == set.Fingerprint);
            contributors.Add(new BaselineReasons.Contributor(
                set.Fingerprint,
                await hosts.CountAsync(cancellationToken),
                await hosts.OrderBy(host => host.Id).Select(host => host.Id).Take(BaselineReasons.NamedHosts)
                    .ToListAsync(cancellationToken)));
        }

        return contributors;
    }

    private static Task<BaselineRow?> AtAsync(
        LevelsetDbContext db,
        string poolId,
        long generation,
        CancellationToken cancellationToken) =>
        db.Baselines.AsNoTracking()
            .SingleOrDefaultAsync(row => row.PoolId == poolId && row.Generation == generation, cancellationToken);
}
