using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Migrations;

/// <summary>"evacuate": checks whether all partitions can leave hosts.</summary>
internal static class EvacuateCommand
{
    public static Command Create(CommandBuilder commands)
    {
        var hosts = ResourceArguments.Hosts(commands, ArgumentArity.OneOrMore);
        return commands.Create(
            "evacuate",
            "Check where each partition on these hosts can move. Moves nothing. Exits 1 if any is stuck.",
            [hosts],
            async run =>
            {
                var names = ResourceNames.Hosts(run.Result.GetValue(hosts)).ToList();
                var evacuation = new V1.CheckEvacuationResponse();
                evacuation.Partitions.Add(await run.ReadAllAsync<V1.PartitionEvacuation>(limit: null, async (size, token) =>
                {
                    var request = new V1.CheckEvacuationRequest { Hosts = { names }, PageSize = size, PageToken = token };
                    var response = await run.Service.Migrations.CheckEvacuationAsync(request, run.Call());
                    (evacuation.PartitionCount, evacuation.StuckCount) = (response.PartitionCount, response.StuckCount);
                    evacuation.Unsettled.Clear();
                    evacuation.Unsettled.Add(response.Unsettled);
                    return (response.Partitions, response.NextPageToken);
                }));
                run.Printer.Print(CommandOutput.Of(evacuation, view => Write(view, evacuation)));
                return evacuation.StuckCount == 0 ? ExitCode.Ok : ExitCode.No;
            });
    }

    private static void Write(TextView view, V1.CheckEvacuationResponse evacuation)
    {
        view.Line(
            $"{Plural.Of(evacuation.PartitionCount, "partition")} to move, {evacuation.StuckCount} stuck",
            evacuation.StuckCount > 0 ? TextStyle.Error : TextStyle.Success);
        if (evacuation.Unsettled.Count > 0)
        {
            view.Line($"still being created, not checked: {string.Join(' ', evacuation.Unsettled)}", TextStyle.Warning);
        }

        if (evacuation.Partitions.Count > 0)
        {
            view.BlankLine().Table(
                ["PARTITION", "HOST", "TARGETS", "TARGET HOSTS"],
                evacuation.Partitions.Select(partition => new Cell[]
                {
                    partition.Partition,
                    partition.Host,
                    partition.TargetCount > 0 ? partition.TargetCount : new Cell("STUCK", TextStyle.Error),
                    ValueText.Abbreviate(partition.Targets, partition.TargetCount, view.IsWide ? 10 : 3),
                }));
        }

        foreach (var stuck in evacuation.Partitions.Where(partition => partition.TargetCount == 0))
        {
            view.Heading($"{stuck.Partition} cannot move to");
            ObstacleText.Write(view, stuck.Obstacles);
        }
    }
}
