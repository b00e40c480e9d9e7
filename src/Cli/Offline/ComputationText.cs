using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.Core.Baselines;
using Levelset.Core.Features;

namespace Levelset.Cli.Offline;

/// <summary>What was computed, for people.</summary>
internal static class ComputationText
{
    /// <summary>The whole.</summary>
    public static void Write(Page page, Computation computation)
    {
        var baseline = computation.Baseline;
        var catalogue = computation.Catalogue;
        var words = catalogue.Architecture.Words;
        page.Line($"{computation.Machines.Length} machines, {computation.Vendor} {catalogue.Architecture.Label}, catalogue {catalogue.Version}");
        page.Heading($"Baseline (1 = offered): {baseline.Features.Count} features");
        page.Facts(words.Select(word => (word.Name, (Cell)FeatureSetText.ToHex(baseline.Features[word]))));
        page.Facts(ValueText.Facts(ComputationTree.Wire(computation.Properties)));
        page.Words(FeatureSetText.ToNames(baseline.Features, catalogue));
        if (!baseline.Dropped.IsEmpty)
        {
            page.Heading($"Dropped: {baseline.Dropped.Length} features that some machine offers");
            foreach (var group in baseline.Dropped.GroupBy(dropped => Why(dropped, computation)))
            {
                page.Line($"  {group.Key}:");
                page.Words(group.Select(dropped => catalogue.NameOf(dropped.Feature)), "    ");
            }
        }

        page.Heading("Disable mask of a partition of this baseline on each machine (1 = switched off)");
        page.Table(
            ["MACHINE", .. words.Select(word => word.Name.ToUpperInvariant()), "PT_FLAGS"],
            computation.Machines.Zip(computation.Arguments, (machine, arguments) => (Cell[])
            [
                machine.File,
                .. words.Select(word => (Cell)FeatureSetText.ToHex(arguments.DisableMask[word])),
                $"0x{(ulong)arguments.Flags:x}",
            ]));
        foreach (var machine in computation.Machines.Where(machine => machine.Unreported.Count > 0))
        {
            page.Line($"{machine.File} does not report {string.Join(' ', machine.Unreported)}: zeros were taken", Tone.Warning);
        }
    }

    private static string Why(DroppedFeature dropped, Computation computation) => dropped.Reason switch
    {
        DropReason.NotOffered => "not offered by " + string.Join(' ', dropped.LackedBy),
        DropReason.Excluded => "excluded",
        DropReason.Reserved => "unknown to the catalogue, and such bits are kept out",
        _ => dropped.Requires is { } needed ? "requires " + computation.Catalogue.NameOf(needed) : "not raised",
    };
}
