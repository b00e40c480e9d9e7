using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Pools;

/// <summary>Pools as they are watched: as they were after each change, with the counts of now.</summary>
internal sealed class PoolWatch(IDbContextFactory<LevelsetDbContext> contexts, IHostApplicationLifetime lifetime)
    : ResourceWatch<V1.Pool>(contexts, EventKind.Pool, lifetime)
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<(string Id, V1.Pool Resource)>> ReadStateAsync(
        LevelsetDbContext db,
        string after,
        WatchFilter filter,
        CancellationToken cancellationToken)
    {
        var ids = filter.Ids.ToArray();
        var rows = await db.Pools.AsNoTracking()
            .Where(row => string.Compare(row.Id, after) > 0 && (ids.Length == 0 || ids.Contains(row.Id)))
            .OrderBy(row => row.Id)
            .Take(PageSize)
            .ToListAsync(cancellationToken);
        var pools = await PoolMapping.ToWireAsync(db, rows, cancellationToken);
        return [.. rows.Zip(pools, (row, pool) => (row.Id, pool))];
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<V1.Pool>> ReadResourcesAsync(
        LevelsetDbContext db,
        IReadOnlyList<EventRow> rows,
        CancellationToken cancellationToken)
    {
        var pools = rows.Select(row => RowReader.Read<PoolRow>(db.Model, row.Content, row.Version)).ToList();

        // Generations never change, so that of then can be read now, unless the pool is gone and they with it.
        var baselines = new Dictionary<(string, long?), BaselineRow>();
        foreach (var pool in pools.GroupBy(pool => pool.Id))
        {
            var generations = pool.Select(row => row.CurrentGeneration ?? 0).ToArray();
            var then = await db.Baselines.AsNoTracking()
                .Where(row => row.PoolId == pool.Key && generations.Contains(row.Generation))
                .ToListAsync(cancellationToken);
            then.ForEach(row => baselines.Add((row.PoolId, row.Generation), row));
        }

        return await PoolMapping.ToWireAsync(
            db, pools, pool => baselines.GetValueOrDefault((pool.Id, pool.CurrentGeneration)), cancellationToken);
    }
}
