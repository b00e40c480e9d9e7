using System.Globalization;
using System.Text.Json;
using Levelset.Cli.Framework;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Cli.Offline;

/// <summary>Reads the output of `levelset-agent probe --json`; collects all errors.</summary>
/// <param name="file">The path; "-" is standard input.</param>
internal sealed class ProbeFileReader(string file)
{
    private readonly List<string> errors = [];

    /// <summary>All errors, each with the file as prefix.</summary>
    public IReadOnlyList<string> Errors => errors;

    /// <summary>The host; null if there are errors.</summary>
    public ProbeResult? Read()
    {
        try
        {
            using var document = JsonDocument.Parse(file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(file));
            var host = ReadHost(document.RootElement);
            return errors.Count == 0 ? host : null;
        }
        catch (JsonException error)
        {
            Add($"invalid JSON: {error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Add($"cannot be read: {error.Message}");
        }

        return null;
    }

    private ProbeResult? ReadHost(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("words", out var words)
            || !root.TryGetProperty("architecture", out var label))
        {
            Add("not the output of `levelset-agent probe --json`; expected an object with \"architecture\", \"vendor\", \"words\" and \"properties\"");
            return null;
        }

        Architecture? known = Text(label) switch { "x86_64" => Architecture.X86_64, "arm64" => Architecture.Arm64, _ => null };
        if (known is not { } architecture)
        {
            Add(ValueRules.Invalid("architecture", Text(label), "one of x86_64, arm64"));
            return null;
        }

        var vendor = root.TryGetProperty("vendor", out var name) ? Text(name) : "";
        if (!Vendors.TryParse(vendor, architecture, out _))
        {
            Add(ValueRules.Invalid("vendor", vendor, $"one of {Vendors.List(architecture)}"));
        }

        if (root.TryGetProperty("allow_list", out var allowList) && allowList.ValueKind == JsonValueKind.True)
        {
            Add("allow_list: the kernel reported the features that it allows, not those that the host supports; such a host cannot join a pool");
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
            Add("words: expected an object");
            return null;
        }

        // arm64 has no xsave word; the agent prints zero.
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
            Add("properties: missing");
            return CompatibilityProperties.None;
        }

        // As in the service: only those of the host that a partition can get.
        var synthetic = Number(root, "synthetic_features") & Number(root, "assignable_synthetic_features");
        return new CompatibilityProperties(
            (uint?)Number(properties, "physical_address_width"),
            (uint?)Number(properties, "cache_line_flush_size"),
            Number(properties, "xsave_states"),
            (uint?)Number(properties, "max_xsave_data_size"),
            Number(properties, "processor_clock_frequency"),
            synthetic);
    }

    /// <summary>A decimal or "0x" number; null if not reported.</summary>
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

        Add(ValueRules.Invalid(name, text, "a number, or 0x and hexadecimal digits"));
        return null;
    }

    private static string Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();

    private void Add(string error) => errors.Add($"{(file == "-" ? "standard input" : file)}: {error}");
}
