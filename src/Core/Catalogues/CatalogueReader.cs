using System.Collections.Immutable;
using System.Text.Json;
using Levelset.Core.Features;

namespace Levelset.Core.Catalogues;

/// <summary>Reads a catalogue from its JSON form and refuses one that contradicts itself.</summary>
internal sealed class CatalogueReader
{
    private readonly Architecture architecture;
    private readonly FeatureSourceReader sources;
    private readonly Dictionary<string, FeatureBit> names = new(StringComparer.Ordinal);
    private readonly Dictionary<FeatureBit, FeatureDefinition> features = [];
    private readonly List<string> faults = [];

    private CatalogueReader(Architecture architecture, JsonElement root)
    {
        this.architecture = architecture;
        sources = new FeatureSourceReader(root);
    }

    /// <summary>The embedded catalogue of an architecture.</summary>
    public static Catalogue Read(Architecture architecture)
    {
        var resource = $"Levelset.Core.Catalogues.{architecture.Label}.json";
        using var stream = typeof(CatalogueReader).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"the resource {resource} is missing");
        using var document = JsonDocument.Parse(stream);
        return Read(architecture, document.RootElement);
    }

    /// <summary>A catalogue from its JSON form.</summary>
    /// <exception cref="FormatException">The form is wrong; the message names every fault.</exception>
    internal static Catalogue Read(Architecture architecture, JsonElement root)
    {
        try
        {
            return new CatalogueReader(architecture, root).Build(root);
        }
        catch (Exception fault) when (fault is KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"the catalogue of {architecture.Label}: {fault.Message}", fault);
        }
    }

    private Catalogue Build(JsonElement root)
    {
        if (root.GetProperty("architecture").GetString() != architecture.Label)
        {
            faults.Add($"it is not the catalogue of {architecture.Label}");
        }

        foreach (var element in root.GetProperty("features").EnumerateArray())
        {
            Guard(element, AddFeature);
        }

        var requirements = new List<Requirement>();
        foreach (var element in root.GetProperty("requirements").EnumerateArray())
        {
            Guard(element, e => requirements.Add(Requirement(e)));
        }

        var groups = new List<FeatureGroup>();
        foreach (var element in root.GetProperty("groups").EnumerateArray())
        {
            Guard(element, e => groups.Add(Group(e)));
        }

        var immunities = new List<ImmunityFact>();
        if (root.TryGetProperty("immunities", out var facts))
        {
            foreach (var element in facts.EnumerateArray())
            {
                Guard(element, e => immunities.Add(Immunity(e)));
            }
        }

        if (faults.Count > 0)
        {
            throw new FormatException($"the catalogue of {architecture.Label}: {string.Join("; ", faults)}");
        }

        return new Catalogue(architecture, root.GetProperty("version").GetString()!, features.Values, requirements, groups, immunities);
    }

    private void AddFeature(JsonElement element)
    {
        var feature = Feature(element);
        if (!features.TryAdd(feature.Bit, feature))
        {
            faults.Add($"{feature.Bit} is listed twice");
        }

        if (!names.TryAdd(feature.Name, feature.Bit))
        {
            faults.Add($"the name {feature.Name} is listed twice");
        }
    }

    private FeatureDefinition Feature(JsonElement element)
    {
        var position = $"{element.GetProperty("word").GetString()}:{element.GetProperty("bit").GetInt32()}";
        if (!FeatureBit.TryParse(position, architecture, out var bit))
        {
            throw new FormatException($"{position} is not a position of {architecture.Label}");
        }

        // A reserved position has no name but its own, so that no name can ever be mistaken for a meaning.
        var kind = FeatureKindExtensions.Parse(element.GetProperty("kind").GetString());
        var name = kind == FeatureKind.Reserved ? position : element.GetProperty("name").GetString()!;
        if (kind != FeatureKind.Reserved && name.Contains(':', StringComparison.Ordinal))
        {
            throw new FormatException($"{name} is not a name");
        }

        return new FeatureDefinition(bit, name, kind, Text(element, "description"), Flag(element, "mustStayEnabled"))
        {
            Family = Text(element, "family"),
            Sources = element.TryGetProperty("found", out var found) ? [.. found.EnumerateArray().Select(sources.Read)] : [],
            Confidence = element.TryGetProperty("confidence", out var confidence)
                ? Enum.Parse<Confidence>(confidence.GetString()!, ignoreCase: true)
                : Confidence.High,
            Note = Text(element, "note"),
        };
    }

    private Requirement Requirement(JsonElement element) => new(
        Named(element.GetProperty("feature").GetString()!),
        Named(element.GetProperty("requires").GetString()!),
        Enum.Parse<RequirementStrength>(element.GetProperty("strength").GetString()!, ignoreCase: true),
        Text(element, "source"));

    private FeatureGroup Group(JsonElement element) => new(
        element.GetProperty("name").GetString()!,
        [.. element.GetProperty("members").EnumerateArray().Select(member => Named(member.GetString()!)).Order()]);

    private ImmunityFact Immunity(JsonElement element)
    {
        var mitigation = Of(element, "mitigation", FeatureKind.Mitigation);
        var immunity = Of(element, "immunity", FeatureKind.Immunity);
        var with = element.TryGetProperty("with", out var name) ? Named(name.GetString()!) : (FeatureBit?)null;
        return new ImmunityFact(mitigation, immunity, with, element.GetProperty("hazard").GetString()!, Text(element, "source"));
    }

    private FeatureBit Of(JsonElement element, string name, FeatureKind kind)
    {
        var bit = Named(element.GetProperty(name).GetString()!);
        return features[bit].Kind == kind
            ? bit
            : throw new FormatException($"{features[bit].Name} is of kind {features[bit].Kind.Label}, not {kind.Label}");
    }

    private FeatureBit Named(string name) =>
        names.TryGetValue(name, out var bit) ? bit : throw new FormatException($"there is no feature {name}");

    private void Guard(JsonElement element, Action<JsonElement> read)
    {
        try
        {
            read(element);
        }
        catch (Exception fault) when (fault is FormatException or KeyNotFoundException or InvalidOperationException
            or ArgumentException)
        {
            faults.Add($"{fault.Message}: {element.GetRawText()}");
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString()! : string.Empty;

    private static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.GetBoolean();
}
