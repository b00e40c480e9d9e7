using System.Globalization;

namespace Levelset.Contracts;

/// <summary>Nouns and verbs that agree with a number.</summary>
public static class Plural
{
    /// <summary>"1 host", "2 hosts".</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for any other number; null = <paramref name="one"/> with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {Word(count, one, many)}");

    /// <summary>The word without the number: "hosts", "these hosts", "need".</summary>
    public static string Word(long count, string one, string? many = null) => count == 1 ? one : many ?? one + "s";
}
