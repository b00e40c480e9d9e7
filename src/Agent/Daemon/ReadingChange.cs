using System.Globalization;
using Levelset.Agent.Mapping;
using Levelset.Agent.Probe;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Agent.Daemon;

/// <summary>Compares two readings of one host.</summary>
internal static class ReadingChange
{
    private const string NotReported = "not reported";

    /// <summary>What changed in what is offered, on which platforms; null when nothing did, whatever the platforms.</summary>
    public static V1.ReportChange? Between(HostReading before, HostReading after)
    {
        var catalogue = Catalogue.For(after.Capabilities.Supported.Architecture);
        var change = new V1.ReportChange
        {
            Lost = { Features(before.Capabilities.Supported.Except(after.Capabilities.Supported), catalogue) },
            Gained = { Features(after.Capabilities.Supported.Except(before.Capabilities.Supported), catalogue) },
            Properties = { Properties(before.Capabilities, after.Capabilities) },
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
    public static string Describe(V1.ReportChange change)
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
    public static string Describe(V1.Platform platform) =>
        $"{platform.Hypervisor}, Linux {platform.Kernel}, microcode "
        + (platform.Microcode.Length > 0 ? platform.Microcode : "unknown")
        + (platform.Firmware.Length > 0 ? $", firmware {platform.Firmware}" : string.Empty);

    private static IEnumerable<V1.Feature> Features(FeatureSet set, Catalogue catalogue) =>
        set.Bits().Select(bit => bit.ToWire(catalogue));

    private static IEnumerable<string> Properties(HostCapabilities before, HostCapabilities after) =>
        Texts(before).Zip(Texts(after))
            .Where(pair => pair.First.Text != pair.Second.Text)
            .Select(pair => $"{pair.First.Name} {pair.First.Text} -> {pair.Second.Text}");

    private static IEnumerable<(string Name, string Text)> Texts(HostCapabilities capabilities) =>
    [
        ("vendor", capabilities.Vendor),
        .. PropertyText.List(capabilities.Properties).Select(property => (property.Name, property.Text)),
        .. capabilities.Supported.Architecture.Words.Select(word => (word.Name, capabilities.Unreported.Contains(word) ? NotReported : "reported")),
        ("synthetic_features", PropertyText.Mask(capabilities.Synthetic)),
        ("assignable_synthetic_features", PropertyText.Mask(capabilities.AssignableSynthetic)),
    ];

    private static string List(string what, IEnumerable<string> names) =>
        string.Join(", ", names) is { Length: > 0 } list ? $"{what} {list}" : string.Empty;

    private static string Name(V1.Feature feature) =>
        string.Create(CultureInfo.InvariantCulture, $"{feature.Name} ({feature.Word}:{feature.Bit})");
}
