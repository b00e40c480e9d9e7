namespace Levelset.Core.Tests.Drawing;

/// <summary>The arithmetic of the domain over lists of positions, one bit at a time: slow, and written apart from the code.</summary>
internal static class NaiveModel
{
    public static HashSet<(string Word, int Bit)> Positions(FeatureSet set)
    {
        var positions = new HashSet<(string, int)>();
        for (var bank = 0; bank < set.ProcessorBanks.Length; bank++)
        {
            Add(positions, $"bank{bank}", set.ProcessorBanks[bank]);
        }

        Add(positions, "xsave", set.Xsave);
        return positions;
    }

    public static HashSet<(string Word, int Bit)> Positions(DisableMask mask)
    {
        var positions = new HashSet<(string, int)>();
        for (var bank = 0; bank < mask.ProcessorBanks.Length; bank++)
        {
            Add(positions, $"bank{bank}", mask.ProcessorBanks[bank]);
        }

        Add(positions, "xsave", mask.Xsave);
        return positions;
    }

    public static HashSet<(string Word, int Bit)> Every(Architecture architecture)
    {
        string[] words = architecture == Architecture.X86_64 ? ["bank0", "bank1", "xsave"] : ["bank0", "bank1"];
        return [.. words.SelectMany(word => Enumerable.Range(0, 64).Select(bit => (word, bit)))];
    }

    public static HashSet<(string Word, int Bit)> Known(Catalogue catalogue) =>
    [
        .. catalogue.Features
            .Where(feature => feature.Kind != FeatureKind.Deprecated && feature.Kind != FeatureKind.Reserved)
            .Select(feature => Position(feature.Bit)),
    ];

    public static HashSet<(string Word, int Bit)> Level(Pool pool)
    {
        var left = Every(pool.Architecture);
        foreach (var member in pool.Members)
        {
            left.RemoveWhere(position => !Positions(member).Contains(position));
        }

        left.RemoveWhere(Positions(pool.Policy.Excluded!).Contains);
        if (pool.Policy.ReservedBits == ReservedBits.Disable)
        {
            left.RemoveWhere(position => !Known(pool.Catalogue).Contains(position));
        }

        return Close(left, pool.Catalogue);
    }

    /// <summary>Repeats until stable, over the requirements in the opposite of a helpful order.</summary>
    public static HashSet<(string Word, int Bit)> Close(HashSet<(string Word, int Bit)> set, Catalogue catalogue)
    {
        var left = set.ToHashSet();
        bool changed;
        do
        {
            changed = false;
            foreach (var requirement in catalogue.Requirements.Reverse())
            {
                var broken = requirement.Strength == RequirementStrength.Hard && !left.Contains(Position(requirement.Requires));
                changed |= broken && left.Remove(Position(requirement.Feature));
            }
        }
        while (changed);
        return left;
    }

    public static HashSet<(string Word, int Bit)> Mask(FeatureSet wanted, FeatureSet host, Pool pool)
    {
        var off = pool.Policy.ReservedBits == ReservedBits.Disable
            ? Every(pool.Architecture)
            : [.. Known(pool.Catalogue).Concat(Positions(host))];
        off.RemoveWhere(Positions(wanted).Contains);
        return off;
    }

    public static (string Word, int Bit) Position(FeatureBit bit) => (bit.Word.Name, bit.Bit);

    private static void Add(HashSet<(string, int)> positions, string word, ulong value)
    {
        for (var bit = 0; bit < 64; bit++)
        {
            if ((value >> bit) % 2 == 1)
            {
                positions.Add((word, bit));
            }
        }
    }
}
