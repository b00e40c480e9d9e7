using System.Globalization;

namespace Levelset.Core.Features;

/// <summary>Prints and reads feature sets as hexadecimal words, without loss. Names are the catalogue's.</summary>
public static class FeatureSetText
{
    /// <summary>"bank0=0x… bank1=0x… xsave=0x…", 16 digits each; enable polarity.</summary>
    public static string ToHex(FeatureSet set) =>
        string.Join(' ', set.Architecture.Words.Select(word => $"{word.Name}={ToHex(set[word])}"));

    /// <summary>"0x" and 16 lower-case digits.</summary>
    public static string ToHex(ulong word) => string.Create(CultureInfo.InvariantCulture, $"0x{word:x16}");

    /// <summary>Reads what <see cref="ToHex(FeatureSet)"/> prints. Words may come in any order; each must come once.</summary>
    /// <param name="text">The text.</param>
    /// <param name="architecture">Whose words to expect.</param>
    /// <param name="set">The set, when there is no fault.</param>
    /// <returns>Every fault found, empty when the text is right.</returns>
    public static IReadOnlyList<string> ParseHex(string text, Architecture architecture, out FeatureSet? set)
    {
        var faults = new List<string>();
        var words = new Dictionary<FeatureWord, ulong>();
        foreach (var part in text.Split([' ', ',', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            ParseWord(part, architecture, words, faults);
        }

        foreach (var missing in architecture.Words.Where(word => !words.ContainsKey(word)))
        {
            faults.Add($"{missing.Name} is missing");
        }

        set = faults.Count > 0
            ? null
            : new FeatureSet(
                architecture,
                [.. architecture.Words.Where(word => !word.IsXsave).Select(word => words[word])],
                architecture.HasXsave ? words[FeatureWord.Xsave] : 0);
        return faults;
    }

    private static void ParseWord(
        string part,
        Architecture architecture,
        Dictionary<FeatureWord, ulong> words,
        List<string> faults)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? part : part[..equals];
        if (equals < 0 || !FeatureWord.TryParse(name, architecture, out var word))
        {
            var expected = string.Join(", ", architecture.Words.Select(w => w.Name + "=0x…"));
            faults.Add($"'{part}' is not a word of {architecture.Label}; expected {expected}");
        }
        else if (!TryParseWord(part[(equals + 1)..], out var value))
        {
            faults.Add($"{name}: '{part[(equals + 1)..]}' is not 0x and 1 to 16 hexadecimal digits");
        }
        else if (!words.TryAdd(word, value))
        {
            faults.Add($"{name} is listed twice");
        }
    }

    private static bool TryParseWord(string text, out ulong value)
    {
        value = 0;
        return text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }
}
