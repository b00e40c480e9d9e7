using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Api.Data;

/// <summary>
/// The stored form of feature words: "x86_64 bank0=0x… bank1=0x… xsave=0x…". Without loss for unsigned 64-bit words, readable
/// in psql as everywhere else, and with room for banks to come.
/// </summary>
internal static class WordsText
{
    public const string Pattern = "^(x86_64|arm64)( (bank[0-9]+|xsave)=0x[0-9a-f]{16})+$";

    public static string Print(FeatureSet set) => $"{set.Architecture.Label} {FeatureSetText.ToHex(set)}";

    public static string Print(DisableMask mask) => $"{mask.Architecture.Label} {mask}";

    public static FeatureSet ReadSet(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var architecture = Enum.GetValues<Architecture>().Single(a => text.AsSpan(0, space).SequenceEqual(a.Label));
        var faults = FeatureSetText.ParseHex(text[space..], architecture, out var set);
        return set ?? throw new InvalidOperationException($"stored feature words '{text}': {string.Join("; ", faults)}");
    }

    public static DisableMask ReadMask(string text)
    {
        var words = ReadSet(text);
        return new DisableMask(words.Architecture, words.ProcessorBanks, words.Xsave);
    }
}
