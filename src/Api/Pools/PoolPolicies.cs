using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Partitions;
using Levelset.Api.Requests;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;
using V1 = Levelset.V1;

namespace Levelset.Api.Pools;

/// <summary>Changes of policy and raises. Runs inside the caller's transaction, which a preview rolls back.</summary>
internal sealed class PoolPolicies(PoolLeveling leveling)
{
    /// <summary>The policy's fields, as an update mask names them.</summary>
    public static readonly string[] Fields =
        ["join", "drift", "raise", "reserved_bits", "excluded_features", "floor_features"];

    public async Task<V1.PoolChange> ChangeAsync(
        LevelsetDbContext db,
        string poolId,
        V1.UpdatePoolPolicyRequest request,
        UpdateMask mask,
        string author,
        CancellationToken cancellationToken)
    {
        var (pool, before) = await OpenAsync(db, poolId, request.Etag, cancellationToken);
        var version = pool.Version;
        var contributed = await ReadyAsync(db, poolId, cancellationToken);
        await ApplyAsync(db, pool, request.Policy, prefix: "", mask, "policy", cancellationToken);
        var after = await leveling.RecomputeAsync(db, pool, new PoolLeveling.Change("policy changed", author), cancellationToken);
        RequireContributors(pool, before, after);
        var result = await PoolMapping.ChangeAsync(db, pool, before, after, version, request.ValidateOnly, cancellationToken);
        var still = (await ReadyAsync(db, poolId, cancellationToken)).Select(host => host.Id).ToHashSet();
        await MobilityLoss.AddAsync(db, result, poolId, [.. contributed.Where(host => !still.Contains(host.Id))], cancellationToken);
        return result;
    }

    public async Task<V1.PoolChange> RaiseAsync(
        LevelsetDbContext db,
        string poolId,
        V1.RaiseBaselineRequest request,
        string author,
        CancellationToken cancellationToken)
    {
        var (pool, before) = await OpenAsync(db, poolId, request.Etag, cancellationToken);
        var version = pool.Version;
        if (before is null)
        {
            throw Refusals.Precondition(
                Reasons.NoBaseline,
                $"{request.Pool} has no baseline to raise: no contributing member",
                new Precondition(Reasons.NoBaseline, request.Pool, "add a host that reports"));
        }

        var change = new PoolLeveling.Change("raised", author, Raise: true);
        var after = await leveling.RecomputeAsync(db, pool, change, cancellationToken);
        return await PoolMapping.ChangeAsync(db, pool, before, after, version, request.ValidateOnly, cancellationToken);
    }

    /// <summary>Puts what the mask names of a policy in force; the rest of the message may hold anything.</summary>
    public static async Task ApplyAsync(
        LevelsetDbContext db,
        PoolRow pool,
        V1.PoolPolicy? policy,
        string prefix,
        UpdateMask mask,
        string field,
        CancellationToken cancellationToken)
    {
        var given = policy ?? new V1.PoolPolicy();
        var masked = new V1.PoolPolicy();
        masked.Join = Has("join") ? given.Join : default;
        masked.Drift = Has("drift") ? given.Drift : default;
        masked.Raise = Has("raise") ? given.Raise : default;
        masked.ReservedBits = Has("reserved_bits") ? given.ReservedBits : default;
        masked.ExcludedFeatures.AddRange(Has("excluded_features") ? given.ExcludedFeatures : []);
        masked.FloorFeatures.AddRange(Has("floor_features") ? given.FloorFeatures : []);
        var faults = new Faults();
        var read = PolicyReader.Read(masked, await ArchitectureAsync(db, pool, cancellationToken), field, faults);
        faults.ThrowIfAny();

        pool.Join = Has("join") ? read.Join : pool.Join;
        pool.Drift = Has("drift") ? read.Drift : pool.Drift;
        pool.Raise = Has("raise") ? read.Raise : pool.Raise;
        pool.ReservedBits = Has("reserved_bits") ? read.ReservedBits : pool.ReservedBits;
        pool.Excluded = Has("excluded_features") ? read.Excluded : pool.Excluded;
        pool.Floor = Has("floor_features") ? read.Floor : pool.Floor;
        PolicyReader.CheckTogether(pool.ToPolicy(), field, faults);
        faults.ThrowIfAny();

        bool Has(string name) => prefix.Length == 0 ? mask.Has(name) : mask.Has(prefix) || mask.Has($"{prefix}.{name}");
    }

    /// <summary>A policy that would leave the pool without a baseline is refused: its partitions could go nowhere.</summary>
    public static void RequireContributors(PoolRow pool, BaselineRow? before, BaselineRow? after)
    {
        if (before is null || after is not null)
        {
            return;
        }

        var name = ResourceName.Pool(pool.Id);
        var floor = pool.Floor ?? FeatureSet.Empty(before.Features.Architecture);
        var catalogue = Catalogue.For(floor.Architecture);
        var features = floor.Bits().Select(bit => $"{catalogue.NameOf(bit)} ({bit})");
        throw Refusals.Precondition(
            Reasons.FloorUnmet,
            $"no contributing member of {name} offers all of its floor: {string.Join(", ", features)}; nothing was changed",
            new Precondition(Reasons.FloorUnmet, name, "lower the floor, or add hosts that offer it first"));
    }

    private static async Task<(PoolRow Pool, BaselineRow? Before)> OpenAsync(
        LevelsetDbContext db,
        string poolId,
        string etag,
        CancellationToken cancellationToken)
    {
        var name = ResourceName.Pool(poolId);
        var pool = await db.LockPoolAsync(poolId, cancellationToken) ?? throw Refusals.NotFound(Reasons.PoolNotFound, name);
        Etag.Require(etag, pool.Version, name);
        return (pool, await PoolLeveling.CurrentAsync(db, pool, cancellationToken));
    }

    private static async Task<Architecture?> ArchitectureAsync(LevelsetDbContext db, PoolRow pool, CancellationToken cancellationToken) =>
        pool.FixedArchitecture
            ?? (await PoolLeveling.CurrentAsync(db, pool, cancellationToken))?.Features.Architecture
            ?? pool.Excluded?.Architecture
            ?? pool.Floor?.Architecture;

    private static Task<List<HostRow>> ReadyAsync(LevelsetDbContext db, string poolId, CancellationToken cancellationToken) =>
        db.Hosts.AsNoTracking().Include(host => host.Supported)
            .Where(host => host.PoolId == poolId && host.Standing == Standing.Ready)
            .ToListAsync(cancellationToken);
}
