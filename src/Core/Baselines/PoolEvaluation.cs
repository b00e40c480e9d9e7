using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>What follows for a pool after its members, their reports or its policy changed.</summary>
/// <param name="Members">The members, with the state that they have now.</param>
/// <param name="Level">L with its reasons; null when no member contributes.</param>
/// <param name="Baseline">B with its reasons; null when no member contributes: a pool without members has no baseline.</param>
public sealed record PoolEvaluation(ImmutableArray<Member> Members, Level? Level, Baseline? Baseline)
{
    /// <summary>Evaluates a pool. The order in which members are given does not matter.</summary>
    /// <param name="policy">The pool's.</param>
    /// <param name="identity">What is fixed.</param>
    /// <param name="members">All that have reported.</param>
    /// <param name="before">The baseline in force; null = none.</param>
    /// <param name="last">The newest baseline ever made, which quarantined members are measured by while none is in force.</param>
    /// <param name="raise">Whether an operator raises the baseline to the level now.</param>
    public static PoolEvaluation Of(
        PoolPolicy policy,
        PoolIdentity identity,
        IEnumerable<Member> members,
        CpuCapabilities? before,
        CpuCapabilities? last,
        bool raise = false)
    {
        var current = QuarantineBelowFloor(
            policy,
            members.OrderBy(member => member.Source, StringComparer.Ordinal).ThenBy(member => member.State));
        while (true)
        {
            var evaluation = Compute(policy, current, before, raise);
            var next = ReleaseOne(policy, identity, evaluation, last);
            if (next.SequenceEqual(evaluation.Members))
            {
                return evaluation;
            }

            current = next;
        }
    }

    // Only a change of policy can leave a contributor below the floor: a report is checked before it contributes.
    private static ImmutableArray<Member> QuarantineBelowFloor(PoolPolicy policy, IEnumerable<Member> members)
    {
        var needed = policy.Floor is { } floor ? Closure.Upwards(floor, Catalogue.For(floor.Architecture)) : null;
        return [.. members.Select(member =>
            member.State == MembershipState.Ready
            && needed is not null
            && needed.Architecture == member.Capabilities.Features.Architecture
            && !needed.IsSubsetOf(member.Capabilities.Features)
                ? member with { State = MembershipState.Quarantined }
                : member)];
    }

    private static PoolEvaluation Compute(PoolPolicy policy, ImmutableArray<Member> members, CpuCapabilities? before, bool raise)
    {
        // A released member may have joined others of its fingerprint.
        var contributors = members.Where(member => member.State == MembershipState.Ready).DistinctBy(member => member.Source).ToList();
        if (contributors.Count == 0)
        {
            return new PoolEvaluation(members, null, null);
        }

        var architecture = contributors[0].Capabilities.Features.Architecture;
        var catalogue = Catalogue.For(architecture);
        var level = Level.Of(contributors, policy, catalogue)!;
        var atLevel = before is null || raise || policy.Raise == RaisePolicy.Automatic
            || before.Features.Architecture != architecture;
        return new PoolEvaluation(
            members,
            level,
            atLevel ? Baseline.AtLevel(level) : Baseline.Following(before!, level, catalogue));
    }

    // The first member, in order, that has come to meet the rules contributes again; the rest is checked beside it next.
    private static ImmutableArray<Member> ReleaseOne(
        PoolPolicy policy,
        PoolIdentity identity,
        PoolEvaluation evaluation,
        CpuCapabilities? last)
    {
        var (members, baseline) = (evaluation.Members, evaluation.Baseline?.Capabilities);
        var rule = MemberRule.Of(
            policy,
            identity,
            members.Where(member => member.State == MembershipState.Ready).Select(member => member.Capabilities));
        var released = members.FirstOrDefault(member => member.State switch
        {
            MembershipState.Quarantined => rule.WithDefaults(last).CheckMember(member.Capabilities, baseline ?? last).IsEmpty,
            MembershipState.Rejected => rule.CheckJoining(member.Capabilities, baseline).IsEmpty,
            _ => false,
        });
        return released is null ? members : members.Replace(released, released with { State = MembershipState.Ready });
    }
}
