using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Core.Features;

namespace Levelset.Api.Mapping;

/// <summary>A report that has been found well formed.</summary>
/// <param name="Supported">What the host offers.</param>
/// <param name="ProcessorClockFrequency">Hz; null = not reported.</param>
/// <param name="UnreportedWords">Words that could not be read; zero in the set.</param>
/// <param name="ReportTime">When the words were read.</param>
/// <param name="Platform">What the host runs.</param>
/// <param name="Origin">How and why it was made.</param>
/// <param name="SyntheticFeatures">Enable polarity; null = not reported.</param>
/// <param name="AssignableSyntheticFeatures">Which of them a partition may be given; null = not reported.</param>
/// <param name="Change">What it says has changed, as JSON; null when nothing has.</param>
internal sealed record HostReport(
    SupportedSet Supported,
    ulong? ProcessorClockFrequency,
    string[] UnreportedWords,
    DateTimeOffset ReportTime,
    PlatformColumns Platform,
    ReportOrigin Origin,
    ulong? SyntheticFeatures,
    ulong? AssignableSyntheticFeatures,
    string? Change)
{
    /// <summary>Reads a report; every fault is named.</summary>
    /// <exception cref="ServiceException">INVALID_ARGUMENT.</exception>
    public static HostReport Read(V1.FeatureReport message, TimeProvider time)
    {
        const string Field = "feature_report";
        var errors = new ValidationErrors();
        var architecture = WordsReader.ReadArchitecture(message.Architecture, $"{Field}.architecture", errors);
        if (message.Vendor.Length == 0)
        {
            errors.Add($"{Field}.vendor", Reasons.VendorUnknown, "is empty; expected the vendor name that the processor reports");
        }

        VendorReader.Check(message.Vendor, architecture, $"{Field}.vendor", errors);
        var set = architecture is { } known ? WordsReader.ReadSet(message.Supported, known, $"{Field}.supported", errors) : null;
        CheckUnreported(message.UnreportedWords, set, $"{Field}.unreported_words", errors);
        CheckPlatform(message.Platform, $"{Field}.platform", errors);
        CheckOrigin(message, Field, errors);
        ReportChanges.Check(message.Change, architecture, $"{Field}.change", errors);
        var reportTime = TimeReader.Read(message.ReportTime, $"{Field}.report_time", errors);
        errors.ThrowIfAny();
        var properties = message.Properties.ToProperties() with { SyntheticFeatures = Assignable(message) };
        return new HostReport(
            new SupportedSet
            {
                Fingerprint = Core.Features.Fingerprint.Of(new CpuCapabilities(message.Vendor, set!, properties)).Value,
                Vendor = message.Vendor,
                Features = set!,
                Properties = StoredProperties.From(properties),
            },
            properties.ProcessorClockFrequency,
            [.. message.UnreportedWords],
            reportTime ?? time.GetStoredNow(),
            ReadPlatform(message.Platform),
            new ReportOrigin { Source = (short)message.Source, SourceDetail = message.SourceDetail, Cause = (short)message.Cause },
            message.HasSyntheticFeatures ? message.SyntheticFeatures : null,
            message.HasAssignableSyntheticFeatures ? message.AssignableSyntheticFeatures : null,
            ReportChanges.Print(message.Change));
    }

    // What the root partition has and a guest may be given; where the kernel tells only one of them, nothing is known.
    private static ulong? Assignable(V1.FeatureReport message) =>
        message.HasSyntheticFeatures && message.HasAssignableSyntheticFeatures
            ? message.SyntheticFeatures & message.AssignableSyntheticFeatures
            : null;

    public static PlatformColumns ReadPlatform(V1.Platform? platform) =>
        platform is null
            ? new PlatformColumns()
            : new PlatformColumns
            {
                Hypervisor = platform.Hypervisor,
                Kernel = platform.Kernel,
                CpuModel = platform.CpuModel,
                Microcode = platform.Microcode,
                AgentVersion = platform.AgentVersion,
                CatalogueVersion = platform.CatalogueVersion,
                Firmware = platform.Firmware,
            };

    public static void CheckPlatform(V1.Platform? platform, string field, ValidationErrors errors)
    {
        foreach (var part in V1.Platform.Descriptor.Fields.InFieldNumberOrder())
        {
            if (platform is not null)
            {
                PlainText.Check((string)part.Accessor.GetValue(platform), 500, $"{field}.{part.Name}", errors);
            }
        }
    }

    private static void CheckOrigin(V1.FeatureReport message, string field, ValidationErrors errors)
    {
        // Unspecified comes from agents that are older than the field.
        if (!Enum.IsDefined(message.Source))
        {
            errors.Add($"{field}.source", Reasons.FieldInvalid, $"unknown source {(int)message.Source}");
        }

        if (!Enum.IsDefined(message.Cause))
        {
            errors.Add($"{field}.cause", Reasons.FieldInvalid, $"unknown cause {(int)message.Cause}");
        }

        PlainText.Check(message.SourceDetail, 10_000, $"{field}.source_detail", errors);
    }

    private static void CheckUnreported(IReadOnlyList<string> words, FeatureSet? set, string field, ValidationErrors errors)
    {
        if (set is null)
        {
            return;
        }

        foreach (var name in words)
        {
            if (!FeatureWord.TryParse(name, set.Architecture, out var word))
            {
                errors.Add(field, Reasons.WordsInvalid, $"'{name}' is not a feature word of {set.Architecture.Label}");
            }
            else if (set[word] != 0)
            {
                errors.Add(field, Reasons.WordsInvalid, $"{name} is listed as not reported, but is {FeatureSetText.ToHex(set[word])}; expected 0");
            }
        }
    }
}
