using System.Globalization;
using System.Text.Json;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Cli.Offline;

/// <summary>Reads what `levelset-agent probe --json` prints; collects every error.</summary>
/// <param name="file">Where it is from; "-" is standard input.</param>
internal sealed class ProbeFileReader(string file)
{
    private readonly List<string> errors = [];

    /// <summary>Every error so far, each with the file in front.</summary>
    public IReadOnlyList<string> Errors => errors;

    /// <summary>The machine; null where there are errors.</summary>
    public ProbeResult? Read()
    {
        try
        {
            using var document = JsonDocument.Parse(file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(file));
            var machine = ReadMachine(document.RootElement);
            return errors.Count == 0 ? machine : null;
        }
        catch (JsonException error)
        {
            Add($"is not JSON: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Add($"cannot be read: {error.Message}");
        }

        return null;
    }

    private ProbeResult? ReadMachine(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("words", out var words)
            || !root.TryGetProperty("architecture", out var label))
        {
            Add("is not what `levelset-agent probe --json` prints: an object with \"architecture\", \"vendor\", \"words\" and \"properties\"");
            return null;
        }

        Architecture? known = Text(label) switch { "x86_64" => Architecture.X86_64, "arm64" => Architecture.Arm64, _ => null };
        if (known is not { } architecture)
        {
            Add($"architecture: '{Text(label)}' is neither x86_64 nor arm64");
            return null;
        }

        var vendor = root.TryGetProperty("vendor", out var maker) ? Text(maker) : "";
        if (!Vendors.TryParse(vendor, architecture, out _))
        {
            Add($"vendor: '{vendor}' is none of {Vendors.List(architecture)}");
        }

        if (root.TryGetProperty("allow_list", out var allowList) && allowList.ValueKind == JsonValueKind.True)
        {
            Add("allow_list: the kernel told only what it allows, not what the machine offers; the machine could not join a pool either");
        }

        var set = ReadWords(words, architecture);
        var properties = ReadProperties(root);
        return set is null
            ? null
            : new ProbeResult(
                file,
                root.TryGetProperty("simulated", out var simulated) && simulated.ValueKind == JsonValueKind.True,
                new CpuCapabilities(vendor, set, properties),
                root.TryGetProperty("unreported_words", out var unreported) && unreported.ValueKind == JsonValueKind.Array
                    ? [.. unreported.EnumerateArray().Select(Text)]
                    : []);
    }

    private FeatureSet? ReadWords(JsonElement words, Architecture architecture)
    {
        if (words.ValueKind != JsonValueKind.Object)
        {
            Add("words: is not an object");
            return null;
        }

        // arm64 has no xsave word, and the agent prints it as zero.
        var given = words.EnumerateObject()
            .Where(word => architecture.HasXsave || word.Name != "xsave" || Text(word.Value).Trim('0') != "x")
            .Select(word => $"{word.Name}={Text(word.Value)}");
        var wrong = FeatureSetText.ParseHex(string.Join(' ', given), architecture, out var set);
        foreach (var error in wrong)
        {
            Add($"words: {error}");
        }

        return set;
    }

    private CompatibilityProperties ReadProperties(JsonElement root)
    {
        if (!root.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            Add("properties: is not there");
            return CompatibilityProperties.None;
        }

        // As the service does: those of the host's that a partition may be given.
        var synthetic = Number(root, "synthetic_features") & Number(root, "assignable_synthetic_features");
        return new CompatibilityProperties(
            (uint?)Number(properties, "physical_address_width"),
            (uint?)Number(properties, "cache_line_flush_size"),
            Number(properties, "xsave_states"),
            (uint?)Number(properties, "max_xsave_data_size"),
            Number(properties, "processor_clock_frequency"),
            synthetic);
    }

    /// <summary>A number, or "0x" and hexadecimal digits; null where it is not reported.</summary>
    private ulong? Number(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? Text(value) : value.GetRawText();
        if (text.StartsWith("0x", StringComparison.Ordinal)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return number;
        }

        Add($"{name}: {text} is neither a whole number nor 0x and hexadecimal digits");
        return null;
    }

    private static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();

    private void Add(string error) => errors.Add($"{(file == "-" ? "standard input" : file)}: {error}");
}
