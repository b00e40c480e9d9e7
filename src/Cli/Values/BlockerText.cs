using Levelset.Cli.Output;
using Levelset.V1;

namespace Levelset.Cli.Values;

/// <summary>Why a host cannot take part, for people.</summary>
internal static class BlockerText
{
    /// <summary>One blocker on one line: reason, what it is about, both sides.</summary>
    public static string Line(Blocker blocker)
    {
        var about = blocker.Feature is { } feature
            ? $" {FeatureText.Name(feature)} ({FeatureText.Position(feature)})"
            : blocker.Property.Length > 0 ? $" {blocker.Property}" : "";
        var sides = blocker.Expected.Length > 0 || blocker.Actual.Length > 0 ? $": {blocker.Expected} needed, {blocker.Actual} there" : "";
        var text = sides.Length == 0 && about.Length == 0 && blocker.Message.Length > 0 ? $": {blocker.Message}" : sides;
        return Reason(blocker) + about + text + (blocker.Waivable ? $"; may be waived: {blocker.WaivableReason}" : "");
    }

    /// <summary>The reason by its stable name, without its prefix.</summary>
    public static string Reason(Blocker blocker) => Wire(blocker.Reason.ToString());

    /// <summary>All of them, each in a line of its own.</summary>
    public static void Write(Page page, IEnumerable<Blocker> blockers, string indent = "  ")
    {
        foreach (var blocker in blockers)
        {
            page.Line(indent + Line(blocker), blocker.Waivable ? Tone.Warning : Tone.Bad);
        }
    }

    private static string Wire(string name) => string.Concat(name.Select((letter, index) =>
        index > 0 && char.IsUpper(letter) ? $"_{letter}" : $"{char.ToUpperInvariant(letter)}"));
}
