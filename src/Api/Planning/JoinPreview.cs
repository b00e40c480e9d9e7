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

namespace Levelset.Api.Planning;

/// <summary>What would become of a pool if hosts that nobody has yet joined it.</summary>
internal static class JoinPreview
{
    // No fingerprint is called so, and it comes before all of them.
    private const string Model = "";

    public static async Task<V1.PreviewJoinResponse> ReadAsync(
        LevelsetDbContext db,
        string poolId,
        CpuCapabilities model,
        CancellationToken cancellationToken)
    {
        var pool = await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == poolId, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, ResourceName.Pool(poolId));
        var before = await PoolLeveling.CurrentAsync(db, pool, cancellationToken);
        var last = (before ?? await PoolLeveling.LastAsync(db, pool, cancellationToken))?.ToCapabilities();
        var (policy, identity) = (pool.ToPolicy(), pool.ToIdentity());
        var members = await PoolLeveling.MembersAsync(db, poolId, cancellationToken);
        var now = PoolEvaluation.Of(policy, identity, members, before?.ToCapabilities(), last);
        var found = MemberRule.Of(policy, identity, Contributors(now).Select(member => member.Capabilities)).CheckJoining(model, now.Baseline?.Capabilities);
        var catalogue = Catalogue.For(model.Features.Architecture);
        var wire = new V1.PreviewJoinResponse();
        wire.Blockers.AddRange(found.Select(one => one.ToWire(catalogue)));
        if (found.Any(one => one.Kind != IncompatibilityKind.FeatureMissing))
        {
            return wire;
        }

        // A model that a floor keeps out is shown as if it alone were excused: what it would cost to take it all the same.
        var floor = MemberRule.Of(policy, identity, []);
        var evaluation = PoolEvaluation.Of(
            policy with { Floor = null },
            identity,
            [
                .. members.Where(member => member.State == MembershipState.Ready || floor.CheckJoining(member.Capabilities, null).IsEmpty),
                new Member(Model, model),
            ],
            now.Baseline?.Capabilities,
            last);
        wire.Diff = Diff(before, evaluation);
        wire.Level = evaluation.Level!.Features.ToWire();
        wire.Unused.AddRange(model.Features.Except(evaluation.Baseline!.Features).Bits().Select(bit => bit.ToWire(catalogue)));
        await CountAsync(db, wire, poolId, model, cancellationToken);
        return wire;
    }

    /// <summary>Why a host could not contribute to a pool by its policy of now; empty when it could, or does.</summary>
    public static async Task<IReadOnlyList<V1.Blocker>> BlockersAsync(
        LevelsetDbContext db,
        PoolRow pool,
        bool simulated,
        CpuCapabilities offer,
        string hostId,
        CancellationToken cancellationToken)
    {
        var rule = await PoolLeveling.RuleAsync(db, pool, hostId, cancellationToken);
        var baseline = await PoolLeveling.CurrentAsync(db, pool, cancellationToken);
        var isMember = await db.Hosts.AnyAsync(row => row.Id == hostId && row.PoolId == pool.Id, cancellationToken);
        var found = isMember ? rule.CheckMember(offer, baseline?.ToCapabilities()) : rule.CheckJoining(offer, baseline?.ToCapabilities());
        var others = await db.Hosts.Where(row => row.PoolId == pool.Id && row.Id != hostId).Select(row => (bool?)row.Simulated)
            .FirstOrDefaultAsync(cancellationToken);
        var blockers = found.Select(one => one.ToWire(Catalogue.For(offer.Features.Architecture))).ToList();
        if (others is { } expected && expected != simulated)
        {
            blockers.Insert(0, BlockerMapping.Simulation(expected));
        }

        return blockers;
    }

    private static IEnumerable<Member> Contributors(PoolEvaluation evaluation) =>
        evaluation.Members.Where(member => member.State == MembershipState.Ready).DistinctBy(member => member.Source);

    private static V1.FeatureDiff Diff(BaselineRow? before, PoolEvaluation after) => PoolMapping.Diff(
        before,
        new BaselineRow
        {
            PoolId = "",
            Generation = 0,
            Vendor = after.Baseline!.Capabilities.Vendor,
            Features = after.Baseline.Features,
            Level = after.Level!.Features,
            Properties = StoredProperties.From(after.Baseline.Capabilities.Properties),
            Cause = "",
            Author = "",
            CreateTime = default,
            CatalogueVersion = "",
            Reasons = BaselineReasons.ToJson(
                Contributors(after).Select(member => new BaselineReasons.Contributor(member.Source, 0, [])),
                after.Baseline.Dropped),
        });

    private static async Task CountAsync(
        LevelsetDbContext db,
        V1.PreviewJoinResponse wire,
        string poolId,
        CpuCapabilities model,
        CancellationToken cancellationToken)
    {
        var partitions = await PartitionClass.OfPoolAsync(db, poolId, cancellationToken);
        foreach (var one in partitions)
        {
            if (one.Fits(model))
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
