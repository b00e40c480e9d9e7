using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Pools;

namespace Levelset.Cli.Offline;

/// <summary>"compute": a baseline without any service.</summary>
internal static class ComputeCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Commands commands)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "What `levelset-agent probe --json` printed on each machine; \"-\" is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var exclude = new Option<string[]>("--exclude")
        {
            Description = "Never given: names, positions such as bank1:61, or a tier such as x86-64-v4.",
            HelpName = "FEATURE",
            DefaultValueFactory = _ => [],
        };
        var reservedBits = new Option<string>("--reserved-bits")
        {
            Description = "What becomes of bits that the catalogue does not know.",
            HelpName = "hypervisor-default|disable",
            DefaultValueFactory = _ => "hypervisor-default",
        };
        reservedBits.AcceptOnlyFromAmong("hypervisor-default", "disable");
        var nested = new Option<bool>("--nested") { Description = "Masks for guests with nested virtualization (pt_flags bit 4)." };
        return commands.Create(
            "compute",
            "Computes the baseline and the disable masks of machines that no service knows. Asks nobody.",
            [files, exclude, reservedBits, nested],
            async run =>
            {
                var machines = Read(run.Result.GetValue(files)!);
                var computation = Computation.Of(
                    machines,
                    PoolPolicy.Default with
                    {
                        ReservedBits = run.Result.GetValue(reservedBits) == "disable" ? ReservedBits.Disable : ReservedBits.HypervisorDefault,
                        Excluded = Excluded(run.Result.GetValue(exclude)!, Catalogue.For(machines[0].Architecture)),
                    },
                    run.Result.GetValue(nested));
                if (machines.Select(machine => machine.IsSimulated).Distinct().Count() > 1)
                {
                    await run.Talk.WriteLineAsync("levelset: some of these machines are simulated and some are not; the service would not put them into one pool");
                }

                run.Printer.Print(new Answer(() => ComputationTree.Of(computation), page => ComputationText.Write(page, computation)));
                return ExitCode.Ok;
            });
    }

    private static List<Machine> Read(string[] files)
    {
        if (files.Count(file => file == "-") > 1)
        {
            throw new UsageException("standard input can be read only once");
        }

        var readers = files.Select(file => new MachineReader(file)).ToList();
        var machines = readers.ConvertAll(reader => reader.Read());
        UsageException.ThrowIfAny([.. readers.SelectMany(reader => reader.Faults)]);
        return machines.ConvertAll(machine => machine!);
    }

    private static FeatureSet? Excluded(IEnumerable<string> given, Catalogue catalogue)
    {
        var names = given.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var tiers = names.Select(name => Tier.Find(name, catalogue)).OfType<Tier>();
        var faults = FeatureSetText.ParseNames(names.Where(name => Tier.Find(name, catalogue) is null), catalogue, out var set);
        UsageException.ThrowIfAny([.. faults.Select(fault => $"--exclude: {fault}")]);
        var excluded = tiers.Aggregate(set, (all, tier) => all.Union(tier.Own));
        UsageException.ThrowIfAny([.. excluded.Intersect(catalogue.MustStayEnabled).Bits().Select(bit =>
            $"--exclude: {catalogue.NameOf(bit)} must stay enabled: without it the hypervisor refuses to create a partition")]);
        return excluded.IsEmpty ? null : excluded;
    }
}
