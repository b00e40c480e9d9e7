using Levelset.Core.Fitting;
using Levelset.Core.Pools;

namespace Levelset.Core.Tests.Pools;

/// <summary>A pool's life by Core's rules, as the service drives them.</summary>
internal sealed class CorePool
{
    private readonly SortedDictionary<string, Member> members = new(StringComparer.Ordinal);

    public PoolPolicy Policy { get; private set; } = PoolPolicy.Default;

    public List<Generation> Generations { get; } = [];

    public Generation? Current { get; private set; }

    public Level? Level { get; private set; }

    public IReadOnlyCollection<Member> Members => members.Values;

    public bool Join(string name, Offer offer)
    {
        if (!Rule(except: null).JudgeJoining(offer, Current?.Features).IsEmpty)
        {
            return false;
        }

        members[name] = new Member(name, offer);
        Settle();
        return true;
    }

    /// <summary>The first report of a host that was made a member before it.</summary>
    public void Arrive(string name, Offer offer)
    {
        var fits = Rule(except: null).JudgeJoining(offer, Current?.Features).IsEmpty;
        members[name] = new Member(name, offer, fits ? MemberStanding.Ready : MemberStanding.Rejected);
        Settle();
    }

    public void Leave(string name)
    {
        members.Remove(name);
        Settle();
    }

    public void Report(string name, Offer offer)
    {
        var member = members[name];
        var contributed = member.Standing != MemberStanding.Rejected;
        var last = contributed ? Current ?? Generations.LastOrDefault() : null;
        var rule = Rule(name).Or(last);
        var misfits = contributed ? rule.JudgeMember(offer, last?.Features) : rule.JudgeJoining(offer, Current?.Features);
        var standing = misfits.IsEmpty ? MemberStanding.Ready
            : contributed ? MemberStanding.Quarantined
            : MemberStanding.Rejected;
        members[name] = new Member(name, offer, standing);
        Settle();
    }

    public void Change(PoolPolicy policy)
    {
        Policy = policy;
        Settle();
    }

    public void Raise() => Settle(raise: true);

    private MemberRule Rule(string? except) => MemberRule.Of(
        Policy,
        PoolIdentity.Open,
        members.Values.Where(member => member.Source != except && member.Standing == MemberStanding.Ready).Select(member => member.Offer));

    private void Settle(bool raise = false)
    {
        var settled = Settlement.Of(Policy, PoolIdentity.Open, members.Values, Current, Generations.LastOrDefault(), raise);
        foreach (var member in settled.Members)
        {
            members[member.Source] = member;
        }

        if (settled.Generation is { } next && next != Current)
        {
            Generations.Add(next);
        }

        (Current, Level) = (settled.Generation, settled.Level);
    }
}
