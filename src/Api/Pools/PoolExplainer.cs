using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Analysis;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>Explains one pool from its members as they are now. Reads; changes nothing.</summary>
internal sealed class PoolExplainer(
    PoolRow pool,
    BaselineRow? baseline,
    BaselineRow? last,
    IReadOnlyList<MemberClass> members,
    IReadOnlyDictionary<string, CpuCapabilities> offers,
    IReadOnlyList<PartitionClass> partitions,
    IReadOnlyList<HostValues.Group> unreportedWords,
    IReadOnlyList<HostValues.Group> clocks)
{
    private readonly Dictionary<string, MemberClass> contributors = members
        .Where(one => one.MembershipState == MembershipState.Ready)
        .ToDictionary(one => one.Fingerprint!);

    /// <summary>The explanation of a pool; null when there is none of that name.</summary>
    public static async Task<V1.PoolExplanation?> ExplainAsync(LevelsetDbContext db, string poolId, CancellationToken cancellationToken)
    {
        if (await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == poolId, cancellationToken) is not { } pool)
        {
            return null;
        }

        var baseline = await PoolLeveling.CurrentAsync(db, pool, cancellationToken);
        var members = await MemberClass.OfPoolAsync(db, poolId, cancellationToken);
        var explainer = new PoolExplainer(
            pool,
            baseline,
            baseline ?? await PoolLeveling.LastAsync(db, pool, cancellationToken),
            members,
            await db.CapabilitiesAsync([.. members.Select(one => one.Fingerprint).OfType<string>().Distinct()], cancellationToken),
            await PartitionClass.OfPoolAsync(db, poolId, cancellationToken),
            await HostValues.UnreportedWordsAsync(db, poolId, cancellationToken),
            await HostValues.ClocksAsync(db, poolId, cancellationToken));
        return explainer.Explain();
    }

    private V1.PoolExplanation Explain()
    {
        var wire = new V1.PoolExplanation
        {
            Pool = ResourceName.Pool(pool.Id),
            Generation = (ulong)(pool.CurrentGeneration ?? 0),
            Etag = Etag.Of(pool.Version),
        };
        if (baseline is not null)
        {
            AddBaseline(wire, baseline);
        }

        wire.NotContributing.AddRange(members.Where(one => one.MembershipState != MembershipState.Ready).Select(Sideline));
        return wire;
    }

    private void AddBaseline(V1.PoolExplanation wire, BaselineRow current)
    {
        var catalogue = Catalogue.For(current.Features.Architecture);
        var explanation = PoolExplanation.Of(
            pool.ToPolicy(),
            [.. contributors.Keys.Select(fingerprint => new Member(fingerprint, offers[fingerprint]))],
            current.ToCapabilities());
        wire.Missing.AddRange(explanation.Missing.Select(dropped => ToWire(dropped, catalogue)));
        wire.PendingRaise.AddRange(explanation.PendingRaise.Bits().Select(bit => bit.ToWire(catalogue)));
        wire.PendingProperties.AddRange(PropertyMapping.Changes(
            current.Properties.ToValue().ToWire(),
            explanation.Level.Properties.ToWire()));
        wire.Removals.AddRange(explanation.Removals.Select(gain => ToWire(gain, explanation.Level, catalogue)));
        wire.Advisories.AddRange(explanation.Advisories
            .Select(advisory => AdvisoryMapping.ToWire(
                advisory,
                [.. advisory.Groups.Select(group => MemberClass.ToWire(Of(group.Sources), group.Value))],
                catalogue))
            .Concat(AdvisoryMapping.OfClocks(clocks))
            .Concat(unreportedWords.Select(AdvisoryMapping.OfWord))
            .OrderBy(advisory => advisory.Kind));
    }

    private V1.DroppedFeature ToWire(DroppedFeature dropped, Catalogue catalogue) =>
        dropped.ToWire(MemberClass.ToWire(Of(dropped.LackedBy)), catalogue);

    private V1.RemovalGain ToWire(RemovalGain gain, CpuCapabilities level, Catalogue catalogue)
    {
        var wire = new V1.RemovalGain
        {
            Hosts = MemberClass.ToWire(Of([gain.Source])),
            PartitionCount = (uint)partitions.Where(one => Gains(one, gain, level)).Sum(one => one.Count),
        };
        wire.Gained.AddRange(gain.Gained.Bits().Select(bit => bit.ToWire(catalogue)));
        wire.Properties.AddRange(PropertyMapping.Changes(level.Properties.ToWire(), gain.Level.Properties.ToWire()));
        return wire;
    }

    private static bool Gains(PartitionClass partition, RemovalGain gain, CpuCapabilities level)
    {
        if (partition.Has.Features.Architecture != gain.Level.Features.Architecture)
        {
            return false;
        }

        var then = PowerCycleChange.Of(partition.Has, partition.Request, gain.Level);
        return !then.Gained.Intersect(gain.Gained).IsEmpty
            || then.After.Properties != PowerCycleChange.Of(partition.Has, partition.Request, level).After.Properties;
    }

    private V1.Sidelined Sideline(MemberClass one)
    {
        var wire = new V1.Sidelined { Hosts = MemberClass.ToWire([one]), Standing = one.MembershipState.ToString().ToUpperInvariant() };
        if (one.Fingerprint is null)
        {
            return wire;
        }

        var offer = offers[one.Fingerprint];
        var catalogue = Catalogue.For(offer.Features.Architecture);
        var rule = MemberRule.Of(pool.ToPolicy(), pool.ToIdentity(), contributors.Keys.Select(fingerprint => offers[fingerprint]))
            .WithDefaults(last?.ToCapabilities());
        var found = one.MembershipState == MembershipState.Quarantined
            ? rule.CheckMember(offer, last?.ToCapabilities())
            : rule.CheckJoining(offer, baseline?.ToCapabilities());
        wire.Blockers.AddRange(found.Select(reason => reason.ToWire(catalogue)));
        if (baseline is not null && baseline.Features.Architecture == offer.Features.Architecture)
        {
            var left = Closure.Of(baseline.Features.Intersect(offer.Features), catalogue).Features;
            wire.WouldLose.AddRange(baseline.Features.Except(left).Bits().Select(bit => bit.ToWire(catalogue)));
        }

        return wire;
    }

    private List<MemberClass> Of(IEnumerable<string> fingerprints) => [.. fingerprints.Select(fingerprint => contributors[fingerprint])];
}
