using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Web.Features;

/// <summary>Which pools' baselines have a feature, and why the others lack it.</summary>
internal sealed class FeaturePools(IDbContextFactory<LevelsetDbContext> contexts)
{
    /// <summary>A pool with a baseline.</summary>
    /// <param name="Id">The {pool}.</param>
    /// <param name="DisplayName">For people; may be empty.</param>
    /// <param name="Generation">Of its baseline.</param>
    /// <param name="Features">Its baseline.</param>
    internal sealed record Pool(string Id, string DisplayName, long Generation, FeatureSet Features)
    {
        /// <summary>`pools/{pool}`.</summary>
        public string Name => ResourceName.Pool(Id);

        /// <summary>What it is called.</summary>
        public string Text => DisplayName.Length > 0 ? DisplayName : Id;
    }

    /// <summary>The pools of one architecture that have a baseline, in order of name.</summary>
    internal sealed record Answer(IReadOnlyList<Pool> Having, IReadOnlyList<Pool> Lacking);

    /// <summary>One query over the baselines in force.</summary>
    public async Task<Answer> ReadAsync(Architecture architecture, FeatureBit bit, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var all = await InForce(db)
            .Select(pair => new Pool(pair.Pool.Id, pair.Pool.DisplayName, pair.Baseline.Generation, pair.Baseline.Features))
            .ToListAsync(cancellationToken);
        var ofThis = all.Where(pool => pool.Features.Architecture == architecture).ToLookup(pool => pool.Features.Contains(bit));
        return new Answer([.. ofThis[true]], [.. ofThis[false]]);
    }

    /// <summary>Why each of these baselines lacks the feature; null = no contributing host offered it.</summary>
    public async Task<IReadOnlyList<(Pool Pool, V1.DroppedFeature? Dropped)>> ReasonsAsync(
        IReadOnlyList<Pool> lacking,
        FeatureBit bit,
        CancellationToken cancellationToken)
    {
        var ids = lacking.Select(pool => pool.Id).ToArray();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await InForce(db).Where(pair => ids.Contains(pair.Pool.Id))
            .Select(pair => pair.Baseline)
            .ToDictionaryAsync(row => row.PoolId, cancellationToken);
        return [.. lacking.Select(pool => (pool, rows.TryGetValue(pool.Id, out var row) ? DropOf(row, bit) : null))];
    }

    private static V1.DroppedFeature? DropOf(BaselineRow row, FeatureBit bit) =>
        PoolMapping.ToWire(row).Dropped.FirstOrDefault(drop => drop.Feature.Word == bit.Word.Name && drop.Feature.Bit == (uint)bit.Bit);

    private static IQueryable<Current> InForce(LevelsetDbContext db) =>
        db.Pools.AsNoTracking()
            .Join(
                db.Baselines.AsNoTracking(),
                pool => new { PoolId = pool.Id, Generation = pool.CurrentGeneration ?? 0 },
                row => new { row.PoolId, row.Generation },
                (pool, row) => new Current { Pool = pool, Baseline = row })
            .OrderBy(pair => pair.Pool.Id);

    private sealed class Current
    {
        public required PoolRow Pool { get; init; }

        public required BaselineRow Baseline { get; init; }
    }
}
