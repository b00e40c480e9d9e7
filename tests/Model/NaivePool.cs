namespace Levelset.Model;

/// <summary>A pool's life by the rules of the domain, one host and one bit at a time.</summary>
/// <param name="name">Its name.</param>
/// <param name="arm">The architecture that it was made for; null = open.</param>
/// <param name="vendor">The vendor that it was made for; null = open.</param>
/// <param name="policy">The first policy.</param>
public sealed class NaivePool(string name, bool? arm, string? vendor, Policy policy)
{
    public string Name { get; } = name;

    /// <summary>What it was made for; null = open.</summary>
    public bool? FixedArm { get; } = arm;

    /// <summary>What it was made for; null = open.</summary>
    public string? FixedVendor { get; } = vendor;

    /// <summary>The policy in force.</summary>
    public Policy Policy { get; private set; } = policy;

    public List<NaiveHost> Members { get; } = [];

    /// <summary>Every generation, oldest first.</summary>
    public List<NaiveGeneration> Generations { get; } = [];

    /// <summary>The one in force; null when no member contributes.</summary>
    public NaiveGeneration? InForce { get; private set; }

    /// <summary>L; null when no member contributes.</summary>
    public bool[]? Level { get; private set; }

    /// <summary>The members that contribute.</summary>
    public IEnumerable<NaiveHost> Contributors => Members.Where(member => member.State == NaiveState.Ready);

    /// <summary>The architecture that features of a policy must be of; null = any.</summary>
    public bool? Arm => FixedArm ?? InForce?.Arm ?? (Policy.NamesFeatures ? Policy.Arm : null);

    /// <summary>A host is named as a member; one that was kept out is taken at what it offers now. False = refused.</summary>
    public bool Join(NaiveHost host)
    {
        if (host.Pool is not null && (host.Pool != this || host.State is NaiveState.Ready or NaiveState.Pending))
        {
            return host.Pool == this;
        }

        if (host.Reading is not null && !MayJoin(host, InForce))
        {
            return false;
        }

        if (host.Pool is null)
        {
            host.Pool = this;
            Members.Add(host);
        }

        host.State = host.Reading is null ? NaiveState.Pending : NaiveState.Ready;
        Evaluate();
        return true;
    }

    /// <summary>A member leaves.</summary>
    public void Leave(NaiveHost host)
    {
        Members.Remove(host);
        host.Pool = null;
        host.State = host.Reading is null ? NaiveState.Pending : NaiveState.Ready;
        Evaluate();
    }

    /// <summary>A member has reported.</summary>
    public void Judge(NaiveHost host)
    {
        if (host.State is NaiveState.Ready or NaiveState.Quarantined)
        {
            var last = InForce ?? Generations.LastOrDefault();
            host.State = MayStay(host, last, last) ? NaiveState.Ready : NaiveState.Quarantined;
        }
        else
        {
            host.State = MayJoin(host, InForce) ? NaiveState.Ready : NaiveState.Rejected;
        }

        Evaluate();
    }

    /// <summary>Another policy. False = refused, since its features are of another architecture or nobody would contribute.</summary>
    public bool Change(Policy next)
    {
        if (next.NamesFeatures && Arm is { } known && known != next.Arm)
        {
            return false;
        }

        var before = Policy;
        var states = Members.Select(member => member.State).ToList();
        Policy = next;
        if (InForce is not null && !Evaluate(commit: false))
        {
            Policy = before;
            for (var index = 0; index < Members.Count; index++)
            {
                Members[index].State = states[index];
            }

            // Nothing has changed; the level is computed anew.
            Evaluate();
            return false;
        }

        Evaluate();
        return true;
    }

    /// <summary>The baseline is raised to the level. False = there is none.</summary>
    public bool Raise()
    {
        if (InForce is null)
        {
            return false;
        }

        Evaluate(raise: true);
        return true;
    }

    private bool MayJoin(NaiveHost host, NaiveGeneration? baseline) =>
        Fits(host, null) && HasFloor(host) && (!Policy.JoinRejects || Has(host, baseline));

    private bool MayStay(NaiveHost host, NaiveGeneration? last, NaiveGeneration? measure) =>
        Fits(host, last) && HasFloor(host) && (Policy.DriftLowers || Has(host, measure));

    private static bool Has(NaiveHost host, NaiveGeneration? baseline) =>
        baseline is null
        || baseline.Arm != host.Reading!.Arm
        || (Bit.Within(baseline.Bits, host.Offers) && HasSynthetic(host.Reading.Scalars.Synthetic, baseline.Scalars.Synthetic));

    private static bool HasSynthetic(ulong? may, ulong? given)
    {
        for (var bit = 0; given is not null && bit < 64; bit++)
        {
            if (may is null || ((given >> bit) % 2 == 1 && (may >> bit) % 2 == 0))
            {
                return false;
            }
        }

        return true;
    }

    private bool HasFloor(NaiveHost host) =>
        Policy.Floor is not { } floor
        || Policy.Arm != host.Reading!.Arm
        || Bit.Within(Facts.Of(Policy.Arm).Complete(floor.ToBits(Policy.Arm)), host.Offers);

    // Architecture, vendor and flush size are those of the others; without others, those that the pool was made for; without
    // any, those of the generation that the host has been part of.
    private bool Fits(NaiveHost host, NaiveGeneration? otherwise)
    {
        var reading = host.Reading!;
        var alone = true;
        foreach (var other in Contributors.Where(other => other != host))
        {
            alone = false;
            var beside = other.Reading!;
            var flushes = beside.Scalars.FlushSize is not { } size || (reading.Scalars.FlushSize ?? size) == size;
            if (beside.Arm != reading.Arm || beside.Vendor != reading.Vendor || !flushes)
            {
                return false;
            }
        }

        if (!alone)
        {
            return true;
        }

        var isArm = FixedArm ?? (Policy.NamesFeatures ? Policy.Arm : otherwise?.Arm) ?? reading.Arm;
        var needed = FixedVendor ?? otherwise?.Vendor ?? reading.Vendor;
        var flush = otherwise?.Scalars.FlushSize ?? reading.Scalars.FlushSize;
        return isArm == reading.Arm && needed == reading.Vendor && (reading.Scalars.FlushSize ?? flush) == flush;
    }

    // False: nobody contributes. Without commit, that is all that is asked.
    private bool Evaluate(bool raise = false, bool commit = true)
    {
        var last = Generations.LastOrDefault();
        foreach (var member in Contributors.Where(member => !HasFloor(member)).ToList())
        {
            member.State = NaiveState.Quarantined;
        }

        NaiveGeneration? now;
        do
        {
            now = Compute(raise);
        }
        while (HealOne(now, last));
        if (!commit)
        {
            return now is not null;
        }

        if (now is not null && (InForce is null || !InForce.Says(now)))
        {
            Generations.Add(now);
            InForce = now;
        }

        InForce = now is null ? null : InForce;
        return now is not null;
    }

    private NaiveGeneration? Compute(bool raise)
    {
        var contributors = Contributors.OrderBy(host => host.Kind, StringComparer.Ordinal).ToList();
        if (contributors.Count == 0)
        {
            Level = null;
            return null;
        }

        var first = contributors[0].Reading!;
        var facts = Facts.Of(first.Arm);
        var left = contributors[0].Offers;
        var scalars = first.Scalars;
        foreach (var host in contributors)
        {
            left = Bit.And(left, host.Offers);
            scalars = Scalars.Both(scalars, host.Reading!.Scalars);
        }

        left = Policy.Excluded is { } excluded ? Bit.Without(left, excluded.ToBits(first.Arm)) : left;
        left = Policy.ReservedOff ? Bit.And(left, facts.Known) : left;
        Level = facts.Close(left);
        if (InForce is null || InForce.Arm != first.Arm || raise || Policy.RaisesAlone)
        {
            return new NaiveGeneration(first.Arm, first.Vendor, Level, scalars);
        }

        var kept = facts.Close(Bit.And(InForce.Bits, Level));
        var flush = scalars.FlushSize ?? InForce.Scalars.FlushSize;
        return new NaiveGeneration(first.Arm, first.Vendor, kept, Scalars.Both(InForce.Scalars, scalars) with { FlushSize = flush });
    }

    private bool HealOne(NaiveGeneration? now, NaiveGeneration? last)
    {
        var healed = Members.OrderBy(host => host.Kind, StringComparer.Ordinal).ThenBy(host => host.State)
            .FirstOrDefault(host =>
                (host.State == NaiveState.Quarantined && MayStay(host, last, now ?? last))
                || (host.State == NaiveState.Rejected && MayJoin(host, now)));
        if (healed is null)
        {
            return false;
        }

        healed.State = NaiveState.Ready;
        return true;
    }
}
