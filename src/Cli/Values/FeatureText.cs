using Levelset.Cli.Output;
using Levelset.Core.Features;
using Levelset.V1;
using FeatureSet = Levelset.V1.FeatureSet;

namespace Levelset.Cli.Values;

/// <summary>Features and feature words for people: names first, hexadecimal beside them.</summary>
internal static class FeatureText
{
    /// <summary>The catalogue's name; "word:bit" where it knows none.</summary>
    public static string Name(Feature feature) => feature.Name == "reserved" ? Position(feature) : feature.Name;

    /// <summary>"word:bit".</summary>
    public static string Position(Feature feature) => $"{feature.Word}:{feature.Bit}";

    /// <summary>The names.</summary>
    public static IEnumerable<string> Names(IEnumerable<Feature> features) => features.Select(Name);

    /// <summary>How many there are, and the first of their names.</summary>
    public static string Abbreviate(IReadOnlyCollection<Feature> features, int max = 6) => features.Count switch
    {
        0 => "",
        var count when count <= max => string.Join(' ', Names(features)),
        var count => $"{count}: {string.Join(' ', Names(features.Take(max)))} …",
    };

    /// <summary>"0x" and 16 digits.</summary>
    public static string Hex(ulong word) => FeatureSetText.ToHex(word);

    /// <summary>Enable polarity: each word by its name; arm64 has no xsave word.</summary>
    public static IEnumerable<(string Word, string Hex)> Words(FeatureSet? set, V1.Architecture architecture) =>
        set is null ? [] : Words(set.ProcessorBanks, set.Xsave, architecture);

    /// <summary>Disable polarity: each word by its name.</summary>
    public static IEnumerable<(string Word, string Hex)> Words(V1.DisableMask? mask, V1.Architecture architecture) =>
        mask is null ? [] : Words(mask.ProcessorBanks, mask.Xsave, architecture);

    /// <summary>All words on one line.</summary>
    public static string Line(IEnumerable<(string Word, string Hex)> words) =>
        string.Join("  ", words.Select(word => $"{word.Word} {word.Hex}"));

    /// <summary>The features of a set by name, in the order of listing.</summary>
    public static IEnumerable<string> Names(FeatureSet? set, V1.Architecture architecture)
    {
        if (set is null || architecture == V1.Architecture.Unspecified)
        {
            return [];
        }

        var core = ToCore(set, architecture);
        return Core.Catalogues.Catalogue.For(core.Architecture).NamesOf(core);
    }

    /// <summary>How many bits are set.</summary>
    public static Cell Count(FeatureSet? set) => set is null
        ? ""
        : set.ProcessorBanks.Sum(System.Numerics.BitOperations.PopCount) + System.Numerics.BitOperations.PopCount(set.Xsave);

    /// <summary>The domain's own type.</summary>
    public static Core.Features.FeatureSet ToCore(FeatureSet set, V1.Architecture architecture) =>
        new((Core.Features.Architecture)architecture, [.. set.ProcessorBanks], set.Xsave);

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
