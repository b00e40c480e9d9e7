using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Explaining;
using Levelset.Api.Migrations;
using Levelset.Api.Pools;
using Levelset.Api.Requests;
using Levelset.Api.Wire;
using Levelset.Core.Catalogues;
using Levelset.Core.Fitting;
using Levelset.Core.Pools;
using Microsoft.EntityFrameworkCore;
using V1 = Levelset.V1;

namespace Levelset.Api.Planning;

/// <summary>What would become of a pool if hosts that nobody has yet joined it.</summary>
internal static class JoinPreview
{
    // No fingerprint is called so, and it comes before all of them.
    private const string Model = "";

    public static async Task<V1.PreviewJoinResponse> ReadAsync(
        LevelsetDbContext db,
        string poolId,
        Offer model,
        CancellationToken cancellationToken)
    {
        var pool = await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == poolId, cancellationToken)
            ?? throw Refusals.NotFound(Reasons.PoolNotFound, ResourceName.Pool(poolId));
        var before = await PoolLeveling.CurrentAsync(db, pool, cancellationToken);
        var members = await MembersAsync(db, poolId, cancellationToken);
        var rule = Rule(pool, members);
        var misfits = rule.JudgeJoining(model, before?.ToGeneration());
        var catalogue = Catalogue.For(model.Features.Architecture);
        var wire = new V1.PreviewJoinResponse();
        wire.Blockers.AddRange(misfits.Select(misfit => misfit.ToWire(catalogue)));
        if (misfits.Any(misfit => misfit.Kind != MisfitKind.FeatureMissing))
        {
            return wire;
        }

        // What a floor keeps out is shown as if the pool had none: what it would cost to take the model all the same.
        var settled = Settlement.Of(
            pool.ToPolicy() with { Floor = null },
            pool.ToIdentity(),
            [.. members, new Member(Model, model)],
            before?.ToGeneration(),
            (before ?? await PoolLeveling.LastAsync(db, pool, cancellationToken))?.ToGeneration());
        wire.Diff = Diff(before, settled);
        wire.Level = settled.Level!.Features.ToWire();
        wire.Unused.AddRange(model.Features.Except(settled.Baseline!.Features).Bits().Select(bit => bit.ToWire(catalogue)));
        await CountAsync(db, wire, poolId, model, cancellationToken);
        return wire;
    }

    /// <summary>Why a host could not contribute to a pool by its policy of now; empty when it could, or does.</summary>
    public static async Task<IReadOnlyList<V1.Blocker>> BlockersAsync(
        LevelsetDbContext db,
        PoolRow pool,
        bool simulated,
        Offer offer,
        string hostId,
        CancellationToken cancellationToken)
    {
        var rule = await PoolLeveling.RuleAsync(db, pool, hostId, cancellationToken);
        var baseline = await PoolLeveling.CurrentAsync(db, pool, cancellationToken);
        var isMember = await db.Hosts.AnyAsync(row => row.Id == hostId && row.PoolId == pool.Id, cancellationToken);
        var misfits = isMember ? rule.JudgeMember(offer, baseline?.ToGeneration()) : rule.JudgeJoining(offer, baseline?.ToGeneration());
        var others = await db.Hosts.Where(row => row.PoolId == pool.Id && row.Id != hostId).Select(row => (bool?)row.Simulated)
            .FirstOrDefaultAsync(cancellationToken);
        var blockers = misfits.Select(misfit => misfit.ToWire(Catalogue.For(offer.Features.Architecture))).ToList();
        if (others is { } expected && expected != simulated)
        {
            blockers.Insert(0, BlockerMapping.Simulation(expected));
        }

        return blockers;
    }

    private static async Task<IReadOnlyList<Member>> MembersAsync(LevelsetDbContext db, string poolId, CancellationToken cancellationToken)
    {
        var classes = await MemberClass.OfPoolAsync(db, poolId, cancellationToken);
        var ready = classes.Where(one => one.Standing == Standing.Ready).Select(one => one.Fingerprint!).ToList();
        var offers = await db.OffersAsync(ready, cancellationToken);
        return [.. ready.Select(fingerprint => new Member(fingerprint, offers[fingerprint]))];
    }

    private static MemberRule Rule(PoolRow pool, IEnumerable<Member> members) =>
        MemberRule.Of(pool.ToPolicy(), pool.ToIdentity(), members.Select(member => member.Offer));

    private static V1.FeatureDiff Diff(BaselineRow? before, Settlement after) => PoolMapping.Diff(
        before,
        new BaselineRow
        {
            PoolId = "",
            Generation = 0,
            Vendor = after.Generation!.Vendor,
            Features = after.Generation.Features,
            Level = after.Level!.Features,
            Properties = StoredProperties.From(after.Generation.Properties),
            Cause = "",
            Author = "",
            CreateTime = default,
            CatalogueVersion = "",
            Reasons = BaselineReasons.ToJson(
                after.Members.Select(member => new BaselineReasons.Contributor(member.Source, 0, [])),
                after.Baseline!.Dropped),
        });

    private static async Task CountAsync(
        LevelsetDbContext db,
        V1.PreviewJoinResponse wire,
        string poolId,
        Offer model,
        CancellationToken cancellationToken)
    {
        var partitions = await PartitionClass.OfPoolAsync(db, poolId, cancellationToken);
        foreach (var one in partitions)
        {
            if (one.Features.Architecture == model.Features.Architecture && one.Features.IsSubsetOf(model.Features))
            {
                wire.MovablePartitionCount += (uint)one.Count;
            }
            else
            {
                wire.ImmovablePartitionCount += (uint)one.Count;
            }
        }
    }
}
