using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>Policies that are put in force, and raises. Runs inside the caller's transaction, which a preview rolls back.</summary>
internal sealed class PoolPolicies(PoolLeveling leveling)
{
    /// <summary>The policy's fields, as an update mask names them.</summary>
    public static readonly string[] Fields =
        ["join", "drift", "raise", "reserved_bits", "excluded_features", "floor_features"];

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
            throw ApiErrors.Precondition(
                Reasons.NoBaseline,
                $"{request.Pool} has no baseline to raise: no contributing member",
                new Precondition(Reasons.NoBaseline, request.Pool, "add a host that reports"));
        }

        var change = new PoolLeveling.Change("raised", author, Raise: true);
        var after = await leveling.RecomputeAsync(db, pool, change, cancellationToken);
        return await PoolMapping.ChangeAsync(db, pool, before, after, version, request.ValidateOnly, cancellationToken);
    }

    /// <summary>Puts what the mask names of a policy in force; the rest of the message may hold anything.</summary>
    /// <param name="db">The database.</param>
    /// <param name="pool">Stays as it is where there are errors.</param>
    /// <param name="change">What is changed.</param>
    /// <param name="otherwise">What names of features mean where the pool does not say; null = nothing.</param>
    /// <param name="faults">Gets every fault of the policy.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What that changed, as text; empty when nothing.</returns>
    public static async Task<string> ApplyAsync(
        LevelsetDbContext db,
        PoolRow pool,
        PolicyChange change,
        Architecture? otherwise,
        ValidationErrors errors,
        CancellationToken cancellationToken)
    {
        var given = change.Policy ?? new V1.PoolPolicy();
        var masked = new V1.PoolPolicy();
        masked.Join = change.Has("join") ? given.Join : default;
        masked.Drift = change.Has("drift") ? given.Drift : default;
        masked.Raise = change.Has("raise") ? given.Raise : default;
        masked.ReservedBits = change.Has("reserved_bits") ? given.ReservedBits : default;
        masked.ExcludedFeatures.AddRange(change.Has("excluded_features") ? given.ExcludedFeatures : []);
        masked.FloorFeatures.AddRange(change.Has("floor_features") ? given.FloorFeatures : []);
        var own = new ValidationErrors();
        var read = PolicyReader.Read(masked, await ArchitectureAsync(db, pool, cancellationToken) ?? otherwise, change.Field, own);
        var current = pool.ToPolicy();
        var next = new PoolPolicy
        {
            Join = change.Has("join") ? read.Join : current.Join,
            Drift = change.Has("drift") ? read.Drift : current.Drift,
            Raise = change.Has("raise") ? read.Raise : current.Raise,
            ReservedBits = change.Has("reserved_bits") ? read.ReservedBits : current.ReservedBits,
            Excluded = change.Has("excluded_features") ? read.Excluded : current.Excluded,
            Floor = change.Has("floor_features") ? read.Floor : current.Floor,
        };
        if (!own.Any)
        {
            PolicyReader.CheckTogether(next, change.Field, own);
        }

        errors.AddRange(own);
        var before = pool.ToPolicy().ToWire();
        if (!own.Any)
        {
            pool.Take(next);
        }

        return PolicyDifference.Describe(before, pool.ToPolicy().ToWire());
    }

    /// <summary>A policy that would leave the pool without a baseline is refused: its partitions could go nowhere.</summary>
    public static ServiceException FloorUnmet(PoolRow pool)
    {
        var name = ResourceName.Pool(pool.Id);
        var floor = pool.Floor ?? throw new InvalidOperationException($"{name} has no floor that could keep members out");
        var catalogue = Catalogue.For(floor.Architecture);
        var features = floor.Bits().Select(bit => $"{catalogue.NameOf(bit)} ({bit})");
        return ApiErrors.Precondition(
            Reasons.FloorUnmet,
            $"no contributing member of {name} offers all required features: {string.Join(", ", features)}; nothing was changed",
            new Precondition(Reasons.FloorUnmet, name, "reduce the floor, or first add hosts that offer it"));
    }

    private static async Task<(PoolRow Pool, BaselineRow? Before)> OpenAsync(
        LevelsetDbContext db,
        string poolId,
        string etag,
        CancellationToken cancellationToken)
    {
        var name = ResourceName.Pool(poolId);
        var pool = await db.LockPoolAsync(poolId, cancellationToken) ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, name);
        Etag.Require(etag, pool.Version, name);
        return (pool, await PoolLeveling.CurrentAsync(db, pool, cancellationToken));
    }

    private static async Task<Architecture?> ArchitectureAsync(LevelsetDbContext db, PoolRow pool, CancellationToken cancellationToken) =>
        pool.FixedArchitecture
            ?? (await PoolLeveling.CurrentAsync(db, pool, cancellationToken))?.Features.Architecture
            ?? pool.Excluded?.Architecture
            ?? pool.Floor?.Architecture;
}
