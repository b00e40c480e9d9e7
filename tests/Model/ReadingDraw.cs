namespace Levelset.Model;

/// <summary>Draws what hosts of one fleet report: alike but for a few bits, reserved ones included.</summary>
/// <param name="random">Where all chance comes from.</param>
public sealed class ReadingDraw(Random random)
{
    private static readonly string[] X86Tier = ["sse3", "ssse3", "sse4_1", "sse4_2", "pop_cnt", "cmpxchg16b", "lahf_sahf"];

    private readonly Dictionary<bool, bool[]> likeness = [];
    private readonly Scalars usual = new(
        (uint)(random.Next(2) == 0 ? 46 : 52),
        64,
        random.Next(2) == 0 ? 0xE7UL : 0x2E7UL,
        (uint)(random.Next(2) == 0 ? 2696 : 11008),
        random.Next(3) == 0 ? null : 0xFF);

    /// <summary>The makers of an architecture's processors.</summary>
    public static string[] Vendors(bool arm) => arm ? ["Arm"] : ["GenuineIntel", "AuthenticAMD"];

    /// <summary>A report; often the same or nearly the same as the one before.</summary>
    public Offering Next(bool arm, bool withScalars, Offering? before)
    {
        if (random.Next(25) == 0)
        {
            arm = !arm;
        }

        var vendors = Vendors(arm);
        var vendor = random.Next(12) == 0 ? vendors[^1] : vendors[0];
        var near = before is not null && before.Arm == arm && random.Next(3) == 0 ? before.Words.ToBits(arm) : Likeness(arm);
        return new Offering(arm, vendor, Words.Of(Near(near, Facts.Of(arm))), withScalars ? NextScalars() : new Scalars());
    }

    /// <summary>A few bits that hosts are likely to have.</summary>
    public Words NextFew(bool arm, int count)
    {
        var bits = new bool[arm ? 128 : 192];
        for (var drawn = random.Next(count + 1); drawn > 0; drawn--)
        {
            bits[NextBit(Facts.Of(arm))] = true;
        }

        return Words.Of(bits);
    }

    /// <summary>A floor that some hosts have and others lack; now and then that of a microarchitecture level.</summary>
    public Words NextFloor(bool arm)
    {
        var bits = new bool[arm ? 128 : 192];
        if (!arm && random.Next(4) == 0)
        {
            foreach (var name in X86Tier)
            {
                bits[Facts.X86.Position(name)] = true;
            }

            return Words.Of(bits);
        }

        for (var drawn = random.Next(3); drawn > 0; drawn--)
        {
            var bit = NextBit(Facts.Of(arm));
            bits[bit] = Likeness(arm)[bit];
        }

        return Words.Of(bits);
    }

    /// <summary>What a pool does without: nothing of its floor, and nothing without which creation fails.</summary>
    public Words NextExcluded(bool arm, Words? floor)
    {
        var facts = Facts.Of(arm);
        var bits = random.Next(3) == 0 ? Bit.And(NextBits(arm), NextBits(arm)) : NextFew(arm, 4).ToBits(arm);
        var needed = facts.MustStay;
        if (floor is { } words)
        {
            bits = Bit.Without(bits, facts.Complete(words.ToBits(arm)));
        }

        return Words.Of(Bit.Without(bits, facts.Complete(needed)));
    }

    private bool[] Near(bool[] bits, Facts facts)
    {
        var near = (bool[])bits.Clone();
        for (var lost = random.Next(2) * random.Next(5); lost > 0; lost--)
        {
            near[NextBit(facts)] = false;
        }

        for (var gained = random.Next(2) * random.Next(4); gained > 0; gained--)
        {
            near[NextBit(facts)] = true;
        }

        return near;
    }

    // Bits on which others depend come as often as all others together.
    private int NextBit(Facts facts) => random.Next(4) switch
    {
        0 => facts.Needs[random.Next(facts.Needs.Count)].Requires,
        1 when facts.Immunities.Count > 0 => facts.Immunities[random.Next(facts.Immunities.Count)] switch
        {
            var (mitigation, immunity, _) => random.Next(2) == 0 ? mitigation : immunity,
        },
        1 => facts.Needs[random.Next(facts.Needs.Count)].Feature,
        2 when facts.Nested >= 0 && random.Next(8) == 0 => facts.Nested,
        _ => random.Next(facts.Known.Length),
    };

    private bool[] Likeness(bool arm)
    {
        if (!likeness.TryGetValue(arm, out var bits))
        {
            bits = NextBits(arm);
            bits = random.Next(2) == 0 ? Facts.Of(arm).Complete(bits) : bits;
            bits = random.Next(8) == 0 ? bits : Bit.Or(bits, Facts.Of(arm).MustStay);
            likeness[arm] = bits;
        }

        return bits;
    }

    private bool[] NextBits(bool arm) => new Words(NextWord(), NextWord(), arm ? 0 : NextWord()).ToBits(arm);

    // Every one of the 64 bits is drawn freely; thin, dense, empty and full words come often.
    private ulong NextWord() => random.Next(8) switch
    {
        0 => 0,
        1 or 2 => ulong.MaxValue,
        3 => ~(1UL << random.Next(64)),
        4 => Next64() & Next64(),
        5 => Next64() | Next64(),
        6 => Next64() | Next64() | Next64(),
        _ => Next64(),
    };

    private ulong Next64() => ((ulong)random.NextInt64() << 32) ^ (ulong)random.NextInt64();

    private Scalars NextScalars() => new(
        random.Next(8) switch { 0 => null, 1 => 39, _ => usual.Width },
        random.Next(10) switch { 0 => null, 1 => 32, _ => usual.FlushSize },
        random.Next(8) switch { 0 => null, 1 => 0x7, _ => usual.States },
        random.Next(8) switch { 0 => null, 1 => 832, _ => usual.AreaSize },
        random.Next(8) switch { 0 => null, 1 => NextWord(), 2 => 0x7F, _ => usual.Synthetic });
}
