using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Planning;

/// <summary>What two hosts, pools, generations or partitions differ in.</summary>
internal sealed class Comparison
{
    private readonly List<string> unknown = [];
    private readonly List<Precondition> silent = [];

    // What a side offers, gives or has; the pool and the host where it is one.
    private sealed record Side(ComparedName Name, CpuCapabilities Capabilities, PoolRow? Pool, HostRow? Host);

    public static async Task<V1.FeatureComparison> ReadAsync(
        LevelsetDbContext db,
        ComparedName from,
        ComparedName to,
        CancellationToken cancellationToken)
    {
        var comparison = new Comparison();
        var left = await comparison.FindAsync(db, from, cancellationToken);
        var right = await comparison.FindAsync(db, to, cancellationToken);
        comparison.ThrowIfAny();
        var wire = ToWire(left!, right!);
        if ((left!.Pool ?? right!.Pool) is { } pool && (left.Host ?? right!.Host) is { } host)
        {
            wire.Blockers.AddRange(await JoinPreview.BlockersAsync(db, pool, host.Simulated, host.Supported!.ToCapabilities(), host.Id, cancellationToken));
        }

        return wire;
    }

    private static V1.FeatureComparison ToWire(Side from, Side to)
    {
        var (one, other) = (from.Capabilities.Features, to.Capabilities.Features);
        var isComparable = one.Architecture == other.Architecture;
        var wire = new V1.FeatureComparison { From = ToWire(from), To = ToWire(to) };
        wire.OnlyFrom.AddRange(Named(isComparable ? one.Except(other) : one));
        wire.OnlyTo.AddRange(Named(isComparable ? other.Except(one) : other));
        wire.Properties.AddRange(PropertyMapping.Changes(wire.From.Properties, wire.To.Properties));
        return wire;
    }

    private static IEnumerable<V1.Feature> Named(FeatureSet set) =>
        set.Bits().Select(bit => bit.ToWire(Catalogue.For(set.Architecture)));

    private static V1.ComparedSide ToWire(Side side) => new()
    {
        Name = side.Name.Name,
        Architecture = side.Capabilities.Features.Architecture.ToWire(),
        Vendor = side.Capabilities.Vendor,
        Features = side.Capabilities.Features.ToWire(),
        Properties = side.Capabilities.Properties.ToWire(),
    };

    private Task<Side?> FindAsync(LevelsetDbContext db, ComparedName name, CancellationToken cancellationToken) =>
        name.HostId is { } host ? HostAsync(db, name, host, cancellationToken)
        : name.PoolId is { } pool ? PoolAsync(db, name, pool, cancellationToken)
        : PartitionAsync(db, name, name.PartitionId!, cancellationToken);

    private async Task<Side?> HostAsync(LevelsetDbContext db, ComparedName name, string id, CancellationToken cancellationToken)
    {
        var host = await db.Hosts.AsNoTracking().Include(row => row.Supported).SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        return host switch
        {
            null => Unknown(name),
            { Supported: null } => Silent(Reasons.HostNotReady, name, "has not reported yet"),
            { Supported: { } supported } => new Side(
                name,
                supported.ToCapabilities() with { Properties = supported.Properties.ToValue(host.ProcessorClockFrequency) },
                null,
                host),
        };
    }

    private async Task<Side?> PoolAsync(LevelsetDbContext db, ComparedName name, string id, CancellationToken cancellationToken)
    {
        var pool = await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (pool is null)
        {
            return Unknown(name);
        }

        if ((name.Generation ?? pool.CurrentGeneration) is not { } generation)
        {
            return Silent(Reasons.NoBaseline, name, "has no baseline: no member contributes");
        }

        var row = await db.Baselines.AsNoTracking()
            .SingleOrDefaultAsync(row => row.PoolId == id && row.Generation == generation, cancellationToken);
        return row is null ? Unknown(name) : new Side(name, new CpuCapabilities(row.Vendor, row.Features, row.Properties.ToValue()), pool, null);
    }

    private async Task<Side?> PartitionAsync(LevelsetDbContext db, ComparedName name, string id, CancellationToken cancellationToken)
    {
        var found = await db.PartitionSnapshotsAsync(db.Partitions.Where(row => row.Id == id), cancellationToken);
        return found switch
        {
            [] => Unknown(name),
            [{ Row.Features: null }] => Silent(Reasons.PartitionBusy, name, "has not been created yet"),
            [var partition, ..] => new Side(
                name,
                new CpuCapabilities(
                    partition.Vendor,
                    partition.Features,
                    partition.Row.Properties.ToValue(partition.Row.ProcessorClockFrequency)),
                null,
                null),
        };
    }

    private Side? Unknown(ComparedName name)
    {
        unknown.Add(name.Name);
        return null;
    }

    private Side? Silent(string reason, ComparedName name, string why)
    {
        silent.Add(new Precondition(reason, name.Name, why));
        return null;
    }

    private void ThrowIfAny()
    {
        if (unknown.Count > 0)
        {
            var reason = unknown[0].StartsWith("hosts/", StringComparison.Ordinal) ? Reasons.HostNotFound
                : unknown[0].StartsWith("partitions/", StringComparison.Ordinal) ? Reasons.PartitionNotFound
                : unknown[0].Contains("/baselines/", StringComparison.Ordinal) ? Reasons.BaselineNotFound
                : Reasons.PoolNotFound;
            throw ApiErrors.NotFound(reason, string.Join(", ", unknown.Distinct()));
        }

        if (silent.Count > 0)
        {
            throw ApiErrors.Precondition(
                silent[0].Type,
                string.Join("; ", silent.Select(one => $"{one.Subject} {one.Description}")),
                silent);
        }
    }
}
