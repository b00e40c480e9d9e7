using Levelset.Api.Data;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>
/// Partitions that have the same set and properties and were asked for with the same wishes: they can go to the same hosts, and a
/// power cycle changes them alike.
/// </summary>
/// <param name="PoolId">The pool whose baseline they were made from, or null.</param>
/// <param name="Has">F(P), and the properties that were read back.</param>
/// <param name="Excluded">What they do without by request.</param>
/// <param name="Nested">Whether nested virtualization was asked for.</param>
/// <param name="Simulated">Whether their hypervisor is simulated.</param>
/// <param name="Count">How many they are.</param>
internal sealed record PartitionClass(string? PoolId, CpuCapabilities Has, FeatureSet Excluded, bool Nested, bool Simulated, int Count)
{
    /// <summary>What was asked for.</summary>
    public PartitionRequest Request => new(Nested, Excluded);

    /// <summary>Those of a pool whose set is known, wherever they are.</summary>
    public static Task<List<PartitionClass>> OfPoolAsync(LevelsetDbContext db, string poolId, CancellationToken cancellationToken) =>
        OfAsync(db, db.Partitions.Where(row => row.PoolId == poolId), cancellationToken);

    /// <summary>Those of these partitions whose set is known.</summary>
    public static async Task<List<PartitionClass>> OfAsync(
        LevelsetDbContext db,
        IQueryable<PartitionRow> which,
        CancellationToken cancellationToken)
    {
        var rows = await WithVendor(db, which.AsNoTracking())
            .Where(one => one.Row.State == PartitionState.Active && one.Row.Features != null)
            .GroupBy(one => new
            {
                one.Row.PoolId,
                one.Vendor,
                one.Row.Features,
                one.Row.Properties.PhysicalAddressWidth,
                one.Row.Properties.CacheLineFlushSize,
                one.Row.Properties.XsaveStates,
                one.Row.Properties.MaxXsaveDataSize,
                one.Row.Properties.SyntheticFeatures,
                one.Row.Excluded,
                one.Row.Nested,
                one.Row.Simulated,
            })
            .Select(group => new { group.Key, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return
        [
            .. rows.Select(row => new PartitionClass(
                row.Key.PoolId,
                new CpuCapabilities(
                    row.Key.Vendor,
                    row.Key.Features!,
                    new CompatibilityProperties(
                        row.Key.PhysicalAddressWidth,
                        row.Key.CacheLineFlushSize,
                        row.Key.XsaveStates,
                        row.Key.MaxXsaveDataSize,
                        SyntheticFeatures: row.Key.SyntheticFeatures)),
                row.Key.Excluded,
                row.Key.Nested,
                row.Key.Simulated,
                row.Count)),
        ];
    }

    /// <summary>The partitions of this class among these.</summary>
    public IQueryable<PartitionRow> Among(LevelsetDbContext db, IQueryable<PartitionRow> which)
    {
        var (vendor, features, properties) = Has;
        return WithVendor(db, which.AsNoTracking())
            .Where(one => one.Row.State == PartitionState.Active && one.Row.PoolId == PoolId && one.Vendor == vendor)
            .Where(one => one.Row.Features == features
                && one.Row.Properties.PhysicalAddressWidth == properties.PhysicalAddressWidth
                && one.Row.Properties.CacheLineFlushSize == properties.CacheLineFlushSize
                && one.Row.Properties.XsaveStates == properties.XsaveStates
                && one.Row.Properties.MaxXsaveDataSize == properties.MaxXsaveDataSize
                && one.Row.Properties.SyntheticFeatures == properties.SyntheticFeatures)
            .Where(one => one.Row.Excluded == Excluded && one.Row.Nested == Nested && one.Row.Simulated == Simulated)
            .Select(one => one.Row);
    }

    /// <summary>Whether a host that offers this can take them as far as what they have goes.</summary>
    public bool Fits(CpuCapabilities host) => CompatibilityCheck.OfPartition(Has, host).Count == 0;

    // The baseline's vendor first, for the host that it is on may have become another machine since.
    private static IQueryable<Made> WithVendor(LevelsetDbContext db, IQueryable<PartitionRow> which) =>
        from row in which
        join host in db.Hosts on row.HostId equals host.Id
        join one in db.Baselines
            on new { row.PoolId, row.Generation } equals new { PoolId = (string?)one.PoolId, one.Generation } into baselines
        from baseline in baselines.DefaultIfEmpty()
        select new Made { Row = row, Vendor = baseline!.Vendor ?? host.Supported!.Vendor ?? "" };

    private sealed class Made
    {
        public required PartitionRow Row { get; init; }

        public required string Vendor { get; init; }
    }
}
