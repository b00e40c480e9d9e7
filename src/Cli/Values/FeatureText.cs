using Levelset.Cli.Output;
using Levelset.Core.Features;

namespace Levelset.Cli.Values;

/// <summary>Features and feature words as text.</summary>
internal static class FeatureText
{
    /// <summary>The name in the catalogue, or "word:bit".</summary>
    public static string Name(V1.Feature feature) => feature.Name == "reserved" ? Position(feature) : feature.Name;

    /// <summary>"word:bit".</summary>
    public static string Position(V1.Feature feature) => $"{feature.Word}:{feature.Bit}";

    public static IEnumerable<string> Names(IEnumerable<V1.Feature> features) => features.Select(Name);

    /// <summary>All names, or the number and the first of them.</summary>
    public static string Abbreviate(IReadOnlyCollection<V1.Feature> features, int max = 6) => features.Count switch
    {
        0 => "",
        var count when count <= max => string.Join(' ', Names(features)),
        var count => $"{count}: {string.Join(' ', Names(features.Take(max)))} …",
    };

    /// <summary>"0x" and 16 digits.</summary>
    public static string Hex(ulong word) => FeatureSetText.ToHex(word);

    /// <summary>Enable polarity, by name of the word; arm64 has no xsave word.</summary>
    public static IEnumerable<(string Word, string Hex)> Words(V1.FeatureSet? set, V1.Architecture architecture) =>
        set is null ? [] : Words(set.ProcessorBanks, set.Xsave, architecture);

    /// <summary>Disable polarity, by name of the word.</summary>
    public static IEnumerable<(string Word, string Hex)> Words(V1.DisableMask? mask, V1.Architecture architecture) =>
        mask is null ? [] : Words(mask.ProcessorBanks, mask.Xsave, architecture);

    public static string Line(IEnumerable<(string Word, string Hex)> words) =>
        string.Join("  ", words.Select(word => $"{word.Word} {word.Hex}"));

    /// <summary>The names of the features in a set, in catalogue order.</summary>
    public static IEnumerable<string> Names(V1.FeatureSet? set, V1.Architecture architecture)
    {
        var core = set.ToSet(architecture);
        return core is null ? [] : Core.Catalogues.Catalogue.For(core.Architecture).NamesOf(core);
    }

    /// <summary>The number of features; empty without a set.</summary>
    public static Cell Count(V1.FeatureSet? set) => set is null ? "" : set.Count();

    /// <summary>"56 features"; empty without a set.</summary>
    public static string CountWithNoun(V1.FeatureSet? set) => set is null ? "" : Plural.Of(set.Count(), "feature");

    private static IEnumerable<(string Word, string Hex)> Words(IReadOnlyList<ulong> banks, ulong xsave, V1.Architecture architecture)
    {
        for (var bank = 0; bank < banks.Count; bank++)
        {
            yield return ($"bank{bank}", Hex(banks[bank]));
        }

        if (architecture != V1.Architecture.Arm64)
        {
            yield return ("xsave", Hex(xsave));
        }
    }
}
