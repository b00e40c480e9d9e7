using System.CommandLine;
using System.CommandLine.Parsing;
using Levelset.Cli.ChangeFeed;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Baselines;

/// <summary>"baselines": the generations of a pool.</summary>
internal static class BaselineCommands
{
    public static Command Create(CommandBuilder commands) => CommandBuilder.Group(
        "baselines",
        "Show the baselines of pools, by generation.",
        List(commands),
        Show(commands),
        Diff(commands));

    private static Command List(CommandBuilder commands)
    {
        var pool = ResourceArguments.Pool(commands);
        var (limit, watch) = (CommonOptions.Limit(), CommonOptions.Watch());
        return commands.Create("list", "List the generations of a pool's baseline, newest first.", [pool, limit, watch], run =>
        {
            var name = ResourceNames.Pool(run.Result.GetValue(pool)!);
            return Display.ShowAsync(run, run.Result.GetValue(watch), () => ChangeSignal.OnPools(run, name), async () =>
            {
                var baselines = await run.ReadAllAsync<V1.Baseline>(run.Result.GetValue(limit), async (size, token) =>
                {
                    var request = new V1.ListBaselinesRequest { Pool = name, PageSize = size, PageToken = token };
                    var response = await run.Service.Pools.ListBaselinesAsync(request, run.Call());
                    return (response.Baselines, response.NextPageToken);
                });
                return CommandOutput.Of(baselines, view => BaselineText.Write(view, baselines));
            });
        });
    }

    private static Command Show(CommandBuilder commands)
    {
        var pool = commands.Names.Pools(new Argument<string>("POOL") { Description = "NAME, pools/NAME or pools/NAME/baselines/GENERATION." });
        var generation = new Argument<string?>("GENERATION")
        {
            Description = "Generation number (default: current).",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var watch = CommonOptions.Watch();
        return commands.Create("show", "Show a baseline, and why features are not in it.", [pool, generation, watch], run =>
        {
            var name = ResourceNames.Baseline(run.Result.GetValue(pool)!, run.Result.GetValue(generation));
            return Display.ShowAsync(
                run,
                run.Result.GetValue(watch),
                () => ChangeSignal.OnPools(run, string.Join('/', name.Split('/').Take(2))),
                async () =>
                {
                    var baseline = await run.Service.Pools.GetBaselineAsync(new V1.GetBaselineRequest { Name = name }, run.Call());
                    return CommandOutput.Of(baseline, view => BaselineText.Write(view, baseline));
                });
        });
    }

    private static Command Diff(CommandBuilder commands)
    {
        var pool = ResourceArguments.Pool(commands);
        var from = new Argument<ulong>("FROM") { Description = "First generation.", CustomParser = Generation("FROM") };
        var to = new Argument<ulong>("TO") { Description = "Second generation.", CustomParser = Generation("TO") };
        return commands.Create("diff", "Show the difference between two generations.", [pool, from, to], async run =>
        {
            var request = new V1.CompareBaselinesRequest
            {
                Pool = ResourceNames.Pool(run.Result.GetValue(pool)!),
                FromGeneration = run.Result.GetValue(from),
                ToGeneration = run.Result.GetValue(to),
            };
            var diff = await run.Service.Pools.CompareBaselinesAsync(request, run.Call());
            run.Printer.Print(CommandOutput.Of(diff, view =>
            {
                view.Line($"{request.Pool}: from generation {request.FromGeneration} to {request.ToGeneration}");
                DiffText.Write(view, diff);
            }));
            return ExitCode.Ok;
        });
    }

    private static Func<ArgumentResult, ulong> Generation(string name) =>
        ValueRules.Number<ulong>(name, "a generation number", 0, ulong.MaxValue);
}
