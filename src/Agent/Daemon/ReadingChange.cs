using System.Globalization;
using Levelset.Agent.Mapping;
using Levelset.Agent.Probe;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Agent.Daemon;

/// <summary>Tells two readings of one host apart.</summary>
internal static class ReadingChange
{
    private const string NotReported = "not reported";

    /// <summary>What changed in what is offered, on which platforms; null when nothing did, whatever the platforms.</summary>
    public static Wire.ReportChange? Between(HostReading before, HostReading after)
    {
        var catalogue = Catalogue.For(after.Offer.Supported.Architecture);
        var change = new Wire.ReportChange
        {
            Lost = { Features(before.Offer.Supported.Except(after.Offer.Supported), catalogue) },
            Gained = { Features(after.Offer.Supported.Except(before.Offer.Supported), catalogue) },
            Properties = { Properties(before.Offer, after.Offer) },
        };
        if (change.Lost.Count + change.Gained.Count + change.Properties.Count == 0)
        {
            return null;
        }

        change.Before = before.Platform;
        change.After = after.Platform;
        return change;
    }

    /// <summary>"lost avx2 (xsave:3); gained …; physical_address_width 46 bits -> 48 bits".</summary>
    public static string Describe(Wire.ReportChange change)
    {
        string[] parts =
        [
            List("lost", change.Lost.Select(Name)),
            List("gained", change.Gained.Select(Name)),
            string.Join(", ", change.Properties),
        ];
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }

    /// <summary>"Microsoft Hypervisor 10.0.26100.1, Linux 6.19.3, microcode 0xb000040, firmware Contoso 2.17 (03/01/2026)".</summary>
    public static string Describe(Wire.Platform platform) =>
        $"{platform.Hypervisor}, Linux {platform.Kernel}, microcode "
        + (platform.Microcode.Length > 0 ? platform.Microcode : "unknown")
        + (platform.Firmware.Length > 0 ? $", firmware {platform.Firmware}" : string.Empty);

    private static IEnumerable<Wire.Feature> Features(FeatureSet set, Catalogue catalogue) =>
        set.Bits().Select(bit => bit.ToWire(catalogue));

    private static IEnumerable<string> Properties(HostOffer before, HostOffer after) =>
        Texts(before).Zip(Texts(after))
            .Where(pair => pair.First.Text != pair.Second.Text)
            .Select(pair => $"{pair.First.Name} {pair.First.Text} -> {pair.Second.Text}");

    private static IEnumerable<(string Name, string Text)> Texts(HostOffer offer) =>
    [
        ("vendor", offer.Vendor),
        .. PropertyText.List(offer.Properties).Select(property => (property.Name, property.Text)),
        .. offer.Supported.Architecture.Words.Select(word => (word.Name, offer.Unreported.Contains(word) ? NotReported : "reported")),
        ("synthetic_features", PropertyText.Mask(offer.Synthetic)),
        ("assignable_synthetic_features", PropertyText.Mask(offer.AssignableSynthetic)),
    ];

    private static string List(string what, IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } list ? $"{what} {list}" : string.Empty;

    private static string Name(Wire.Feature feature) =>
        string.Create(CultureInfo.InvariantCulture, $"{feature.Name} ({feature.Word}:{feature.Bit})");
}
