using Levelset.Core.Fitting;
using Levelset.Core.Pools;
using Levelset.Core.Tests.Drawing;

namespace Levelset.Core.Tests.Pools;

/// <summary>Random histories of a pool: Core against a model that shares nothing with it, and the domain's invariants.</summary>
public sealed class HistoryTests
{
    private const int Histories = 300;
    private const int Steps = 15;

    [Fact]
    public void Settlement_RandomHistories_AreThoseOfTheModelAndKeepTheInvariants()
    {
        var generations = 0;
        var keptOut = 0;
        for (var seed = 0; seed < Histories; seed++)
        {
            var (made, out_) = Live(seed);
            generations += made;
            keptOut += out_;
        }

        // A law that is never put to the test proves nothing.
        Assert.InRange(generations, Histories * 2, int.MaxValue);
        Assert.InRange(keptOut, Histories / 2, int.MaxValue);
    }

    [Fact]
    public void Settlement_MembersInAnyOrder_GivesTheSame()
    {
        for (var seed = 0; seed < Histories; seed++)
        {
            var random = new Random(seed);
            var likeness = random.NextSet(Architecture.X86_64);
            Member[] members =
            [
                .. Enumerable.Range(0, 6).Select(index => new Member(
                    $"h{index}",
                    new Offer("GenuineIntel", random.NextNear(likeness), CompatibilityProperties.None),
                    (MemberStanding)random.Next(3))),
            ];
            var policy = NextPolicy(random, Architecture.X86_64, likeness);
            var first = Settlement.Of(policy, PoolIdentity.Open, members, null, null);
            random.Shuffle(members);

            var second = Settlement.Of(policy, PoolIdentity.Open, members, null, null);

            Assert.Equal(first.Level?.Features, second.Level?.Features);
            Assert.Equal(first.Generation, second.Generation);
            Assert.Equal(first.Members.AsEnumerable(), second.Members);
        }
    }

    private static (int Generations, int KeptOut) Live(int seed)
    {
        var random = new Random(seed);
        var catalogue = random.Next(2) == 0 ? Catalogue.X86_64 : Catalogue.Arm64;
        var likeness = random.NextSet(catalogue.Architecture);
        var core = new CorePool();
        var model = new NaivePool(catalogue);
        var keptOut = 0;
        for (var step = 0; step < Steps; step++)
        {
            var told = Step(random, catalogue, likeness, core, model);
            Compare(core, model, $"seed {seed}, step {step}: {told}");
            Hold(core, catalogue);
            keptOut += model.Members.Count(host => host.Standing != NaivePool.Standing.Ready);
        }

        return (core.Generations.Count, keptOut);
    }

    private static string Step(Random random, Catalogue catalogue, FeatureSet likeness, CorePool core, NaivePool model)
    {
        var name = $"h{random.Next(5)}";
        var isMember = model.Members.Any(host => host.Name == name);
        var offer = random.Next(3) == 0 ? likeness : random.NextNear(likeness);
        switch (random.Next(10))
        {
            case 0:
                var policy = NextPolicy(random, catalogue.Architecture, likeness);
                core.Change(policy);
                model.Change(policy);
                return $"{policy}";
            case 1:
                core.Raise();
                model.Raise();
                return "raise";
            case 2 or 3 when isMember:
                core.Leave(name);
                model.Leave(name);
                return $"{name} leaves";
            case var _ when isMember:
                core.Report(name, Of(offer));
                model.Report(name, NaiveModel.Positions(offer));
                return $"{name} reports {offer}";
            case < 6:
                core.Arrive(name, Of(offer));
                model.Arrive(name, NaiveModel.Positions(offer));
                return $"{name}, a member, reports {offer} at first";
            default:
                Assert.Equal(model.Join(name, NaiveModel.Positions(offer)), core.Join(name, Of(offer)));
                return $"{name} joins with {offer}";
        }
    }

    private static void Compare(CorePool core, NaivePool model, string told)
    {
        Assert.True(Same(core.Level?.Features, model.Level), $"{told}: level {core.Level?.Features}");
        Assert.True(Same(core.Current?.Features, model.Baseline), $"{told}: baseline {core.Current?.Features}");
        Assert.True(core.Generations.Count == model.Generations.Count, $"{told}: {core.Generations.Count} generations, not {model.Generations.Count}");
        for (var index = 0; index < core.Generations.Count; index++)
        {
            Assert.True(Same(core.Generations[index].Features, model.Generations[index]), $"{told}: generation {index + 1}");
        }

        Assert.Equal(
            model.Members.OrderBy(host => host.Name, StringComparer.Ordinal).Select(host => $"{host.Name} {host.Standing}"),
            core.Members.Select(member => $"{member.Source} {member.Standing}"));
    }

    /// <summary>Invariants 1, 2, 3 and 10.</summary>
    private static void Hold(CorePool core, Catalogue catalogue)
    {
        var contributors = core.Members.Where(member => member.Standing == MemberStanding.Ready).ToList();
        Assert.Equal(contributors.Count == 0, core.Current is null);
        if (core.Current?.Features is not { } baseline)
        {
            return;
        }

        Assert.True(baseline.IsSubsetOf(core.Level!.Features));
        Assert.Equal(baseline, Closure.Of(baseline, catalogue).Features);
        Assert.True(core.Policy.Excluded is null || baseline.Intersect(core.Policy.Excluded).IsEmpty);
        foreach (var member in contributors)
        {
            Assert.True(core.Level.Features.IsSubsetOf(member.Offer.Features));
            foreach (var reservedBits in Enum.GetValues<ReservedBits>())
            {
                var mask = DisableMask.For(baseline, member.Offer.Features, catalogue, reservedBits);
                Assert.Equal(baseline, mask.Apply(member.Offer.Features));
            }
        }
    }

    private static PoolPolicy NextPolicy(Random random, Architecture architecture, FeatureSet likeness)
    {
        var floor = random.Next(3) == 0 ? Few(random, likeness) : null;
        return new PoolPolicy
        {
            Join = (JoinPolicy)random.Next(1, 3),
            Drift = (DriftPolicy)random.Next(1, 3),
            Raise = (RaisePolicy)random.Next(1, 3),
            ReservedBits = random.Next(2) == 0 ? ReservedBits.HypervisorDefault : ReservedBits.Disable,
            Excluded = random.Next(2) == 0 ? random.NextSet(architecture).Intersect(random.NextSet(architecture)) : null,
            Floor = floor,
        };
    }

    private static FeatureSet Few(Random random, FeatureSet set)
    {
        FeatureBit[] bits = [.. set.Bits()];
        return FeatureSet.Of(set.Architecture, bits.Length == 0 ? [] : random.GetItems(bits, 2));
    }

    private static Offer Of(FeatureSet features) => new("GenuineIntel", features, CompatibilityProperties.None);

    private static bool Same(FeatureSet? set, HashSet<(string Word, int Bit)>? positions) =>
        set is null ? positions is null : positions is not null && NaiveModel.Positions(set).SetEquals(positions);
}
