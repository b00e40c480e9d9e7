using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Processors;
using FeatureSet = Levelset.Core.Features.FeatureSet;

namespace Levelset.Web.Tests.Harness;

/// <summary>What a host is made of: what its hypervisor offers, and what runs on it.</summary>
/// <param name="Offers">The feature words and properties.</param>
/// <param name="Platform">Processor, microcode, firmware, kernel and hypervisor.</param>
public sealed record Machine(FeatureWords Offers, Platform Platform)
{
    /// <summary>A machine with the processor of a profile, as it was delivered.</summary>
    public static Machine Of(string profile, string microcode = "0x2b000603")
    {
        var processor = Profile.Find(profile) ?? throw new ArgumentException($"there is no profile {profile}", nameof(profile));
        var properties = new Levelset.V1.CompatibilityProperties
        {
            PhysicalAddressWidth = processor.Properties.PhysicalAddressWidth ?? 0,
            CacheLineFlushSize = processor.Properties.CacheLineFlushSize ?? 0,
            XsaveStates = processor.Properties.XsaveStates ?? 0,
            MaxXsaveDataSize = processor.Properties.MaxXsaveDataSize ?? 0,
            ProcessorClockFrequency = processor.Properties.ProcessorClockFrequency ?? 0,
        };
        return new Machine(
            new FeatureWords(processor.Supported, processor.Vendor, properties),
            new Platform
            {
                Hypervisor = "10.0.27842.1000",
                Kernel = "6.19.3",
                CpuModel = processor.Model,
                Microcode = microcode,
                AgentVersion = "0.1.0",
                Firmware = "Contoso 2.4.1 2026-03-02",
            });
    }

    /// <summary>The same machine after an update took features away and moved its microcode.</summary>
    public Machine Updated(string microcode, params string[] lost) =>
        this with { Offers = Offers.Without(lost), Platform = new Platform(Platform) { Microcode = microcode } };

    /// <summary>What its agent says has changed since it was as it was before.</summary>
    public ReportChange ChangeFrom(Machine before) => new()
    {
        Lost = { Name(before.Offers.Set.Except(Offers.Set)) },
        Gained = { Name(Offers.Set.Except(before.Offers.Set)) },
        Before = before.Platform,
        After = Platform,
    };

    /// <summary>The same machine with more.</summary>
    public Machine With(params string[] features) => this with { Offers = Offers.With(features) };

    /// <summary>The same machine with less.</summary>
    public Machine Without(params string[] features) => this with { Offers = Offers.Without(features) };

    private static IEnumerable<Feature> Name(FeatureSet features)
    {
        var catalogue = Catalogue.For(features.Architecture);
        return features.Bits().Select(bit => new Feature
        {
            Word = bit.Word.Name,
            Bit = (uint)bit.Bit,
            Name = catalogue.Find(bit)?.Name ?? "reserved",
            Kind = catalogue.KindOf(bit).Label,
        });
    }
}
