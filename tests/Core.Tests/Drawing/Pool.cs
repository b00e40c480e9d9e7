namespace Levelset.Core.Tests.Drawing;

/// <summary>A pool: a catalogue, its members' words, and its policy.</summary>
internal sealed record Pool(Catalogue Catalogue, ImmutableArray<FeatureSet> Members, PoolPolicy Policy, int Seed)
{
    public ImmutableArray<Member> Contributors =>
        [.. Members.Select((member, index) => new Member($"host-{index:00}", new CpuCapabilities("", member, CompatibilityProperties.None)))];

    public Architecture Architecture => Catalogue.Architecture;

    public Level Level() => Core.Baselines.Level.Of(Contributors, Policy, Catalogue)!;

    /// <summary>The pool that a seed stands for; at least one member.</summary>
    public static Pool Draw(int seed)
    {
        var random = new Random(seed);
        var catalogue = random.Next(3) switch
        {
            0 => Catalogue.X86_64,
            1 => Catalogue.Arm64,
            _ => random.NextCatalogue(),
        };
        var likeness = random.NextSet(catalogue.Architecture);
        var alike = random.Next(3) != 0;
        var members = Enumerable.Range(0, random.Next(1, 7))
            .Select(_ => alike ? random.NextNear(likeness) : random.NextSet(catalogue.Architecture));
        var reservedBits = random.Next(2) == 0 ? ReservedBits.HypervisorDefault : ReservedBits.Disable;
        var excluded = random.Next(2) == 0
            ? FeatureSet.Empty(catalogue.Architecture)
            : random.NextSet(catalogue.Architecture).Intersect(random.NextSet(catalogue.Architecture));
        return new Pool(catalogue, [.. members], new PoolPolicy { ReservedBits = reservedBits, Excluded = excluded }, seed);
    }

    /// <summary>Pools with one thing less, for a shorter report of what fails.</summary>
    public IEnumerable<Pool> Smaller()
    {
        for (var i = 0; Members.Length > 1 && i < Members.Length; i++)
        {
            yield return this with { Members = Members.RemoveAt(i) };
        }

        var used = Members.Aggregate(Policy.Excluded!, (all, member) => all.Union(member));
        foreach (var bit in used.Bits())
        {
            var one = FeatureSet.Of(Architecture, [bit]);
            yield return this with
            {
                Members = [.. Members.Select(member => member.Except(one))],
                Policy = Policy with { Excluded = Policy.Excluded!.Except(one) },
            };
        }
    }

    public override string ToString() =>
        $"seed {Seed}, catalogue {Catalogue.Architecture.Label} {Catalogue.Version}, {Policy.ReservedBits}, "
        + $"excluded {Policy.Excluded}, members: {string.Join(" | ", Members)}";
}
