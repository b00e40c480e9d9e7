using Levelset.Core.Pools;
using Levelset.Core.Tests.Drawing;
using Position = (string Word, int Bit);

namespace Levelset.Core.Tests.Pools;

/// <summary>
/// A pool's life by the domain's rules, over lists of hosts and of positions, one host and one bit at a time: slow, and written
/// apart from the code. Hosts are of one vendor and their scalars equal, which other tests vary.
/// </summary>
internal sealed class NaivePool(Catalogue catalogue)
{
    public enum Standing
    {
        Ready,
        Quarantined,
        Rejected,
    }

    public sealed class Host(string name, HashSet<Position> offers, Standing standing)
    {
        public string Name { get; } = name;

        public HashSet<Position> Offers { get; set; } = offers;

        public Standing Standing { get; set; } = standing;
    }

    public PoolPolicy Policy { get; set; } = PoolPolicy.Default;

    public List<Host> Members { get; } = [];

    /// <summary>Every generation's baseline, oldest first.</summary>
    public List<HashSet<Position>> Generations { get; } = [];

    /// <summary>The baseline in force; null when no member contributes.</summary>
    public HashSet<Position>? Baseline { get; private set; }

    /// <summary>The level; null when no member contributes.</summary>
    public HashSet<Position>? Level { get; private set; }

    /// <summary>Whether a host may join; it does when it may.</summary>
    public bool Join(string name, HashSet<Position> offers)
    {
        if (!MayJoin(offers))
        {
            return false;
        }

        Members.Add(new Host(name, offers, Standing.Ready));
        Settle();
        return true;
    }

    /// <summary>The first report of a host that was made a member before it.</summary>
    public void Arrive(string name, HashSet<Position> offers)
    {
        Members.Add(new Host(name, offers, MayJoin(offers) ? Standing.Ready : Standing.Rejected));
        Settle();
    }

    public void Leave(string name)
    {
        Members.RemoveAll(host => host.Name == name);
        Settle();
    }

    public void Report(string name, HashSet<Position> offers)
    {
        var host = Members.Single(member => member.Name == name);
        host.Offers = offers;
        if (host.Standing == Standing.Rejected)
        {
            host.Standing = MayJoin(offers) ? Standing.Ready : Standing.Rejected;
        }
        else
        {
            host.Standing = MayStay(offers) ? Standing.Ready : Standing.Quarantined;
        }

        Settle();
    }

    public void Change(PoolPolicy policy)
    {
        Policy = policy;
        foreach (var host in Members.Where(host => host.Standing == Standing.Ready && !HasFloor(host.Offers)))
        {
            host.Standing = Standing.Quarantined;
        }

        Settle();
    }

    public void Raise()
    {
        if (Level is not null)
        {
            Put(Level);
        }

        Settle();
    }

    private bool MayJoin(HashSet<Position> offers) =>
        HasFloor(offers) && (Policy.Join == JoinPolicy.LevelDown || Baseline is null || Baseline.IsSubsetOf(offers));

    private bool MayStay(HashSet<Position> offers)
    {
        var measure = Baseline ?? Generations.LastOrDefault();
        return HasFloor(offers) && (Policy.Drift == DriftPolicy.LevelDown || measure is null || measure.IsSubsetOf(offers));
    }

    private bool HasFloor(HashSet<Position> offers)
    {
        if (Policy.Floor is null)
        {
            return true;
        }

        var needed = NaiveModel.Positions(Policy.Floor);
        bool grown;
        do
        {
            grown = false;
            foreach (var requirement in catalogue.Requirements)
            {
                if (requirement.Strength == RequirementStrength.Hard && needed.Contains(NaiveModel.Position(requirement.Feature)))
                {
                    grown |= needed.Add(NaiveModel.Position(requirement.Requires));
                }
            }
        }
        while (grown);
        return needed.IsSubsetOf(offers);
    }

    private void Settle()
    {
        do
        {
            Compute();
        }
        while (HealOne());
        if (Baseline is not null && (Generations.Count == 0 || withdrawn || !Generations[^1].SetEquals(Baseline)))
        {
            Generations.Add([.. Baseline]);
        }

        withdrawn = Baseline is null;
    }

    private bool withdrawn;

    private void Compute()
    {
        var contributors = Members.Where(host => host.Standing == Standing.Ready).ToList();
        if (contributors.Count == 0)
        {
            (Level, Baseline) = (null, null);
            return;
        }

        var left = NaiveModel.Every(catalogue.Architecture);
        foreach (var host in contributors)
        {
            left.RemoveWhere(position => !host.Offers.Contains(position));
        }

        left.RemoveWhere(position => Policy.Excluded is not null && NaiveModel.Positions(Policy.Excluded).Contains(position));
        left.RemoveWhere(position => Policy.ReservedBits == ReservedBits.Disable && !NaiveModel.Known(catalogue).Contains(position));
        Level = NaiveModel.Close(left, catalogue);
        if (inForce is null || Policy.Raise == RaisePolicy.Automatic)
        {
            Baseline = [.. Level];
        }
        else
        {
            Baseline = NaiveModel.Close([.. inForce.Where(Level.Contains)], catalogue);
        }
    }

    // What is lowered on the way of one change is measured from the baseline that was in force before it.
    private HashSet<Position>? inForce => withdrawn || Generations.Count == 0 ? null : raised ?? Generations[^1];

    private HashSet<Position>? raised;

    private void Put(HashSet<Position> level)
    {
        raised = level;
        Compute();
        if (!Generations[^1].SetEquals(Baseline!))
        {
            Generations.Add([.. Baseline!]);
        }

        raised = null;
    }

    private bool HealOne()
    {
        var host = Members.OrderBy(member => member.Name, StringComparer.Ordinal).ThenBy(member => member.Standing)
            .FirstOrDefault(member =>
                (member.Standing == Standing.Quarantined && MayStay(member.Offers))
                || (member.Standing == Standing.Rejected && MayJoin(member.Offers)));
        if (host is null)
        {
            return false;
        }

        host.Standing = Standing.Ready;
        return true;
    }
}
