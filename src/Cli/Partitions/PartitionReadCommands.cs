using System.CommandLine;
using Levelset.Cli.ChangeFeed;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Partitions;

/// <summary>"partitions list", "show", "mobility" and "power-cycles".</summary>
internal static class PartitionReadCommands
{
    /// <summary>"partitions list".</summary>
    public static Command List(CommandBuilder commands)
    {
        var pool = ResourceArguments.PoolOption(commands, "Filter by pool.");
        var host = ResourceArguments.HostOption(commands, "Filter by host.");
        var (limit, watch) = (CommonOptions.Limit(), CommonOptions.Watch());
        return commands.Create("list", "List partitions.", [pool, host, limit, watch], run =>
            Display.ShowAsync(run, run.Result.GetValue(watch), () => ChangeSignal.Polling, async () =>
            {
                var partitions = await run.ReadAllAsync<V1.Partition>(run.Result.GetValue(limit), async (size, token) =>
                {
                    var request = new V1.ListPartitionsRequest
                    {
                        Pool = ResourceNames.PoolOrNone(run.Result.GetValue(pool)),
                        Host = ResourceNames.HostOrNone(run.Result.GetValue(host)),
                        PageSize = size,
                        PageToken = token,
                    };
                    var response = await run.Service.Partitions.ListPartitionsAsync(request, run.Call());
                    return (response.Partitions, response.NextPageToken);
                });
                return CommandOutput.Of(partitions, view => PartitionText.Write(view, partitions));
            }));
    }

    /// <summary>"partitions show".</summary>
    public static Command Show(CommandBuilder commands)
    {
        var name = ResourceArguments.Partition(commands);
        var watch = CommonOptions.Watch();
        return commands.Create("show", "Show a partition.", [name, watch], run =>
            Display.ShowAsync(run, run.Result.GetValue(watch), () => ChangeSignal.Polling, async () =>
            {
                var request = new V1.GetPartitionRequest { Name = ResourceNames.Partition(run.Result.GetValue(name)!) };
                var partition = await run.Service.Partitions.GetPartitionAsync(request, run.Call());
                return CommandOutput.Of(partition, view => PartitionText.Write(view, partition));
            }));
    }

    /// <summary>"partitions mobility".</summary>
    public static Command Mobility(CommandBuilder commands)
    {
        var name = ResourceArguments.Partition(commands);
        return commands.Create(
            "mobility",
            "Show where a partition can move, what limits it, and what a power cycle would change.",
            [name],
            async run =>
            {
                var request = new V1.GetPartitionMobilityRequest { Name = ResourceNames.Partition(run.Result.GetValue(name)!) };
                var mobility = await run.Service.Migrations.GetPartitionMobilityAsync(request, run.Call());
                run.Printer.Print(CommandOutput.Of(mobility, view => PartitionText.Write(view, mobility)));
                return ExitCode.Ok;
            });
    }

    /// <summary>"partitions power-cycles".</summary>
    public static Command PowerCycles(CommandBuilder commands)
    {
        var pool = ResourceArguments.Pool(commands);
        var limit = CommonOptions.Limit();
        return commands.Create(
            "power-cycles",
            "List a pool's partitions that a power cycle would change.",
            [pool, limit],
            async run =>
            {
                var name = ResourceNames.Pool(run.Result.GetValue(pool)!);
                var tasks = await run.ReadAllAsync<V1.PowerCycleTask>(run.Result.GetValue(limit), async (size, token) =>
                {
                    var request = new V1.ListPowerCyclesRequest { Pool = name, PageSize = size, PageToken = token };
                    var response = await run.Service.Migrations.ListPowerCyclesAsync(request, run.Call());
                    return (response.Tasks, response.NextPageToken);
                });
                run.Printer.Print(CommandOutput.Of(tasks, view => view.Table(
                    ["PARTITION", "DISPLAY NAME", "HOST", "GAINED", "LOST", "PROPERTIES"],
                    tasks.Select(task => new Cell[]
                    {
                        task.Partition,
                        task.DisplayName,
                        task.Host,
                        new(FeatureText.Abbreviate(task.Gained, view.IsWide ? 60 : 6), TextStyle.Success),
                        new(FeatureText.Abbreviate(task.Lost, view.IsWide ? 60 : 6), TextStyle.Warning),
                        string.Join(", ", task.Properties.Select(DiffText.Property)),
                    }),
                    "no partition needs a power cycle")));
                return ExitCode.Ok;
            });
    }
}
