using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Probe;

namespace Levelset.Agent.Mapping;

/// <summary>What the host offers, as a message.</summary>
internal static class ReportMapping
{
    /// <summary>A report without its cause and change, which depend on the one before it.</summary>
    public static V1.FeatureReport ToWire(this HostReading reading)
    {
        var capabilities = reading.Capabilities;
        var report = new V1.FeatureReport
        {
            Architecture = capabilities.Supported.Architecture.ToWire(),
            Vendor = capabilities.Vendor,
            Supported = capabilities.Supported.ToWire(),
            Properties = capabilities.Properties.ToWire(),
            ReportTime = Timestamp.FromDateTimeOffset(capabilities.ReadTime),
            UnreportedWords = { capabilities.Unreported.Select(word => word.Name) },
            Platform = reading.Platform,
            Source = (V1.FeatureReport.Types.Source)capabilities.Method.Source,
            SourceDetail = capabilities.Method.Detail,
        };
        if (capabilities.Synthetic is { } synthetic)
        {
            report.SyntheticFeatures = synthetic;
        }

        if (capabilities.AssignableSynthetic is { } assignable)
        {
            report.AssignableSyntheticFeatures = assignable;
        }

        return report;
    }
}
