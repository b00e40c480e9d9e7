using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Migrations;

/// <summary>"targets": lists migration targets.</summary>
internal static class TargetsCommand
{
    public static Command Create(CommandBuilder commands)
    {
        var partition = ResourceArguments.Partition(commands);
        var limit = CommonOptions.Limit();
        return commands.Create(
            "targets",
            "List the hosts that can take a partition, best first, then the others with the reasons. Exits 1 if no host can.",
            [partition, limit],
            async run =>
            {
                var name = ResourceNames.Partition(run.Result.GetValue(partition)!);
                var targets = await run.ReadAllAsync<V1.Target>(run.Result.GetValue(limit), async (size, token) =>
                {
                    var request = new V1.ListTargetsRequest { Partition = name, PageSize = size, PageToken = token };
                    var response = await run.Service.Migrations.ListTargetsAsync(request, run.Call());
                    return (response.Targets, response.NextPageToken);
                });
                run.Printer.Print(CommandOutput.Of(targets, view => view.Table(
                    ["HOST", "POOL", "COMPATIBLE", "SPARE", "REASON"],
                    targets.Select(target => new Cell[]
                    {
                        target.Host,
                        target.Pool,
                        ValueText.YesNo(target.Verdict.Compatible),
                        target.Verdict.Compatible ? target.SpareFeatures : "",
                        VerdictText.Summary(target.Verdict.Blockers),
                    }),
                    "no other hosts")));
                return targets.Exists(target => target.Verdict.Compatible) ? ExitCode.Ok : ExitCode.No;
            });
    }
}
