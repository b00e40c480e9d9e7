using System.Globalization;

namespace Levelset.Cli.Output;

/// <summary>Numbers with nouns: "1 partition", "2 partitions".</summary>
internal static class Quantity
{
    /// <summary>A number and its noun.</summary>
    /// <param name="count">How many.</param>
    /// <param name="singular">The noun for one; an "s" is added for other numbers.</param>
    public static string Of(long count, string singular) => $"{count.ToString(CultureInfo.InvariantCulture)} {Choose(count, singular, singular + "s")}";

    /// <summary>A word that depends on a number.</summary>
    public static string Choose(long count, string one, string other) => count == 1 ? one : other;
}
