namespace Levelset.Model;

/// <summary>The words of one host, partition or policy, as they are drawn and sent. arm64 has no xsave word: it is 0.</summary>
/// <param name="Bank0">Processor bank 0.</param>
/// <param name="Bank1">Processor bank 1.</param>
/// <param name="Xsave">The xsave word.</param>
public readonly record struct Words(ulong Bank0, ulong Bank1, ulong Xsave)
{
    /// <summary>As one list of bits: bank 0 first, 64 a word, without the xsave word on arm64.</summary>
    public bool[] ToBits(bool arm)
    {
        var bits = new bool[arm ? 128 : 192];
        Fill(bits, 0, Bank0);
        Fill(bits, 64, Bank1);
        if (!arm)
        {
            Fill(bits, 128, Xsave);
        }

        return bits;
    }

    /// <summary>From one list of bits.</summary>
    public static Words Of(bool[] bits)
    {
        var words = new ulong[3];
        for (var bit = 0; bit < bits.Length; bit++)
        {
            words[bit / 64] |= bits[bit] ? 1UL << (bit % 64) : 0;
        }

        return new Words(words[0], words[1], words[2]);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Bank0:x16} {Bank1:x16} {Xsave:x16}";

    private static void Fill(bool[] bits, int from, ulong word)
    {
        for (var bit = 0; bit < 64; bit++)
        {
            bits[from + bit] = (word >> bit) % 2 == 1;
        }
    }
}
