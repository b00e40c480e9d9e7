using Google.Protobuf;
using Levelset.Api.Errors;
using Levelset.Api.Hosts;
using Levelset.Api.Mapping;
using Levelset.Core.Features;

namespace Levelset.Api.Mapping;

/// <summary>What a report says has changed: checked, and stored as JSON, to be read and not computed with.</summary>
internal static class ReportChanges
{
    private const int MaxProperties = 100;

    /// <summary>Notes every fault of a change; none when there is no change.</summary>
    public static void Check(V1.ReportChange? change, Architecture? architecture, string field, ValidationErrors errors)
    {
        if (change is null)
        {
            return;
        }

        CheckFeatures(change.Lost, architecture, $"{field}.lost", errors);
        CheckFeatures(change.Gained, architecture, $"{field}.gained", errors);
        if (change.Properties.Count > MaxProperties)
        {
            errors.Add($"{field}.properties", Reasons.FieldInvalid, $"{change.Properties.Count} properties; at most {MaxProperties}");
        }

        for (var i = 0; i < Math.Min(change.Properties.Count, MaxProperties); i++)
        {
            PlainText.Check(change.Properties[i], 500, $"{field}.properties[{i}]", errors);
        }

        HostReport.CheckPlatform(change.Before, $"{field}.before", errors);
        HostReport.CheckPlatform(change.After, $"{field}.after", errors);
    }

    /// <summary>As it is stored.</summary>
    public static string? Print(V1.ReportChange? change) => change is null ? null : JsonFormatter.Default.Format(change);

    /// <summary>As it was stored.</summary>
    public static V1.ReportChange? Read(string? stored) => stored is null ? null : Parser.Parse<V1.ReportChange>(stored);

    // A later service's fields must not make its database unreadable for an earlier one.
    private static JsonParser Parser { get; } = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private static void CheckFeatures(IReadOnlyList<V1.Feature> features, Architecture? architecture, string field, ValidationErrors errors)
    {
        if (architecture is not { } known)
        {
            return;
        }

        var most = known.Words.Length * 64;
        if (features.Count > most)
        {
            errors.Add(field, Reasons.FieldInvalid, $"{features.Count} features; {known.Label} has {most} positions");
            return;
        }

        for (var i = 0; i < features.Count; i++)
        {
            var feature = features[i];
            if (feature.Bit > 63 || !FeatureWord.TryParse(feature.Word, known, out _))
            {
                errors.Add($"{field}[{i}]", Reasons.WordsInvalid, $"'{feature.Word}:{feature.Bit}' is not a position of {known.Label}");
            }

            PlainText.Check(feature.Name, PlainText.DisplayNameLength, $"{field}[{i}].name", errors);
            PlainText.Check(feature.Kind, PlainText.DisplayNameLength, $"{field}[{i}].kind", errors);
        }
    }
}
