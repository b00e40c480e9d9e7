using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Web.Pools;

/// <summary>Reads a pool's matrix as of one instant. Cost grows with distinct processors, not with hosts.</summary>
internal sealed class PoolMatrixReader(IDbContextFactory<LevelsetDbContext> contexts)
{
    // How far back a loss is looked for.
    private const int Generations = 300;

    private sealed record Generation(long Number, FeatureSet Features, string Cause, string Author, DateTimeOffset Time);

    /// <summary>The matrix of a pool.</summary>
    /// <exception cref="ServiceException">There is no such pool.</exception>
    public Task<PoolMatrix> ReadAsync(string pool, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(ResourceName.Pool(pool), "pool", errors);
        errors.ThrowIfAny();
        return contexts.ReadSnapshotAsync((db, token) => ReadAsync(db, id, token), cancellationToken);
    }

    private static async Task<PoolMatrix> ReadAsync(LevelsetDbContext db, string id, CancellationToken cancellationToken)
    {
        var row = await db.Pools.AsNoTracking().SingleOrDefaultAsync(pool => pool.Id == id, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, ResourceName.Pool(id));
        var pool = await PoolMapping.ToWireAsync(db, row, cancellationToken);
        var explanation = await PoolExplainer.ExplainAsync(db, id, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, ResourceName.Pool(id));
        var columns = await ColumnsAsync(db, id, cancellationToken);
        var generations = await db.Baselines.AsNoTracking()
            .Where(one => one.PoolId == id)
            .OrderByDescending(one => one.Generation)
            .Take(Generations)
            .Select(one => new Generation(one.Generation, one.Features, one.Cause, one.Author, one.CreateTime))
            .ToListAsync(cancellationToken);
        var current = generations.FirstOrDefault(one => one.Number == row.CurrentGeneration);
        var architecture = current?.Features.Architecture ?? row.FixedArchitecture ?? (columns.Count > 0 ? columns[0].Features.Architecture : null);
        return new PoolMatrix
        {
            Pool = pool,
            Explanation = explanation,
            Architecture = architecture,
            Columns = columns,
            Rows = architecture is { } known ? Rows(Catalogue.For(known), columns, current, explanation, generations) : [],
        };
    }

    private static async Task<IReadOnlyList<MatrixColumn>> ColumnsAsync(LevelsetDbContext db, string id, CancellationToken cancellationToken)
    {
        var classes = (await MemberClass.OfPoolAsync(db, id, cancellationToken)).Where(one => one.Fingerprint is not null).ToList();
        var offers = await db.CapabilitiesAsync([.. classes.Select(one => one.Fingerprint!).Distinct()], cancellationToken);
        var first = classes.Select(one => one.Hosts[0]).ToArray();
        var models = await db.Hosts.Where(host => first.Contains(host.Id))
            .ToDictionaryAsync(host => host.Id, host => host.Platform.CpuModel, cancellationToken);
        return
        [
            .. classes.OrderBy(one => one.MembershipState).ThenByDescending(one => one.Count).ThenBy(one => one.Hosts[0], StringComparer.Ordinal)
                .Select(one => ToColumn(one, offers[one.Fingerprint!], models.GetValueOrDefault(one.Hosts[0], ""))),
        ];
    }

    private static MatrixColumn ToColumn(MemberClass one, CpuCapabilities offer, string model) => new(
        one.Fingerprint!,
        offer.Features,
        one.Count,
        [.. one.Hosts.Select(ResourceName.Host)],
        model,
        one.MembershipState.ToString().ToLowerInvariant());

    private static IReadOnlyList<MatrixRow> Rows(
        Catalogue catalogue,
        IReadOnlyList<MatrixColumn> columns,
        Generation? current,
        V1.PoolExplanation explanation,
        List<Generation> generations)
    {
        var missing = explanation.Missing.ToDictionary(dropped => (dropped.Feature.Word, dropped.Feature.Bit));
        var pending = explanation.PendingRaise.Select(feature => (feature.Word, feature.Bit)).ToHashSet();
        var families = catalogue.Features.Select(feature => feature.Family).Distinct().ToList();
        var bits = columns.Select(column => column.Features).Append(current?.Features ?? FeatureSet.Empty(catalogue.Architecture))
            .Where(set => set.Architecture == catalogue.Architecture)
            .SelectMany(set => set.Bits())
            .Distinct()
            .Order();
        return
        [
            .. bits.Select(Row)
                .OrderBy(row => row.Family.Length == 0 ? int.MaxValue : families.IndexOf(row.Family)),
        ];

        MatrixRow Row(FeatureBit bit)
        {
            var definition = catalogue.Find(bit);
            var position = (bit.Word.Name, (uint)bit.Bit);
            var has = current?.Features.Contains(bit) == true;
            return new MatrixRow(
                bit.ToWire(catalogue),
                definition?.Family ?? "",
                definition?.Description ?? "",
                [.. columns.Select(column => column.Features.Architecture == catalogue.Architecture ? column.Features.Contains(bit) : (bool?)null)],
                has,
                pending.Contains(position),
                missing.GetValueOrDefault(position),
                has ? null : LossOf(bit, generations));
        }
    }

    // From the newest: the first generation whose predecessor still had it.
    private static Loss? LossOf(FeatureBit bit, List<Generation> generations)
    {
        for (var i = 0; i + 1 < generations.Count; i++)
        {
            var before = generations[i + 1].Features;
            if (before.Architecture == generations[i].Features.Architecture && before.Contains(bit) && !generations[i].Features.Contains(bit))
            {
                return new Loss(generations[i].Number, generations[i].Cause, generations[i].Author, generations[i].Time);
            }
        }

        return null;
    }
}
