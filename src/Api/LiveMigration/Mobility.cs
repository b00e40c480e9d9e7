using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.LiveMigration;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Analysis;
using Levelset.Core.Baselines;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.LiveMigration;

/// <summary>Where one partition can go, what keeps it from going elsewhere, and what a power cycle would change.</summary>
internal sealed class Mobility(LevelsetDbContext db, HostMapping hosts, PartitionSnapshot partition)
{
    public async Task<V1.PartitionMobility> ReadAsync(CancellationToken cancellationToken)
    {
        var evacuation = await Evacuation.PrepareAsync(db, hosts, [partition.Row.HostId], cancellationToken);
        var now = evacuation.Of(partition);
        var wire = new V1.PartitionMobility { Partition = partition.Name, TargetCount = (uint)now.Count };
        wire.Targets.AddRange(now.First);
        wire.Obstacles.AddRange(now.Obstacles);
        if (await BaselineAsync(cancellationToken) is { } baseline && baseline.Features.Architecture == partition.Features.Architecture)
        {
            var change = PowerCycleChange.Of(
                partition.Has,
                new PartitionRequest(partition.Row.Nested, partition.Row.Excluded),
                baseline.ToCapabilities());
            wire.PowerCycle = ToWire(change, baseline, evacuation);
            wire.Limits.AddRange(await LimitsAsync(change, cancellationToken));
        }

        wire.Limits.AddRange(await DriftAsync(cancellationToken));
        return wire;
    }

    private async Task<BaselineRow?> BaselineAsync(CancellationToken cancellationToken) =>
        await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == partition.Row.PoolId, cancellationToken) is { } pool
            ? await PoolLeveling.CurrentAsync(db, pool, cancellationToken)
            : null;

    private V1.PowerCycle ToWire(PowerCycleChange change, BaselineRow baseline, Evacuation evacuation)
    {
        var then = new PartitionSnapshot(
            partition.Row.CreatedAnew(change.After.Features, StoredProperties.From(change.After.Properties)),
            partition.HostPoolId,
            baseline.Vendor,
            partition.ReservedBits);
        var wire = new V1.PowerCycle { Generation = (ulong)baseline.Generation, TargetCount = (uint)evacuation.Of(then).Count };
        wire.Gained.AddRange(change.Gained.Bits().Select(bit => bit.ToWire(partition.Catalogue)));
        wire.Lost.AddRange(change.Lost.Bits().Select(bit => bit.ToWire(partition.Catalogue)));
        wire.Properties.AddRange(PropertyMapping.Changes(change.Before.Properties.ToWire(), change.After.Properties.ToWire()));
        return wire;
    }

    private async Task<IEnumerable<V1.MobilityLimit>> LimitsAsync(PowerCycleChange change, CancellationToken cancellationToken)
    {
        var rows = await db.Baselines.AsNoTracking()
            .Where(row => row.PoolId == partition.Row.PoolId && row.Generation >= partition.Row.Generation)
            .OrderBy(row => row.Generation)
            .Select(row => new { row.Generation, row.Vendor, row.Features, row.Properties, row.Cause })
            .ToListAsync(cancellationToken);
        var causes = rows.ToDictionary(row => row.Generation, row => row.Cause);

        // EF leaves them null when no property was reported.
        var since = rows.Select(row =>
            (row.Generation, new CpuCapabilities(row.Vendor, row.Features, row.Properties?.ToValue() ?? CompatibilityProperties.None)));
        return MobilityLimit.Of(change, [.. since]).Select(limit =>
        {
            var wire = new V1.MobilityLimit
            {
                Kind = limit.IsRaise ? V1.MobilityLimit.Types.Kind.Raised : V1.MobilityLimit.Types.Kind.Lowered,
                Generation = (ulong)limit.Generation,
                Cause = causes[limit.Generation],
            };
            wire.Features.AddRange(Features(limit.Features));
            wire.Properties.AddRange(PropertyMapping.Changes(limit.Before.ToWire(), limit.After.ToWire()));
            return wire;
        });
    }

    // Members that were quarantined, by what they lack of this partition's set.
    private async Task<IEnumerable<V1.MobilityLimit>> DriftAsync(CancellationToken cancellationToken)
    {
        if (partition.Row.PoolId is not { } pool)
        {
            return [];
        }

        var drifted = (await MemberClass.OfPoolAsync(db, pool, cancellationToken))
            .Where(one => one.MembershipState == MembershipState.Quarantined)
            .ToList();
        var offers = await db.CapabilitiesAsync([.. drifted.Select(one => one.Fingerprint!)], cancellationToken);
        return drifted
            .Where(one => offers[one.Fingerprint!].Features.Architecture == partition.Features.Architecture)
            .Select(one => (Class: one, Capabilities: offers[one.Fingerprint!], Found: CompatibilityCheck.OfPartition(partition.Has, offers[one.Fingerprint!])))
            .Where(drift => drift.Found.Any(one => one.Kind is IncompatibilityKind.FeatureMissing or IncompatibilityKind.PropertyDiffers))
            .Select(drift =>
            {
                var wire = new V1.MobilityLimit { Kind = V1.MobilityLimit.Types.Kind.Drift, Hosts = MemberClass.ToWire([drift.Class]) };
                wire.Features.AddRange(Features(partition.Features.Except(drift.Capabilities.Features)));
                wire.Properties.AddRange(PropertyMapping.Changes(partition.Has.Properties.ToWire(), drift.Capabilities.Properties.ToWire())
                    .Where(change => drift.Found.Any(one => one.Property == change.Property)));
                return wire;
            });
    }

    private IEnumerable<V1.Feature> Features(FeatureSet set) => set.Bits().Select(bit => bit.ToWire(partition.Catalogue));
}
