using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.Core.Baselines;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Cli.Offline;

/// <summary>A computed baseline as text.</summary>
internal static class OfflineBaselineText
{
    public static void Write(TextView view, OfflineBaseline computation)
    {
        var baseline = computation.Baseline;
        var catalogue = computation.Catalogue;
        var words = catalogue.Architecture.Words;
        view.Line($"{Plural.Of(computation.Hosts.Length, "host")}, {computation.Baseline.Capabilities.Vendor} {catalogue.Architecture.Label}, catalogue {catalogue.Version}");
        view.Heading($"Baseline: {Plural.Of(baseline.Features.Count, "feature")} (1 = enabled)");
        view.Fields(words.Select(word => (word.Name, (Cell)FeatureSetText.ToHex(baseline.Features[word]))));
        view.Fields(ValueText.Properties(computation.Baseline.Capabilities.Properties.ToWire()));
        view.Wrapped(catalogue.NamesOf(baseline.Features));
        if (!baseline.Dropped.IsEmpty)
        {
            view.Heading($"Not in the baseline: {Plural.Of(baseline.Dropped.Length, "feature")}");
            foreach (var group in baseline.Dropped.GroupBy(dropped => Why(dropped, computation)))
            {
                view.Line($"  {group.Key}:");
                view.Wrapped(group.Select(dropped => catalogue.NameOf(dropped.Feature)), "    ");
            }
        }

        view.Heading("Disable mask of a partition on each host (1 = disabled)");
        view.Table(
            ["FILE", .. words.Select(word => word.Name.ToUpperInvariant()), "PT_FLAGS"],
            computation.Hosts.Zip(computation.Arguments, (host, arguments) => (Cell[])
            [
                host.File,
                .. words.Select(word => (Cell)FeatureSetText.ToHex(arguments.DisableMask[word])),
                $"0x{(ulong)arguments.Flags:x}",
            ]));
        foreach (var host in computation.Hosts.Where(host => host.Unreported.Count > 0))
        {
            view.Line($"{host.File} does not report {string.Join(' ', host.Unreported)}; treated as 0", TextStyle.Warning);
        }
    }

    private static string Why(DroppedFeature dropped, OfflineBaseline computation) => dropped.Reason switch
    {
        DropReason.NotOffered => "not supported by " + string.Join(' ', dropped.LackedBy),
        DropReason.Excluded => "excluded",
        DropReason.Reserved => "not in the catalogue (disabled by --reserved-bits)",
        _ => dropped.Requires is { } needed ? "requires " + computation.Catalogue.NameOf(needed) : "not raised",
    };
}
