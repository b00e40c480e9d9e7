using System.Text.RegularExpressions;

namespace Levelset.Docs.Tests;

/// <summary>
/// What a document tells its reader to do in a browser, one item of a list each: Open &lt;address&gt;, Click **name**, Tick **label**,
/// Type `text` into **label**, Choose **option** for **label**, Read: **text**.
/// </summary>
/// <param name="Document">Path relative to the root.</param>
/// <param name="Line">Its line number.</param>
/// <param name="Verb">"Open", "Click", "Tick", "Type", "Choose" or "Read".</param>
/// <param name="Object">The address, name, label, text or option.</param>
/// <param name="Label">The label of what is typed into or chosen for; "" for the other verbs.</param>
internal sealed partial record PageStep(string Document, int Line, string Verb, string Object, string Label)
{
    /// <summary>Every step of a document, in order.</summary>
    public static IReadOnlyList<PageStep> Read(string document) =>
    [
        .. File.ReadLines(Path.Combine(Repository.Root, document))
            .Select((line, index) => (Match: Step().Match(line), Number: index + 1))
            .Where(one => one.Match.Success)
            .Select(one => new PageStep(
                document,
                one.Number,
                one.Match.Groups["verb"].Value,
                one.Match.Groups["object"].Value,
                one.Match.Groups["label"].Value)),
    ];

    [GeneratedRegex(@"^\* (?<verb>Open|Click|Tick|Type|Choose|Read):? [<`*]+(?<object>[^>`*]+)[>`*]+( (into|for) \*\*(?<label>[^*]+)\*\*)?$")]
    private static partial Regex Step();
}
