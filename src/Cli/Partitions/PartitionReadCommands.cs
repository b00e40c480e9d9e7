using System.CommandLine;
using Levelset.Cli.ChangeFeed;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.V1;

namespace Levelset.Cli.Partitions;

/// <summary>"partitions list", "show", "mobility" and "power-cycles".</summary>
internal static class PartitionReadCommands
{
    /// <summary>"partitions list".</summary>
    public static Command List(Commands commands)
    {
        var pool = PoolArguments.Filter(commands, "Only those made from its baseline.");
        var host = HostArguments.Option(commands, "Only those that are there.");
        var (limit, watch) = (CommonOptions.Limit(), CommonOptions.Watch());
        return commands.Create("list", "Lists partitions.", [pool, host, limit, watch], run =>
            Display.ShowAsync(run, run.Result.GetValue(watch), () => Wakeup.Polling, async () =>
            {
                var partitions = await run.ReadAllAsync<Partition>(run.Result.GetValue(limit), async (size, token) =>
                {
                    var request = new ListPartitionsRequest
                    {
                        Pool = ResourceNames.PoolOrNone(run.Result.GetValue(pool)),
                        Host = ResourceNames.HostOrNone(run.Result.GetValue(host)),
                        PageSize = size,
                        PageToken = token,
                    };
                    var answer = await run.Service.Partitions.ListPartitionsAsync(request, run.Call());
                    return (answer.Partitions, answer.NextPageToken);
                });
                return Answer.Of(partitions, page => PartitionText.Write(page, partitions));
            }));
    }

    /// <summary>"partitions show".</summary>
    public static Command Show(Commands commands)
    {
        var name = PartitionArguments.One(commands);
        var watch = CommonOptions.Watch();
        return commands.Create("show", "Shows a partition.", [name, watch], run =>
            Display.ShowAsync(run, run.Result.GetValue(watch), () => Wakeup.Polling, async () =>
            {
                var request = new GetPartitionRequest { Name = ResourceNames.Partition(run.Result.GetValue(name)!) };
                var partition = await run.Service.Partitions.GetPartitionAsync(request, run.Call());
                return Answer.Of(partition, page => PartitionText.Write(page, partition));
            }));
    }

    /// <summary>"partitions mobility".</summary>
    public static Command Mobility(Commands commands)
    {
        var name = PartitionArguments.One(commands);
        return commands.Create(
            "mobility",
            "Says where a partition can go, what limits it, and what a power cycle would change.",
            [name],
            async run =>
            {
                var request = new GetPartitionMobilityRequest { Name = ResourceNames.Partition(run.Result.GetValue(name)!) };
                var mobility = await run.Service.Migrations.GetPartitionMobilityAsync(request, run.Call());
                run.Printer.Print(Answer.Of(mobility, page => PartitionText.Write(page, mobility)));
                return ExitCode.Ok;
            });
    }

    /// <summary>"partitions power-cycles".</summary>
    public static Command PowerCycles(Commands commands)
    {
        var pool = PoolArguments.One(commands);
        var limit = CommonOptions.Limit();
        return commands.Create(
            "power-cycles",
            "Lists a pool's partitions that a power cycle would give features or properties, or free of lost ones.",
            [pool, limit],
            async run =>
            {
                var name = ResourceNames.Pool(run.Result.GetValue(pool)!);
                var tasks = await run.ReadAllAsync<PowerCycleTask>(run.Result.GetValue(limit), async (size, token) =>
                {
                    var request = new ListPowerCyclesRequest { Pool = name, PageSize = size, PageToken = token };
                    var answer = await run.Service.Migrations.ListPowerCyclesAsync(request, run.Call());
                    return (answer.Tasks, answer.NextPageToken);
                });
                run.Printer.Print(Answer.Of(tasks, page => page.Table(
                    ["PARTITION", "DISPLAY NAME", "HOST", "GAINED", "LOST", "PROPERTIES"],
                    tasks.Select(task => new Cell[]
                    {
                        task.Partition,
                        task.DisplayName,
                        task.Host,
                        new(FeatureText.Some(task.Gained, page.IsWide ? 60 : 6), Tone.Good),
                        new(FeatureText.Some(task.Lost, page.IsWide ? 60 : 6), Tone.Warning),
                        string.Join(", ", task.Properties.Select(DiffText.Property)),
                    }),
                    "no partition needs a power cycle")));
                return ExitCode.Ok;
            });
    }
}
