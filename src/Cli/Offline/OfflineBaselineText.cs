using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.Core.Baselines;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Cli.Offline;

/// <summary>What was computed, for people.</summary>
internal static class OfflineBaselineText
{
    /// <summary>The whole.</summary>
    public static void Write(TextView view, OfflineBaseline computation)
    {
        var baseline = computation.Baseline;
        var catalogue = computation.Catalogue;
        var words = catalogue.Architecture.Words;
        view.Line($"{computation.Machines.Length} machines, {computation.Vendor} {catalogue.Architecture.Label}, catalogue {catalogue.Version}");
        view.Heading($"Baseline (1 = offered): {baseline.Features.Count} features");
        view.Fields(words.Select(word => (word.Name, (Cell)FeatureSetText.ToHex(baseline.Features[word]))));
        view.Fields(ValueText.Properties(OfflineBaselineTree.Wire(computation.Properties)));
        view.Wrapped(catalogue.NamesOf(baseline.Features));
        if (!baseline.Dropped.IsEmpty)
        {
            view.Heading($"Dropped: {baseline.Dropped.Length} features that some machine offers");
            foreach (var group in baseline.Dropped.GroupBy(dropped => Why(dropped, computation)))
            {
                view.Line($"  {group.Key}:");
                view.Wrapped(group.Select(dropped => catalogue.NameOf(dropped.Feature)), "    ");
            }
        }

        view.Heading("Disable mask of a partition of this baseline on each machine (1 = switched off)");
        view.Table(
            ["MACHINE", .. words.Select(word => word.Name.ToUpperInvariant()), "PT_FLAGS"],
            computation.Machines.Zip(computation.Arguments, (machine, arguments) => (Cell[])
            [
                machine.File,
                .. words.Select(word => (Cell)FeatureSetText.ToHex(arguments.DisableMask[word])),
                $"0x{(ulong)arguments.Flags:x}",
            ]));
        foreach (var machine in computation.Machines.Where(machine => machine.Unreported.Count > 0))
        {
            view.Line($"{machine.File} does not report {string.Join(' ', machine.Unreported)}: zeros were taken", TextStyle.Warning);
        }
    }

    private static string Why(DroppedFeature dropped, OfflineBaseline computation) => dropped.Reason switch
    {
        DropReason.NotOffered => "not offered by " + string.Join(' ', dropped.LackedBy),
        DropReason.Excluded => "excluded",
        DropReason.Reserved => "unknown to the catalogue, and such bits are kept out",
        _ => dropped.Requires is { } needed ? "requires " + computation.Catalogue.NameOf(needed) : "not raised",
    };
}
