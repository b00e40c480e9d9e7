using System.Globalization;

namespace Levelset.Core.Features;

/// <summary>One position in a feature set: a word and a bit number 0 to 63. Written "word:bit".</summary>
public readonly record struct FeatureBit : IComparable<FeatureBit>
{
    /// <summary>Bit <paramref name="bit"/> (0 to 63) of <paramref name="word"/>.</summary>
    public FeatureBit(FeatureWord word, int bit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bit, 63);
        Word = word;
        Bit = bit;
    }

    public FeatureWord Word { get; }

    /// <summary>The bit number, 0 to 63.</summary>
    public int Bit { get; }

    /// <summary>The bit as a mask within its word.</summary>
    public ulong Mask => 1UL << Bit;

    /// <summary>Reads "word:bit", such as "bank1:61"; false when the word or the number does not exist.</summary>
    public static bool TryParse(string? text, Architecture architecture, out FeatureBit bit)
    {
        bit = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon < 0
            || !FeatureWord.TryParse(text![..colon], architecture, out var word)
            || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > 63)
        {
            return false;
        }

        bit = new FeatureBit(word, number);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(FeatureBit other)
    {
        var byWord = Word.CompareTo(other.Word);
        return byWord != 0 ? byWord : Bit.CompareTo(other.Bit);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Word.Name}:{Bit}");

    /// <summary>Order of listing.</summary>
    public static bool operator <(FeatureBit left, FeatureBit right) => left.CompareTo(right) < 0;

    /// <summary>Order of listing.</summary>
    public static bool operator >(FeatureBit left, FeatureBit right) => left.CompareTo(right) > 0;

    /// <summary>Order of listing.</summary>
    public static bool operator <=(FeatureBit left, FeatureBit right) => left.CompareTo(right) <= 0;

    /// <summary>Order of listing.</summary>
    public static bool operator >=(FeatureBit left, FeatureBit right) => left.CompareTo(right) >= 0;
}
