using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Cli.Offline;

/// <summary>"compute": computes a baseline without a service.</summary>
internal static class ComputeCommand
{
    public static Command Create(CommandBuilder commands)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Output of `levelset-agent probe --json` on each host; \"-\" is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var exclude = new FeatureListOption(
            "--exclude",
            "Features to keep disabled: names, positions such as bank1:61, or tiers such as x86-64-v4.",
            takesSeveral: false);
        var reservedBits = CommonOptions.ReservedBits();
        var nested = new Option<bool>("--nested") { Description = "Compute masks for guests with nested virtualization (pt_flags bit 4)." };
        return commands.Create(
            "compute",
            "Compute baseline and disable masks offline, from probe files.",
            [files, exclude, reservedBits, nested],
            async run =>
            {
                var hosts = Read(run.Result.GetValue(files)!);
                var computation = OfflineBaseline.Of(
                    hosts,
                    PoolPolicy.Default with
                    {
                        ReservedBits = run.Result.GetValue(reservedBits) == "disable" ? ReservedBits.Disable : ReservedBits.HypervisorDefault,
                        Excluded = Excluded(exclude.Read(run.Result), Catalogue.For(hosts[0].Architecture)),
                    },
                    run.Result.GetValue(nested));
                if (hosts.Select(host => host.IsSimulated).Distinct().Count() > 1)
                {
                    await run.Error.WriteLineAsync("levelset: warning: simulated and real hosts cannot share a pool of a service");
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
        var hosts = readers.ConvertAll(reader => reader.Read());
        UsageException.ThrowIfAny([.. readers.SelectMany(reader => reader.Errors)]);
        return hosts.ConvertAll(host => host!);
    }

    private static FeatureSet? Excluded(IReadOnlyList<string> names, Catalogue catalogue)
    {
        var tiers = names.Select(name => Tier.Find(name, catalogue)).OfType<Tier>();
        var errors = catalogue.ParseNames(names.Where(name => Tier.Find(name, catalogue) is null), out var set);
        UsageException.ThrowIfAny([.. errors.Select(error => $"--exclude: {error}")]);
        var excluded = tiers.Aggregate(set, (all, tier) => all.Union(tier.Own));
        UsageException.ThrowIfAny([.. excluded.Intersect(catalogue.MustStayEnabled).Bits().Select(bit =>
            $"--exclude: {catalogue.NameOf(bit)} cannot be disabled: the hypervisor requires it to create a partition")]);
        return excluded.IsEmpty ? null : excluded;
    }
}
