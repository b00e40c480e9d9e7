using Levelset.Core.Baselines;
using Levelset.Model;

namespace Levelset.Core.Tests.Histories;

/// <summary>The invariants of the domain over Core's state, by the model's loops. Held after every step of a history.</summary>
internal sealed class Invariants(CoreFleet core, NaiveFleet model, Random random)
{
    private static readonly ReservedBits[] Policies = [ReservedBits.HypervisorDefault, ReservedBits.Disable];

    private readonly Dictionary<string, List<NaiveGeneration>> seen =
        model.Pools.Keys.ToDictionary(name => name, _ => new List<NaiveGeneration>());

    private readonly Dictionary<string, Offering> kinds = [];

    public void Hold(HistoryStep step)
    {
        Reports();
        foreach (var pool in model.Pools.Values)
        {
            var its = core.Pools[pool.Name];
            Withdrawn(its);
            Generations(its);
            if (its.Current is { } current)
            {
                Bounds(its, current.Features.ToBits());
                Masks(its, current.Features);
            }

            Agree(its, pool);
        }

        if (Touched(step) is { } touched)
        {
            Orders.Hold(core.Pools[touched], random);
        }

        foreach (var partition in model.Partitions.Values)
        {
            Moves(partition, core.Partitions[partition.Name]);
        }
    }

    // 10: no baseline where nobody contributes, and so nothing that a mask could be made of.
    private static void Withdrawn(CorePool pool)
    {
        var alone = !pool.Contributors.Any();
        Broken.Unless(
            10,
            pool.Current is null == alone && pool.Level is null == alone,
            () => $"pool {pool.Name} has {pool.Current}");
    }

    // 7: what has once been a generation stays it. Numbers, and writers at once, are the service's part.
    private void Generations(CorePool pool)
    {
        var known = seen[pool.Name];
        Broken.Unless(7, known.Count <= pool.Generations.Count, () => $"pool {pool.Name} has lost generations");
        for (var index = 0; index < pool.Generations.Count; index++)
        {
            var now = pool.Generations[index].ToNaive();
            if (index == known.Count)
            {
                known.Add(now);
            }

            Broken.Unless(7, now.Says(known[index]), () => $"generation {index + 1} of pool {pool.Name} was edited");
        }

        Broken.Unless(
            7,
            pool.Current is null || pool.Current == pool.Generations[^1],
            () => $"the generation in force of pool {pool.Name} is not its last");
    }

    // 9: a host's report is what it said last, whatever others say.
    private void Reports()
    {
        foreach (var host in model.Hosts)
        {
            var its = core.Host(host.Name);
            if (host.Reading is not { } reading)
            {
                Broken.Unless(9, its.Capabilities is null, () => $"{host.Name} has not reported, yet offers {its.Capabilities}");
                continue;
            }

            Broken.Unless(
                9,
                its.Capabilities is { } offer
                    && offer.Vendor == reading.Vendor
                    && Bit.Same(offer.Features.ToBits(), host.Offers)
                    && offer.Properties.ToScalars() == reading.Scalars,
                () => $"{host.Name} said {reading}, not {its.Capabilities}");

            // Hosts of one fingerprint are interchangeable, and others are not.
            Broken.Unless(
                9,
                kinds.TryAdd(its.Fingerprint, reading) || kinds[its.Fingerprint] == reading,
                () => $"two kinds of host have fingerprint {its.Fingerprint}");
        }
    }

    private static void Agree(CorePool pool, NaivePool model)
    {
        Broken.Unless(
            0,
            pool.Members.Count == model.Members.Count
                && model.Members.All(member => pool.Members.Any(its =>
                    its.Name == member.Name
                    && its.State.ToString() == member.State.ToString())),
            () => $"pool {pool.Name} has {string.Join(", ", pool.Members.Select(its => $"{its.Name} {its.State}"))}, "
                + $"not {string.Join(", ", model.Members.Select(member => $"{member.Name} {member.State}"))}");
        Broken.Unless(
            0,
            pool.Level is { } level ? model.Level is { } bits && Bit.Same(level.Features.ToBits(), bits) : model.Level is null,
            () => $"the level of pool {pool.Name} is {pool.Level?.Features}, not {(model.Level is { } l ? Words.Of(l) : null)}");
        Broken.Unless(
            0,
            pool.Current is { } current ? model.InForce is { } own && current.ToNaive().Says(own) : model.InForce is null,
            () => $"the baseline of pool {pool.Name} is {pool.Current}, not {(model.InForce is { } g ? $"{Words.Of(g.Bits)} {g}" : null)}");
        Broken.Unless(
            0,
            pool.Generations.Count == model.Generations.Count
                && model.Generations.Index().All(pair => pair.Item.Says(pool.Generations[pair.Index].ToNaive())),
            () => $"pool {pool.Name} has {pool.Generations.Count} generations, not {model.Generations.Count}");
    }

    // 2 and 3.
    private static void Bounds(CorePool pool, bool[] baseline)
    {
        var level = pool.Level!.Features.ToBits();
        Broken.Unless(2, Bit.Within(baseline, level), () => $"B of pool {pool.Name} is not within L");
        foreach (var member in pool.Contributors)
        {
            Broken.Unless(2, Bit.Within(level, member.Capabilities!.Features.ToBits()), () => $"L of pool {pool.Name} is not within {member.Name}");
        }

        var facts = Facts.Of(pool.Current!.Features.IsArm());
        Broken.Unless(3, Bit.Same(facts.Close(baseline), baseline), () => $"B of pool {pool.Name} is not closed");
        Broken.Unless(
            3,
            pool.Policy.Excluded is not { } excluded || !Bit.Any(Bit.And(baseline, excluded.ToBits())),
            () => $"B of pool {pool.Name} has excluded features");
    }

    // 1: every member that offers B gets exactly B, under both policies.
    private static void Masks(CorePool pool, FeatureSet baseline)
    {
        var wanted = baseline.ToBits();
        var facts = Facts.Of(baseline.IsArm());
        foreach (var member in pool.Members)
        {
            if (member.Capabilities is not { } offer || offer.Features.IsArm() != facts.IsArm || !Bit.Within(wanted, offer.Features.ToBits()))
            {
                continue;
            }

            foreach (var policy in Policies)
            {
                var layout = CreationArguments.For(baseline, offer.Features, Catalogue.For(baseline.Architecture), policy).ToBytes();
                Gives(1, offer.Features.ToBits(), wanted, layout, facts, policy, member.Name);
            }
        }
    }

    private static void Gives(int invariant, bool[] host, bool[] wanted, byte[] layout, Facts facts, ReservedBits policy, string name)
    {
        var given = Mask.Given(host, layout, facts.IsArm);
        Broken.Unless(invariant, Bit.Same(given, wanted), () => $"{name} under {policy} gives {Words.Of(given)}, not {Words.Of(wanted)}");
        Broken.Unless(
            invariant,
            Bit.Same(Mask.OffIn(layout, facts.IsArm), Mask.Off(wanted, host, facts, policy == ReservedBits.Disable)),
            () => $"the mask for {name} under {policy} is {Convert.ToHexStringLower(layout)}");
        var faults = Mask.Faults(layout, wanted, facts);
        Broken.Unless(invariant, faults.Length == 0, () => $"the struct for {name} has {faults}");
    }

    private void Moves(NaivePartition partition, CorePartition its)
    {
        Broken.Unless(
            6,
            Bit.Same(its.Capabilities.Features.ToBits(), partition.Features),
            () => $"{partition.Name} has {its.Capabilities.Features}, not {Words.Of(partition.Features)}");
        var none = new bool[partition.Features.Length];
        foreach (var host in model.Hosts.Where(host => host.Reading is not null))
        {
            var plain = Verdict(partition, its, host, none, poolWaived: false);
            Verdict(partition, its, host, partition.Features, poolWaived: true);

            // 5: what was promised at creation.
            if (partition.Promised.Contains((host, host.Reports)))
            {
                var isIn = host.Pool == partition.Pool && host.IsTarget;
                Broken.Unless(
                    5,
                    plain.Fits && (!isIn || plain.Possible),
                    () => $"{partition.Name} cannot move to {host.Name}, which was ready when it was created: {plain}");
            }
        }
    }

    // 6: what is possible gives exactly F(P), less what was waived.
    private NaiveVerdict Verdict(NaivePartition partition, CorePartition its, NaiveHost host, bool[] waived, bool poolWaived)
    {
        var features = Words.Of(waived).ToSet(partition.Arm);
        var verdict = CoreFleet.Judge(its, core.Host(host.Name), features, poolWaived);
        var said = verdict.ToNaive();
        if (verdict.Compatible)
        {
            var wanted = Bit.Without(partition.Features, said.LeftOut);
            Broken.Unless(6, Bit.Within(said.LeftOut, waived), () => $"{partition.Name} on {host.Name} is without [{Bit.Text(said.LeftOut)}]");
            Gives(6, host.Offers, wanted, verdict.Arguments!.ToBytes(), Facts.Of(partition.Arm), its.Pool.Policy.ReservedBits, host.Name);
        }

        var own = NaiveJudge.Judge(partition, host, waived, poolWaived);
        Broken.Unless(
            0,
            said.Says(own) && verdict.Compatible == own.Possible && verdict.Arguments is not null == own.Possible,
            () => $"{partition.Name} to {host.Name}: {said}; by the model {own}");
        return said;
    }

    private string? Touched(HistoryStep step) => step switch
    {
        HistoryStep.Join join => join.Pool,
        HistoryStep.Change change => change.Pool,
        HistoryStep.Raise raise => raise.Pool,
        HistoryStep.Report report => model.Host(report.Host).Pool?.Name,
        _ => null,
    };
}
