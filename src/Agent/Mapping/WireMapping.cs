using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Probe;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Agent.Mapping;

/// <summary>Maps between domain types and protocol messages. Polarity does not change: sets to sets, masks to masks.</summary>
internal static class WireMapping
{
    public static Wire.FeatureSet ToWire(this FeatureSet set) =>
        new() { ProcessorBanks = { set.ProcessorBanks }, Xsave = set.Xsave };

    public static Wire.DisableMask ToWire(this DisableMask mask) =>
        new() { ProcessorBanks = { mask.ProcessorBanks }, Xsave = mask.Xsave };

    public static Wire.CompatibilityProperties ToWire(this CompatibilityProperties properties) => new()
    {
        PhysicalAddressWidth = properties.PhysicalAddressWidth ?? 0,
        CacheLineFlushSize = properties.CacheLineFlushSize ?? 0,
        XsaveStates = properties.XsaveStates ?? 0,
        MaxXsaveDataSize = properties.MaxXsaveDataSize ?? 0,
        ProcessorClockFrequency = properties.ProcessorClockFrequency ?? 0,
    };

    public static Wire.Feature ToWire(this FeatureBit bit, Catalogue catalogue)
    {
        var kind = catalogue.KindOf(bit);
        return new Wire.Feature
        {
            Word = bit.Word.Name,
            Bit = (uint)bit.Bit,
            Name = kind == FeatureKind.Reserved ? "reserved" : catalogue.NameOf(bit),
            Kind = kind.Label,
        };
    }

    /// <summary>A report without its cause and change, which depend on the one before it.</summary>
    public static Wire.FeatureReport ToWire(this HostReading reading)
    {
        var capabilities = reading.Capabilities;
        var report = new Wire.FeatureReport
        {
            Architecture = (Wire.Architecture)capabilities.Supported.Architecture,
            Vendor = capabilities.Vendor,
            Supported = capabilities.Supported.ToWire(),
            Properties = capabilities.Properties.ToWire(),
            ReportTime = Timestamp.FromDateTimeOffset(capabilities.ReadTime),
            UnreportedWords = { capabilities.Unreported.Select(word => word.Name) },
            Platform = reading.Platform,
            Source = (Wire.FeatureReport.Types.Source)capabilities.Method.Source,
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

    /// <summary>The set, or null when its words are not those of the architecture.</summary>
    public static FeatureSet? ToSet(this Wire.FeatureSet? set, Architecture architecture) =>
        set is not null && Fits(architecture, set.ProcessorBanks.Count, set.Xsave)
            ? new FeatureSet(architecture, [.. set.ProcessorBanks], set.Xsave)
            : null;

    /// <summary>The mask, or null when its words are not those of the architecture.</summary>
    public static DisableMask? ToMask(this Wire.DisableMask? mask, Architecture architecture) =>
        mask is not null && Fits(architecture, mask.ProcessorBanks.Count, mask.Xsave)
            ? new DisableMask(architecture, [.. mask.ProcessorBanks], mask.Xsave)
            : null;

    private static bool Fits(Architecture architecture, int banks, ulong xsave) =>
        banks == architecture.BankCount && (xsave == 0 || architecture.HasXsave);
}
