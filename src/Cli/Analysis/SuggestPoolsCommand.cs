using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.V1;

namespace Levelset.Cli.Analysis;

/// <summary>"suggest-pools": how to divide hosts.</summary>
internal static class SuggestPoolsCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandBuilder commands)
    {
        var hosts = ResourceArguments.Hosts(commands, ArgumentArity.ZeroOrMore, "Only these; every host when not given.");
        var selector = CommonOptions.Selector("Instead of names: hosts that carry all of these labels.");
        var pools = new Option<uint>("--pools") { Description = "How many pools at most: 1 to 100.", HelpName = "N", Required = true };
        return commands.Create(
            "suggest-pools",
            "Suggests how to divide hosts into pools so that most partitions keep most features. Changes nothing.",
            [hosts, selector, pools],
            async run =>
            {
                var request = new SuggestPoolsRequest
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

    private static void Write(TextView view, SuggestPoolsResponse advice)
    {
        view.Line($"cost {advice.Cost}, against {advice.UndividedCost} undivided; {(advice.Exact ? "no division costs less" : "found by merging, perhaps not the best")}");
        view.Line("(cost: features that each host and partition does without although its host has them)", TextStyle.Muted);
        if (advice.Unreported is { HostCount: > 0 } unreported)
        {
            view.Line($"without a report, left out: {ValueText.Group(unreported)}", TextStyle.Warning);
        }

        var number = 0;
        foreach (var pool in advice.Pools)
        {
            view.Heading($"pool {++number}: {pool.HostGroup()}");
            view.Fields(
                ("vendor", $"{pool.Vendor} {ValueText.Label(pool.Architecture)}"),
                ("cost", pool.Cost),
                ("partitions", pool.PartitionCount),
                ("features", FeatureText.Count(pool.Baseline)),
                ("baseline", FeatureText.Line(FeatureText.Words(pool.Baseline, pool.Architecture))));
            DiffText.Dropped(view, pool.Dropped);
        }
    }

    private static string HostGroup(this SuggestedPool pool) => $"{pool.Hosts.HostCount} hosts: {ValueText.Group(pool.Hosts)}";
}
