using Levelset.Core.Baselines;
using Levelset.Model;

namespace Levelset.Core.Tests.Histories;

/// <summary>A pool's life by Core's rules, driven as the service drives them: members of one fingerprint and state are one.</summary>
internal sealed class CorePool(string name, PoolIdentity identity, PoolPolicy policy, Random order)
{
    public string Name { get; } = name;

    public PoolIdentity Identity { get; } = identity;

    public PoolPolicy Policy { get; private set; } = policy;

    public List<CoreHost> Members { get; } = [];

    public List<CpuCapabilities> Generations { get; } = [];

    public CpuCapabilities? Current { get; private set; }

    public Level? Level { get; private set; }

    public IEnumerable<CoreHost> Contributors => Members.Where(member => member.State == MembershipState.Ready);

    public bool Join(CoreHost host)
    {
        if (host.Pool is not null && (host.Pool != this || host.State is MembershipState.Pending or MembershipState.Ready))
        {
            return host.Pool == this;
        }

        if (host.Capabilities is { } offer && !Rule(except: null).CheckJoining(offer, Current).IsEmpty)
        {
            return false;
        }

        if (host.Pool is null)
        {
            host.Pool = this;
            Members.Add(host);
        }

        host.State = host.Capabilities is null ? MembershipState.Pending : MembershipState.Ready;
        Evaluate();
        return true;
    }

    public void Leave(CoreHost host)
    {
        Members.Remove(host);
        host.Pool = null;
        host.State = host.Capabilities is null ? MembershipState.Pending : MembershipState.Ready;
        Evaluate();
    }

    public void Judge(CoreHost host)
    {
        var contributed = host.State is MembershipState.Ready or MembershipState.Quarantined;
        var last = contributed ? Current ?? Generations.LastOrDefault() : null;
        var rule = Rule(host).WithDefaults(last);
        var found = contributed
            ? rule.CheckMember(host.Capabilities!, last)
            : rule.CheckJoining(host.Capabilities!, Current);
        host.State = found.IsEmpty ? MembershipState.Ready
            : contributed ? MembershipState.Quarantined
            : MembershipState.Rejected;
        Evaluate();
    }

    public bool Change(Policy next)
    {
        var known = Identity.Architecture
            ?? Current?.Features.Architecture
            ?? Policy.Excluded?.Architecture
            ?? Policy.Floor?.Architecture;
        var policy = next.ToPolicy();
        var named = policy.Excluded?.Architecture ?? policy.Floor?.Architecture;
        if ((named is not null && known is not null && named != known) || (Current is not null && Preview(policy).Baseline is null))
        {
            return false;
        }

        Policy = policy;
        Evaluate();
        return true;
    }

    public bool Raise()
    {
        if (Current is null)
        {
            return false;
        }

        Evaluate(raise: true);
        return true;
    }

    /// <summary>What an evaluation would say, without doing it.</summary>
    public PoolEvaluation Preview(PoolPolicy policy, bool raise = false)
    {
        Member[] members =
        [
            .. Members.Where(host => host.State != MembershipState.Pending)
                .Select(host => new Member(host.Fingerprint, host.Capabilities!, host.State))
                .DistinctBy(member => (member.Source, member.State)),
        ];
        order.Shuffle(members);
        return PoolEvaluation.Of(policy, Identity, members, Current, Generations.LastOrDefault(), raise);
    }

    private MemberRule Rule(CoreHost? except) => MemberRule.Of(
        Policy,
        Identity,
        Contributors.Where(member => member != except).DistinctBy(member => member.Fingerprint).Select(member => member.Capabilities!));

    private void Evaluate(bool raise = false)
    {
        var preview = Preview(Policy, raise);
        var evaluation = Preview(Policy, raise);
        Broken.Unless(8, SameAs(preview, evaluation), () => $"pool {Name}: a preview says {preview}, the change {evaluation}");
        var ready = evaluation.Members.Where(member => member.State == MembershipState.Ready).Select(member => member.Source).ToHashSet();
        foreach (var host in Members.Where(host => host.State != MembershipState.Pending))
        {
            var isReady = ready.Contains(host.Fingerprint);
            host.State = isReady ? MembershipState.Ready
                : host.State == MembershipState.Ready ? MembershipState.Quarantined
                : host.State;
        }

        if (evaluation.Baseline?.Capabilities is { } next && next != Current)
        {
            Generations.Add(next);
        }

        (Current, Level) = (evaluation.Baseline?.Capabilities, evaluation.Level);
    }

    private static bool SameAs(PoolEvaluation one, PoolEvaluation other) =>
        one.Baseline?.Capabilities == other.Baseline?.Capabilities
        && Equals(one.Level?.Features, other.Level?.Features)
        && one.Members.SequenceEqual(other.Members);
}
