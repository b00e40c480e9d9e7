using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Api.Hosts;

/// <summary>What differs between two reports of one host, as the service compares them.</summary>
internal static class ReportDifference
{
    /// <summary>Everything that differs.</summary>
    public static V1.ReportChange Of(HostReportRow before, HostReport after)
    {
        var was = before.Supported!;
        var now = after.Supported;
        var change = new V1.ReportChange
        {
            Before = HostMapping.ToWire(before.Platform),
            After = HostMapping.ToWire(after.Platform),
        };
        if (was.Features.Architecture == now.Features.Architecture)
        {
            var catalogue = Catalogue.For(now.Features.Architecture);
            change.Lost.AddRange(was.Features.Except(now.Features).Bits().Select(bit => bit.ToWire(catalogue)));
            change.Gained.AddRange(now.Features.Except(was.Features).Bits().Select(bit => bit.ToWire(catalogue)));
        }

        change.Properties.AddRange(OfScalars(before, after));
        return change;
    }

    /// <summary>What differs of the versions that decide what a hypervisor offers: "microcode 0x1 -> 0x2".</summary>
    public static IEnumerable<string> OfPlatforms(PlatformColumns before, PlatformColumns after) =>
        Differing(
            "unknown",
            [
                ("hypervisor", before.Hypervisor, after.Hypervisor),
                ("kernel", before.Kernel, after.Kernel),
                ("microcode", before.Microcode, after.Microcode),
                ("firmware", before.Firmware, after.Firmware),
                ("cpu_model", before.CpuModel, after.CpuModel),
            ]);

    private static IEnumerable<string> OfScalars(HostReportRow before, HostReport after)
    {
        var was = before.Supported!;
        var now = after.Supported;
        var scalars = new List<(string What, string Before, string After)>
        {
            ("architecture", was.Features.Architecture.Label, now.Features.Architecture.Label),
            ("vendor", was.Vendor, now.Vendor),
            ("unreported_words", List(before.UnreportedWords), List(after.UnreportedWords)),
            ("synthetic_features", Word(before.SyntheticFeatures), Word(after.SyntheticFeatures)),
            ("assignable_synthetic_features", Word(before.AssignableSyntheticFeatures), Word(after.AssignableSyntheticFeatures)),
        };
        var old = was.Properties.ToValue().ToWire();
        var current = now.Properties.ToValue().ToWire();
        foreach (var field in V1.CompatibilityProperties.Descriptor.Fields.InFieldNumberOrder())
        {
            scalars.Add((field.Name, $"{field.Accessor.GetValue(old)}", $"{field.Accessor.GetValue(current)}"));
        }

        return Differing("not reported", scalars);
    }

    private static IEnumerable<string> Differing(string absent, IEnumerable<(string What, string Before, string After)> values)
    {
        return values.Where(one => one.Before != one.After).Select(one => $"{one.What} {Shown(one.Before)} -> {Shown(one.After)}");

        string Shown(string value) => value.Length > 0 ? value : absent;
    }

    private static string Word(ulong? word) => word is { } known ? FeatureSetText.ToHex(known) : "";

    private static string List(IReadOnlyCollection<string> words) => words.Count > 0 ? string.Join(' ', words) : "none";
}
