using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Cli.Offline;

/// <summary>"compute": a baseline without any service.</summary>
internal static class ComputeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandBuilder commands)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "What `levelset-agent probe --json` printed on each machine; \"-\" is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var exclude = new FeatureListOption(
            "--exclude",
            "Never given: names, positions such as bank1:61, or a tier such as x86-64-v4.",
            takesSeveral: false);
        var reservedBits = CommonOptions.ReservedBits();
        var nested = new Option<bool>("--nested") { Description = "Masks for guests with nested virtualization (pt_flags bit 4)." };
        return commands.Create(
            "compute",
            "Computes the baseline and the disable masks of machines that no service knows. Asks nobody.",
            [files, exclude, reservedBits, nested],
            async run =>
            {
                var machines = Read(run.Result.GetValue(files)!);
                var computation = OfflineBaseline.Of(
                    machines,
                    PoolPolicy.Default with
                    {
                        ReservedBits = run.Result.GetValue(reservedBits) == "disable" ? ReservedBits.Disable : ReservedBits.HypervisorDefault,
                        Excluded = Excluded(exclude.Read(run.Result), Catalogue.For(machines[0].Architecture)),
                    },
                    run.Result.GetValue(nested));
                if (machines.Select(machine => machine.IsSimulated).Distinct().Count() > 1)
                {
                    await run.Error.WriteLineAsync("levelset: some of these machines are simulated and some are not; the service would not put them into one pool");
                }

                run.Printer.Print(new CommandOutput(() => OfflineBaselineTree.Of(computation), view => OfflineBaselineText.Write(view, computation)));
                return ExitCode.Ok;
            });
    }

    private static List<ProbeResult> Read(string[] files)
    {
        if (files.Count(file => file == "-") > 1)
        {
            throw new UsageException("standard input can be read only once");
        }

        var readers = files.Select(file => new ProbeFileReader(file)).ToList();
        var machines = readers.ConvertAll(reader => reader.Read());
        UsageException.ThrowIfAny([.. readers.SelectMany(reader => reader.Errors)]);
        return machines.ConvertAll(machine => machine!);
    }

    private static FeatureSet? Excluded(IReadOnlyList<string> names, Catalogue catalogue)
    {
        var tiers = names.Select(name => Tier.Find(name, catalogue)).OfType<Tier>();
        var errors = catalogue.ParseNames(names.Where(name => Tier.Find(name, catalogue) is null), out var set);
        UsageException.ThrowIfAny([.. errors.Select(error => $"--exclude: {error}")]);
        var excluded = tiers.Aggregate(set, (all, tier) => all.Union(tier.Own));
        UsageException.ThrowIfAny([.. excluded.Intersect(catalogue.MustStayEnabled).Bits().Select(bit =>
            $"--exclude: {catalogue.NameOf(bit)} must stay enabled: without it the hypervisor refuses to create a partition")]);
        return excluded.IsEmpty ? null : excluded;
    }
}
