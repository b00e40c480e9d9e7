using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>Reads the embedded profiles.</summary>
internal static class ProfileReader
{
    public static ImmutableArray<Profile> ReadAll()
    {
        const string Resource = "Levelset.Processors.profiles.json";
        using var stream = typeof(ProfileReader).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"the resource {Resource} is missing");
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.GetProperty("profiles").EnumerateArray().Select(Read)];
    }

    private static Profile Read(JsonElement element)
    {
        var architecture = element.GetProperty("architecture").GetString() switch
        {
            "x86_64" => Architecture.X86_64,
            "arm64" => Architecture.Arm64,
            var other => throw new FormatException($"'{other}' is not an architecture"),
        };
        return new Profile(
            Text(element, "name"),
            architecture,
            Text(element, "vendor"),
            Text(element, "microarchitecture"),
            Text(element, "model"),
            new FeatureSet(architecture, [Word(element, "bank0"), Word(element, "bank1")], OptionalWord(element, "xsave") ?? 0),
            new CompatibilityProperties(
                (uint?)OptionalNumber(element, "physicalAddressWidth"),
                (uint?)OptionalNumber(element, "cacheLineFlushSize"),
                OptionalWord(element, "xsaveStates"),
                (uint?)OptionalNumber(element, "maxXsaveDataSize"),
                OptionalNumber(element, "processorClockFrequency")),
            Text(element, "source"),
            element.TryGetProperty("note", out var note) ? note.GetString()! : string.Empty);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static ulong Word(JsonElement element, string name) => ulong.Parse(
        Text(element, name).AsSpan(2),
        NumberStyles.AllowHexSpecifier,
        CultureInfo.InvariantCulture);

    private static ulong? OptionalWord(JsonElement element, string name) =>
        element.TryGetProperty(name, out _) ? Word(element, name) : null;

    private static ulong? OptionalNumber(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetUInt64() : null;
}
