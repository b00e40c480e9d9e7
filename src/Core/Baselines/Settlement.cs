using System.Collections.Immutable;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>Where a pool stands after its members, their reports or its policy changed.</summary>
/// <param name="Members">The members, with the state that they have now.</param>
/// <param name="Level">L with its reasons; null when no member contributes.</param>
/// <param name="Baseline">B with its reasons; null when no member contributes: a pool without members has no baseline.</param>
/// <param name="Generation">What new partitions are given; null as above.</param>
public sealed record Settlement(ImmutableArray<Member> Members, Level? Level, Baseline? Baseline, CpuCapabilities? Generation)
{
    /// <summary>Settles a pool. The order in which members are given does not matter.</summary>
    /// <param name="policy">The pool's.</param>
    /// <param name="identity">What is fixed.</param>
    /// <param name="members">All that have reported.</param>
    /// <param name="before">The generation in force; null = none.</param>
    /// <param name="last">The newest generation ever made, which quarantined members are measured by while none is in force.</param>
    /// <param name="raise">Whether an operator raises the baseline to the level now.</param>
    public static Settlement Of(
        PoolPolicy policy,
        PoolIdentity identity,
        IEnumerable<Member> members,
        CpuCapabilities? before,
        CpuCapabilities? last,
        bool raise = false)
    {
        var current = HoldFloor(
            policy,
            members.OrderBy(member => member.Source, StringComparer.Ordinal).ThenBy(member => member.State));
        while (true)
        {
            var settled = Compute(policy, current, before, raise);
            var next = Heal(policy, identity, settled, last);
            if (next.SequenceEqual(settled.Members))
            {
                return settled;
            }

            current = next;
        }
    }

    // Only a change of policy can leave a contributor below the floor: a report is judged before it contributes.
    private static ImmutableArray<Member> HoldFloor(PoolPolicy policy, IEnumerable<Member> members)
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

    private static Settlement Compute(PoolPolicy policy, ImmutableArray<Member> members, CpuCapabilities? before, bool raise)
    {
        // A healed member may have joined others of its fingerprint.
        var contributors = members.Where(member => member.State == MembershipState.Ready).DistinctBy(member => member.Source).ToList();
        if (contributors.Count == 0)
        {
            return new Settlement(members, null, null, null);
        }

        var first = contributors[0].Capabilities;
        var catalogue = Catalogue.For(first.Features.Architecture);
        var level = Level.Of(
            [.. contributors.Select(member => new Contribution(member.Source, member.Capabilities.Features))],
            policy.ForLevel(first.Features.Architecture),
            catalogue)!;
        var together = contributors.Select(member => member.Capabilities.Properties).Aggregate((a, b) => a.Intersect(b));
        var follows = before is null || raise || policy.Raise == RaisePolicy.Automatic
            || before.Features.Architecture != first.Features.Architecture;
        var baseline = follows ? Baseline.AtLevel(level) : Baseline.Following(before!.Features, level, catalogue);
        var properties = follows ? together : Following(before!.Properties, together);
        return new Settlement(members, level, baseline, new CpuCapabilities(first.Vendor, baseline.Features, properties));
    }

    // A flush size must be equal and so does not go down: it is that of the contributors, not of one that has left them.
    private static CompatibilityProperties Following(CompatibilityProperties before, CompatibilityProperties together) =>
        before.Intersect(together) with { CacheLineFlushSize = together.CacheLineFlushSize ?? before.CacheLineFlushSize };

    /// <summary>The first member, in order, that has come to fit contributes again; the rest is judged beside it next.</summary>
    private static ImmutableArray<Member> Heal(PoolPolicy policy, PoolIdentity identity, Settlement settled, CpuCapabilities? last)
    {
        var rule = MemberRule.Of(
            policy,
            identity,
            settled.Members.Where(member => member.State == MembershipState.Ready).Select(member => member.Capabilities));
        var healed = settled.Members.FirstOrDefault(member => member.State switch
        {
            MembershipState.Quarantined =>
                rule.Or(last).CheckMember(member.Capabilities, settled.Generation ?? last).IsEmpty,
            MembershipState.Rejected => rule.CheckJoining(member.Capabilities, settled.Generation).IsEmpty,
            _ => false,
        });
        return healed is null ? settled.Members : settled.Members.Replace(healed, healed with { State = MembershipState.Ready });
    }
}
