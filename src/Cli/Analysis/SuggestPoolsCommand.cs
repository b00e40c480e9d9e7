using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Analysis;

/// <summary>"suggest-pools": suggests how to divide hosts into pools.</summary>
internal static class SuggestPoolsCommand
{
    public static Command Create(CommandBuilder commands)
    {
        var hosts = ResourceArguments.Hosts(commands, ArgumentArity.ZeroOrMore, "Hosts to divide (default: all).");
        var selector = CommonOptions.Selector("Select hosts by labels, instead of naming them.");
        var pools = new Option<uint>("--pools")
        {
            Description = "Maximum number of pools, 1 to 100.",
            HelpName = "N",
            Required = true,
            CustomParser = ValueRules.Number("--pools", "a number from 1 to 100", 0u, uint.MaxValue),
        };
        return commands.Create(
            "suggest-pools",
            "Suggest how to divide hosts into pools so that partitions lose the fewest features. Changes nothing.",
            [hosts, selector, pools],
            async run =>
            {
                var request = new V1.SuggestPoolsRequest
                {
                    Hosts = { ResourceNames.Hosts(run.Result.GetValue(hosts)) },
                    LabelSelector = run.Result.GetValue(selector),
                    PoolCount = run.Result.GetValue(pools),
                };
                var advice = await run.Service.Planning.SuggestPoolsAsync(request, run.Call());
                run.Printer.Print(CommandOutput.Of(advice, view => Write(view, advice)));
                return ExitCode.Ok;
            });
    }

    private static void Write(TextView view, V1.SuggestPoolsResponse advice)
    {
        view.Line($"cost {advice.Cost}, undivided {advice.UndividedCost}; {(advice.Exact ? "optimal" : "heuristic result; may not be optimal")}");
        view.Line("(cost: supported features that are not used, summed over all hosts and partitions)", TextStyle.Muted);
        if (advice.Unreported is { HostCount: > 0 } unreported)
        {
            view.Line($"ignored, no report yet: {ValueText.Group(unreported)}", TextStyle.Warning);
        }

        var number = 0;
        foreach (var pool in advice.Pools)
        {
            view.Heading($"pool {++number}: {pool.HostGroup()}");
            view.Fields(
                ("vendor", $"{pool.Vendor} {pool.Architecture.Label()}"),
                ("cost", pool.Cost),
                ("partitions", pool.PartitionCount),
                ("features", FeatureText.Count(pool.Baseline)),
                ("baseline", FeatureText.Line(FeatureText.Words(pool.Baseline, pool.Architecture))));
            DiffText.Dropped(view, pool.Dropped);
        }
    }

    private static string HostGroup(this V1.SuggestedPool pool) => $"{Plural.Of(pool.Hosts.HostCount, "host")}: {ValueText.Group(pool.Hosts)}";
}
