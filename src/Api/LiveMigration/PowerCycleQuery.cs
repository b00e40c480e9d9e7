using System.Globalization;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Analysis;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.LiveMigration;

/// <summary>The partitions of a pool that need a power cycle: class by class, most gained first, so that a page costs what it returns.</summary>
internal sealed class PowerCycleQuery(LevelsetDbContext db, PoolRow pool, BaselineRow baseline)
{
    private readonly Catalogue catalogue = Catalogue.For(baseline.Features.Architecture);

    // Partitions of one class, with the key that they are listed by.
    private sealed record Work(PartitionClass Class, PowerCycleChange Change, string Key);

    /// <summary>One page.</summary>
    public static async Task<V1.ListPowerCyclesResponse> ListAsync(
        LevelsetDbContext db,
        string poolId,
        V1.ListPowerCyclesRequest request,
        CancellationToken cancellationToken)
    {
        var pool = await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == poolId, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, ResourceName.Pool(poolId));
        var errors = new ValidationErrors();

        // A token of another baseline would go on in another order.
        var page = Page.Parse(request.PageSize, request.PageToken, $"power cycles of {pool.Id} for {pool.CurrentGeneration}", errors);
        errors.ThrowIfAny();
        return await PoolLeveling.CurrentAsync(db, pool, cancellationToken) is { } baseline
            ? await new PowerCycleQuery(db, pool, baseline).ListAsync(page, cancellationToken)
            : new V1.ListPowerCyclesResponse();
    }

    private async Task<V1.ListPowerCyclesResponse> ListAsync(Page page, CancellationToken cancellationToken)
    {
        var work = await WorkAsync(cancellationToken);
        var cut = page.After.LastIndexOf(' ');
        var (from, after) = cut < 0 ? ("", "") : (page.After[..cut], page.After[(cut + 1)..]);
        var found = new List<(Work Work, PartitionRow Row)>();
        foreach (var one in work.Where(one => string.CompareOrdinal(one.Key, from) >= 0))
        {
            if (found.Count > page.Size)
            {
                break;
            }

            found.AddRange(await RowsAsync(one, one.Key == from ? after : "", page.Size + 1 - found.Count, cancellationToken));
        }

        var (items, next) = page.Cut(found, pair => $"{pair.Work.Key} {pair.Row.Id}");
        var response = new V1.ListPowerCyclesResponse
        {
            NextPageToken = next,
            PartitionCount = (uint)work.Sum(one => one.Class.Count),
            Generation = (ulong)baseline.Generation,
        };
        response.Tasks.AddRange(items.Select(pair => ToWire(pair.Work, pair.Row)));
        return response;
    }

    private async Task<List<Work>> WorkAsync(CancellationToken cancellationToken) =>
    [
        .. (await PartitionClass.OfPoolAsync(db, pool.Id, cancellationToken))
            .Where(one => one.Has.Features.Architecture == baseline.Features.Architecture)
            .Select(one => (Class: one, Change: PowerCycleChange.Of(one.Has, one.Request, baseline.ToCapabilities())))
            .Where(pair => pair.Change.IsNeeded)
            .Select(pair => new Work(pair.Class, pair.Change, Key(pair.Class, pair.Change)))
            .OrderBy(one => one.Key, StringComparer.Ordinal),
    ];

    // Sorts by what is gained, then by what is freed of, both from the most; the rest only tells classes apart.
    private static string Key(PartitionClass one, PowerCycleChange change) => string.Create(
        CultureInfo.InvariantCulture,
        $"{999 - change.Gained.Count:000}{999 - change.Lost.Count:000}{Key(one.Has)}/{one.Excluded}/{one.Nested}/{one.Simulated}");

    private static string Key(CpuCapabilities has)
    {
        var (width, flush, states, area, _, synthetic) = has.Properties;
        return string.Create(CultureInfo.InvariantCulture, $"{has.Features}/{has.Vendor}/{width}/{flush}/{states}/{area}/{synthetic}");
    }

    private async Task<IEnumerable<(Work Work, PartitionRow Row)>> RowsAsync(
        Work work,
        string after,
        int most,
        CancellationToken cancellationToken)
    {
        var rows = await work.Class.Among(db, db.Partitions)
            .Where(row => string.Compare(row.Id, after) > 0)
            .OrderBy(row => row.Id)
            .Take(most)
            .ToListAsync(cancellationToken);
        return rows.Select(row => (work, row));
    }

    private V1.PowerCycleTask ToWire(Work work, PartitionRow row)
    {
        var wire = new V1.PowerCycleTask
        {
            Partition = ResourceName.Partition(row.Id),
            DisplayName = row.DisplayName,
            Host = ResourceName.Host(row.HostId),
        };
        wire.Gained.AddRange(Features(work.Change.Gained));
        wire.Lost.AddRange(Features(work.Change.Lost));
        wire.Properties.AddRange(PropertyMapping.Changes(
            work.Change.Before.Properties.ToWire(),
            work.Change.After.Properties.ToWire()));
        return wire;
    }

    private IEnumerable<V1.Feature> Features(FeatureSet set) => set.Bits().Select(bit => bit.ToWire(catalogue));
}
