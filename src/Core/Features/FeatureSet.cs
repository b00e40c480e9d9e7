using System.Collections.Immutable;
using System.Numerics;

namespace Levelset.Core.Features;

/// <summary>
/// All feature words of one architecture in <em>enable</em> polarity: bit 1 = offered.
/// Immutable; equal when architecture and every word are equal.
/// </summary>
/// <remarks>
/// A set is a list of banks because more banks will come. The opposite polarity is a type of its own, <c>DisableMask</c>, and only
/// <c>DisableMask.For</c> turns one into the other.
/// </remarks>
public sealed class FeatureSet : IEquatable<FeatureSet>
{
    private static readonly FeatureSet EmptyX86 = X86_64(0);
    private static readonly FeatureSet EmptyArm = Arm64(0);

    /// <summary>A set from its words.</summary>
    /// <exception cref="ArgumentException">
    /// The number of banks is not the architecture's, or there is an xsave word where the architecture has none.
    /// </exception>
    public FeatureSet(Architecture architecture, ImmutableArray<ulong> processorBanks, ulong xsave = 0)
    {
        if (processorBanks.Length != architecture.BankCount)
        {
            throw new ArgumentException(
                $"{architecture.Label} has {architecture.BankCount} processor banks, not {processorBanks.Length}",
                nameof(processorBanks));
        }

        if (xsave != 0 && !architecture.HasXsave)
        {
            throw new ArgumentException($"{architecture.Label} has no xsave word; it must be 0", nameof(xsave));
        }

        Architecture = architecture;
        ProcessorBanks = processorBanks;
        Xsave = xsave;
    }

    /// <summary>The architecture whose words these are.</summary>
    public Architecture Architecture { get; }

    /// <summary>The processor banks by number; bit 1 = offered.</summary>
    public ImmutableArray<ulong> ProcessorBanks { get; }

    /// <summary>The xsave word; bit 1 = offered. Zero on arm64.</summary>
    public ulong Xsave { get; }

    /// <summary>How many bits are set.</summary>
    public int Count => ProcessorBanks.Sum(BitOperations.PopCount) + BitOperations.PopCount(Xsave);

    /// <summary>Whether no bit is set.</summary>
    public bool IsEmpty => Xsave == 0 && !ProcessorBanks.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>One word.</summary>
    public ulong this[FeatureWord word] => word.IsXsave ? Xsave : ProcessorBanks[word.BankNumber];

    public static FeatureSet X86_64(ulong bank0, ulong bank1 = 0, ulong xsave = 0) =>
        new(Architecture.X86_64, [bank0, bank1], xsave);

    public static FeatureSet Arm64(ulong bank0, ulong bank1 = 0) => new(Architecture.Arm64, [bank0, bank1]);

    /// <summary>The set that offers nothing.</summary>
    public static FeatureSet Empty(Architecture architecture) => architecture switch
    {
        Architecture.X86_64 => EmptyX86,
        Architecture.Arm64 => EmptyArm,
        _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, "not an architecture"),
    };

    /// <summary>The set of exactly these bits.</summary>
    public static FeatureSet Of(Architecture architecture, IEnumerable<FeatureBit> bits)
    {
        var banks = new ulong[architecture.BankCount];
        ulong xsave = 0;
        foreach (var bit in bits)
        {
            if (bit.Word.IsXsave)
            {
                xsave |= bit.Mask;
            }
            else
            {
                banks[bit.Word.BankNumber] |= bit.Mask;
            }
        }

        return new FeatureSet(architecture, [.. banks], xsave);
    }

    /// <summary>Whether the bit is set.</summary>
    public bool Contains(FeatureBit bit) => (this[bit.Word] & bit.Mask) != 0;

    /// <summary>What both offer (AND).</summary>
    public FeatureSet Intersect(FeatureSet other) => Combine(other, static (a, b) => a & b);

    /// <summary>What either offers (OR).</summary>
    public FeatureSet Union(FeatureSet other) => Combine(other, static (a, b) => a | b);

    /// <summary>What this offers and <paramref name="other"/> does not.</summary>
    public FeatureSet Except(FeatureSet other) => Combine(other, static (a, b) => a & ~b);

    /// <summary>Whether every bit of this is in <paramref name="other"/>.</summary>
    public bool IsSubsetOf(FeatureSet other)
    {
        RequireSameArchitecture(other);
        for (var i = 0; i < ProcessorBanks.Length; i++)
        {
            if ((ProcessorBanks[i] & ~other.ProcessorBanks[i]) != 0)
            {
                return false;
            }
        }

        return (Xsave & ~other.Xsave) == 0;
    }

    /// <summary>The bits that are set, in the order of listing.</summary>
    public IEnumerable<FeatureBit> Bits()
    {
        foreach (var word in Architecture.Words)
        {
            for (var rest = this[word]; rest != 0; rest &= rest - 1)
            {
                yield return new FeatureBit(word, BitOperations.TrailingZeroCount(rest));
            }
        }
    }

    /// <inheritdoc/>
    public bool Equals(FeatureSet? other) =>
        other is not null
        && Architecture == other.Architecture
        && Xsave == other.Xsave
        && ProcessorBanks.AsSpan().SequenceEqual(other.ProcessorBanks.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FeatureSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Architecture);
        hash.Add(Xsave);
        foreach (var bank in ProcessorBanks)
        {
            hash.Add(bank);
        }

        return hash.ToHashCode();
    }

    /// <summary>The words in hexadecimal, as <see cref="FeatureSetText.ToHex(FeatureSet)"/> prints them.</summary>
    public override string ToString() => FeatureSetText.ToHex(this);

    private FeatureSet Combine(FeatureSet other, Func<ulong, ulong, ulong> operation)
    {
        RequireSameArchitecture(other);
        var banks = new ulong[ProcessorBanks.Length];
        for (var i = 0; i < banks.Length; i++)
        {
            banks[i] = operation(ProcessorBanks[i], other.ProcessorBanks[i]);
        }

        return new FeatureSet(Architecture, ImmutableArray.Create(banks), operation(Xsave, other.Xsave));
    }

    private void RequireSameArchitecture(FeatureSet other)
    {
        if (Architecture != other.Architecture)
        {
            throw new ArgumentException(
                $"a set of {other.Architecture.Label} cannot be combined with one of {Architecture.Label}",
                nameof(other));
        }
    }
}
