using System.Globalization;

namespace Levelset.Core.Features;

/// <summary>Names one 64-bit feature word: a processor bank by its number, or the xsave word.</summary>
public readonly record struct FeatureWord : IComparable<FeatureWord>
{
    private const int XsaveOrder = int.MaxValue;

    // Banks order by number and the xsave word comes after every bank that may yet be added.
    private readonly int order;

    private FeatureWord(int order) => this.order = order;

    /// <summary>The xsave word (x86_64 only): a list of instruction sets, not an XCR0 mask.</summary>
    public static FeatureWord Xsave { get; } = new(XsaveOrder);

    /// <summary>Whether this is the xsave word.</summary>
    public bool IsXsave => order == XsaveOrder;

    /// <summary>The bank's number; meaningless for the xsave word.</summary>
    public int BankNumber => order;

    /// <summary>"bank0", "bank1", "xsave".</summary>
    public string Name => IsXsave ? "xsave" : string.Create(CultureInfo.InvariantCulture, $"bank{order}");

    /// <summary>The processor bank of that number.</summary>
    public static FeatureWord Bank(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfEqual(number, XsaveOrder);
        return new FeatureWord(number);
    }

    /// <summary>Reads a word's name; false when it is not one that <paramref name="architecture"/> has.</summary>
    public static bool TryParse(string? name, Architecture architecture, out FeatureWord word)
    {
        foreach (var candidate in architecture.Words)
        {
            if (candidate.Name == name)
            {
                word = candidate;
                return true;
            }
        }

        word = default;
        return false;
    }

    /// <inheritdoc/>
    public int CompareTo(FeatureWord other) => order.CompareTo(other.order);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Order of listing.</summary>
    public static bool operator <(FeatureWord left, FeatureWord right) => left.CompareTo(right) < 0;

    /// <summary>Order of listing.</summary>
    public static bool operator >(FeatureWord left, FeatureWord right) => left.CompareTo(right) > 0;

    /// <summary>Order of listing.</summary>
    public static bool operator <=(FeatureWord left, FeatureWord right) => left.CompareTo(right) <= 0;

    /// <summary>Order of listing.</summary>
    public static bool operator >=(FeatureWord left, FeatureWord right) => left.CompareTo(right) >= 0;
}
