using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.V1;

namespace Levelset.Cli.Migrations;

/// <summary>"evacuate": whether hosts can be emptied.</summary>
internal static class EvacuateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandBuilder commands)
    {
        var hosts = ResourceArguments.Hosts(commands, ArgumentArity.OneOrMore);
        return commands.Create(
            "evacuate",
            "Says for each partition on these hosts where it can go; moves nothing; ends with 1 where one is stuck.",
            [hosts],
            async run =>
            {
                var names = ResourceNames.Hosts(run.Result.GetValue(hosts)).ToList();
                var whole = new CheckEvacuationResponse();
                whole.Partitions.Add(await run.ReadAllAsync<PartitionEvacuation>(limit: null, async (size, token) =>
                {
                    var request = new CheckEvacuationRequest { Hosts = { names }, PageSize = size, PageToken = token };
                    var response = await run.Service.Migrations.CheckEvacuationAsync(request, run.Call());
                    (whole.PartitionCount, whole.StuckCount) = (response.PartitionCount, response.StuckCount);
                    whole.Unsettled.Clear();
                    whole.Unsettled.Add(response.Unsettled);
                    return (response.Partitions, response.NextPageToken);
                }));
                run.Printer.Print(CommandOutput.Of(whole, view => Write(view, whole)));
                return whole.StuckCount == 0 ? ExitCode.Ok : ExitCode.No;
            });
    }

    private static void Write(TextView view, CheckEvacuationResponse whole)
    {
        view.Line(
            $"{whole.PartitionCount} partitions to move, {whole.StuckCount} stuck",
            whole.StuckCount > 0 ? TextStyle.Error : TextStyle.Success);
        if (whole.Unsettled.Count > 0)
        {
            view.Line($"being created there, not judged: {string.Join(' ', whole.Unsettled)}", TextStyle.Warning);
        }

        if (whole.Partitions.Count > 0)
        {
            view.BlankLine().Table(
                ["PARTITION", "HOST", "TARGETS", "WHERE TO"],
                whole.Partitions.Select(partition => new Cell[]
                {
                    partition.Partition,
                    partition.Host,
                    partition.TargetCount > 0 ? partition.TargetCount : new Cell("STUCK", TextStyle.Error),
                    ValueText.Abbreviate(partition.Targets, partition.TargetCount, view.IsWide ? 10 : 3),
                }));
        }

        foreach (var stuck in whole.Partitions.Where(partition => partition.TargetCount == 0))
        {
            view.Heading($"{stuck.Partition} cannot go to");
            ObstacleText.Write(view, stuck.Obstacles);
        }
    }
}
