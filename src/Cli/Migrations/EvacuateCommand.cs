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
    public static Command Create(Commands commands)
    {
        var hosts = HostArguments.Several(commands);
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
                    var answer = await run.Service.Migrations.CheckEvacuationAsync(request, run.Call());
                    (whole.PartitionCount, whole.StuckCount) = (answer.PartitionCount, answer.StuckCount);
                    whole.Unsettled.Clear();
                    whole.Unsettled.Add(answer.Unsettled);
                    return (answer.Partitions, answer.NextPageToken);
                }));
                run.Printer.Print(Answer.Of(whole, page => Write(page, whole)));
                return whole.StuckCount == 0 ? ExitCode.Ok : ExitCode.No;
            });
    }

    private static void Write(Page page, CheckEvacuationResponse whole)
    {
        page.Line(
            $"{whole.PartitionCount} partitions to move, {whole.StuckCount} stuck",
            whole.StuckCount > 0 ? Tone.Bad : Tone.Good);
        if (whole.Unsettled.Count > 0)
        {
            page.Line($"being created there, not judged: {string.Join(' ', whole.Unsettled)}", Tone.Warning);
        }

        if (whole.Partitions.Count > 0)
        {
            page.Gap().Table(
                ["PARTITION", "HOST", "TARGETS", "WHERE TO"],
                whole.Partitions.Select(partition => new Cell[]
                {
                    partition.Partition,
                    partition.Host,
                    partition.TargetCount > 0 ? partition.TargetCount : new Cell("STUCK", Tone.Bad),
                    ValueText.Some(partition.Targets, partition.TargetCount, page.IsWide ? 10 : 3),
                }));
        }

        foreach (var stuck in whole.Partitions.Where(partition => partition.TargetCount == 0))
        {
            page.Heading($"{stuck.Partition} cannot go to");
            ObstacleText.Write(page, stuck.Obstacles);
        }
    }
}
