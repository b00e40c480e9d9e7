using System.Text.RegularExpressions;

namespace Levelset.Docs.Tests.Wording;

/// <summary>A phrase that has no place in what users read.</summary>
/// <param name="Pattern">Matches it, across a line break too.</param>
/// <param name="Instead">What to say instead.</param>
internal sealed record BannedPhrase(Regex Pattern, string Instead)
{
    /// <summary>Short, and only what has no honest use.</summary>
    public static IReadOnlyList<BannedPhrase> All { get; } =
    [
        Of("anew", "again"),
        Of("for people", "display name, message, in English"),
        Of("whom", "the name of the host, program or role"),
        Of("nobody", "no host, no member, no operator"),
        Of("told", "reported, sent, requested; by default"),
        Of("who (lacks?|offers?|reports?|contributes?)", "hosts that lack, offer, report"),
        Of("(take|takes|taken|taking|took)( it| them| the host)? out of", "remove from"),
        Of("do(es|ing)? without", "lacks, excludes, runs without"),
        Of("makes? no sense", "requires"),
        Of("(stand|stands|standing) in the way", "blocks, conflicts, reasons"),
        Of("is like that|is none of|none to go to", "no match; is not one of"),
        Of("(?<!there )is no (?!longer)[a-z]+", "is not a"),
        Of("(?<= )of now", "current"),
        Of("heard of|heard again", "heartbeat, last seen"),
        Of("throw-away", "temporary"),
        Of("mends?|mended|reckoned", "fix; take into account"),
        Of("(make|makes|made) (a|the) (pool|partition|generation)", "create"),
        Of("1 (hosts|pools|partitions|features|members|positions|banks|bits|reports)", "the singular"),
    ];

    private static BannedPhrase Of(string words, string instead) => new(
        new Regex($@"(?<![\w-])(?:{words.Replace(" ", @"\s+", StringComparison.Ordinal)})(?![\w-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant),
        instead);
}
