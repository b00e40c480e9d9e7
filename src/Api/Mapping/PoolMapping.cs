using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Pools;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Mapping;

/// <summary>Pools and baselines as messages.</summary>
internal static class PoolMapping
{
    /// <summary>A pool with its counts.</summary>
    public static async Task<V1.Pool> ToWireAsync(LevelsetDbContext db, PoolRow pool, CancellationToken cancellationToken) =>
        (await ToWireAsync(db, [pool], cancellationToken))[0];

    /// <summary>Pools with their counts, in the given order; a fixed number of queries.</summary>
    public static async Task<IReadOnlyList<V1.Pool>> ToWireAsync(
        LevelsetDbContext db,
        IReadOnlyList<PoolRow> pools,
        CancellationToken cancellationToken)
    {
        var ids = pools.Select(pool => pool.Id).ToArray();
        var baselines = await db.Baselines.AsNoTracking()
            .Where(row => ids.Contains(row.PoolId)
                && db.Pools.Any(pool => pool.Id == row.PoolId && pool.CurrentGeneration == row.Generation))
            .ToDictionaryAsync(row => row.PoolId, cancellationToken);
        return await ToWireAsync(db, pools, pool => baselines.GetValueOrDefault(pool.Id), cancellationToken);
    }

    /// <summary>Pools, which need not be as they are now, with the counts of now.</summary>
    public static async Task<IReadOnlyList<V1.Pool>> ToWireAsync(
        LevelsetDbContext db,
        IReadOnlyList<PoolRow> pools,
        Func<PoolRow, BaselineRow?> baselineOf,
        CancellationToken cancellationToken)
    {
        var ids = pools.Select(pool => pool.Id).ToArray();
        var members = await db.Hosts
            .Where(host => ids.Contains(host.PoolId))
            .GroupBy(host => host.PoolId!)
            .Select(group => new { group.Key, Count = group.Count(), Simulated = group.Any(host => host.Simulated) })
            .ToDictionaryAsync(group => group.Key, cancellationToken);
        var partitions = await db.Partitions
            .Where(partition => ids.Contains(partition.PoolId))
            .GroupBy(partition => partition.PoolId!)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        return [.. pools.Select(pool =>
        {
            members.TryGetValue(pool.Id, out var member);
            return ToWire(
                pool,
                baselineOf(pool),
                member?.Count ?? 0,
                member?.Simulated ?? false,
                partitions.GetValueOrDefault(pool.Id));
        })];
    }

    /// <summary>What a change did, or would do, to a pool.</summary>
    public static async Task<V1.PoolChange> ChangeAsync(
        LevelsetDbContext db,
        PoolRow pool,
        BaselineRow? before,
        BaselineRow? after,
        uint versionBefore,
        bool validateOnly,
        CancellationToken cancellationToken)
    {
        var wire = await ToWireAsync(db, pool, cancellationToken);
        if (validateOnly)
        {
            // What the real call must be given, so that what was previewed is what happens.
            wire.Etag = Etag.Of(versionBefore);
        }

        return new V1.PoolChange { Pool = wire, Diff = Diff(before, after), ValidateOnly = validateOnly };
    }

    /// <summary>One generation.</summary>
    public static V1.Baseline ToWire(BaselineRow row)
    {
        var baseline = new V1.Baseline
        {
            Name = ResourceName.Baseline(row.PoolId, row.Generation),
            Features = row.Features.ToWire(),
            Properties = row.Properties.ToValue().ToWire(),
            Cause = row.Cause,
            Author = row.Author,
            CreateTime = row.CreateTime.ToTimestamp(),
            Generation = (ulong)row.Generation,
            Level = row.Level.ToWire(),
            CatalogueVersion = row.CatalogueVersion,
            Architecture = row.Features.Architecture.ToWire(),
            Vendor = row.Vendor,
        };
        baseline.Dropped.AddRange(Dropped(row));
        return baseline;
    }

    /// <summary>What changed from one baseline to another; null = none.</summary>
    public static V1.FeatureDiff Diff(BaselineRow? before, BaselineRow? after)
    {
        var diff = new V1.FeatureDiff();
        diff.Gained.AddRange(Beyond(after, before));
        diff.Lost.AddRange(Losses(Beyond(before, after), after?.Features.Architecture == before?.Features.Architecture ? after : null));
        diff.Properties.AddRange(PropertyMapping.Changes(
            (before?.Properties.ToValue() ?? CompatibilityProperties.None).ToWire(),
            (after?.Properties.ToValue() ?? CompatibilityProperties.None).ToWire()));
        return diff;
    }

    // What one has beyond another. Sets of two architectures have nothing in common.
    private static IEnumerable<V1.Feature> Beyond(BaselineRow? one, BaselineRow? other)
    {
        if (one is null)
        {
            return [];
        }

        var architecture = one.Features.Architecture;
        var features = other?.Features.Architecture == architecture ? one.Features.Except(other.Features) : one.Features;
        return features.Bits().Select(bit => bit.ToWire(Catalogue.For(architecture)));
    }

    // A feature that no member offers any more is not among those that the later baseline drops: every contributor lacks it.
    private static IEnumerable<V1.DroppedFeature> Losses(IEnumerable<V1.Feature> lost, BaselineRow? after)
    {
        var reasons = after is null ? [] : Dropped(after).ToDictionary(drop => (drop.Feature.Word, drop.Feature.Bit));
        var contributors = after is null ? [] : BaselineReasons.Parse(after.Reasons).Contributors;
        return lost.Select(feature => reasons.GetValueOrDefault((feature.Word, feature.Bit))
            ?? LackedBy(contributors, feature, V1.DropReason.NotOffered));
    }

    private static V1.DroppedFeature LackedBy(
        IReadOnlyCollection<BaselineReasons.Contributor> contributors,
        V1.Feature feature,
        V1.DropReason reason)
    {
        var dropped = new V1.DroppedFeature
        {
            Feature = feature,
            Reason = reason,
            HostCount = (uint)contributors.Sum(contributor => contributor.HostCount),
        };
        dropped.Hosts.AddRange(contributors
            .SelectMany(contributor => contributor.Hosts)
            .Order(StringComparer.Ordinal)
            .Take(BaselineReasons.NamedHosts)
            .Select(ResourceName.Host));
        return dropped;
    }

    private static IEnumerable<V1.DroppedFeature> Dropped(BaselineRow row)
    {
        var architecture = row.Features.Architecture;
        var catalogue = Catalogue.For(architecture);
        var reasons = BaselineReasons.Parse(row.Reasons);
        var contributors = reasons.Contributors.ToDictionary(contributor => contributor.Fingerprint);
        foreach (var drop in reasons.Dropped)
        {
            var lacking = drop.LackedBy.Select(fingerprint => contributors[fingerprint]).ToList();
            var feature = BaselineReasons.Position(drop.Bit, architecture).ToWire(catalogue);
            var dropped = LackedBy(lacking, feature, (V1.DropReason)drop.Reason);
            if (drop.Requires is { } requires)
            {
                dropped.Requires = BaselineReasons.Position(requires, architecture).ToWire(catalogue);
            }

            yield return dropped;
        }
    }

    private static V1.Pool ToWire(PoolRow pool, BaselineRow? baseline, int hosts, bool simulated, int partitions)
    {
        var architecture = pool.FixedArchitecture ?? baseline?.Features.Architecture;
        var wire = new V1.Pool
        {
            Name = ResourceName.Pool(pool.Id),
            DisplayName = pool.DisplayName,
            Architecture = architecture?.ToWire() ?? V1.Architecture.Unspecified,
            Vendor = pool.FixedVendor ?? baseline?.Vendor ?? "",
            Policy = pool.ToPolicy().ToWire(),
            Generation = (ulong)(pool.CurrentGeneration ?? 0),
            Baseline = baseline?.Features.ToWire(),
            Level = pool.Level?.ToWire(),
            Properties = baseline?.Properties.ToValue().ToWire(),
            HostCount = (uint)hosts,
            PartitionCount = (uint)partitions,
            Etag = Etag.Of(pool.Version),
            CreateTime = pool.CreateTime.ToTimestamp(),
            Simulated = simulated,
        };
        return wire;
    }
}
