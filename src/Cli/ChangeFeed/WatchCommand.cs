using System.CommandLine;
using Google.Protobuf;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.ChangeFeed;

/// <summary>"watch": prints every change as it happens.</summary>
internal static class WatchCommand
{
    public static Command Create(CommandBuilder commands) => CommandBuilder.Group(
        "watch",
        "Print the current state, then every change; reconnects automatically.",
        Pools(commands),
        Hosts(commands));

    private static Command Pools(CommandBuilder commands)
    {
        var names = commands.Names.Pools(new Argument<string[]>("POOL") { Arity = ArgumentArity.ZeroOrMore, Description = "Pools to watch (default: all)." });
        var token = Token();
        return commands.Create("pools", "Watch pools.", [names, token], async run =>
        {
            var watch = Watches.Pools(run, run.Result.GetValue(names)!.Select(ResourceNames.Pool));
            await foreach (var change in watch.ReadAsync(run.Result.GetValue(token)!, run.Cancellation))
            {
                Print(run, change, change.Type, ValueText.Time(change.EventTime), change.Pool is { } pool
                    ? $"{pool.Name}  generation {ValueText.Generation(pool.Generation)}  {Plural.Of(pool.HostCount, "host")}  {Plural.Of(pool.PartitionCount, "partition")}"
                        + $"  {FeatureText.Line(FeatureText.Words(pool.Baseline, pool.Architecture))}"
                    : "");
            }

            return ExitCode.Ok;
        });
    }

    private static Command Hosts(CommandBuilder commands)
    {
        var names = ResourceArguments.Hosts(commands, ArgumentArity.ZeroOrMore, "Hosts to watch (default: all).");
        var pool = ResourceArguments.PoolOption(commands, "Filter by pool.");
        var token = Token();
        return commands.Create("hosts", "Watch hosts.", [names, pool, token], async run =>
        {
            var watch = Watches.Hosts(
                run,
                ResourceNames.Hosts(run.Result.GetValue(names)),
                ResourceNames.PoolOrNone(run.Result.GetValue(pool)));
            await foreach (var change in watch.ReadAsync(run.Result.GetValue(token)!, run.Cancellation))
            {
                Print(run, change, change.Type, ValueText.Time(change.EventTime), change.Host is { } host
                    ? $"{host.Name}  {ValueText.State(host).Text}  {host.Pool}  {host.StateReason}"
                    : "");
            }

            return ExitCode.Ok;
        });
    }

    private static Option<string> Token() => new("--resume-token")
    {
        Description = "Start after the event with this token (from -o json) instead of with the current state.",
        HelpName = "TOKEN",
        DefaultValueFactory = _ => "",
    };

    private static void Print(Run run, IMessage change, V1.WatchEventType type, string time, string text)
    {
        switch (run.Printer.Format)
        {
            case OutputFormat.Json:
                run.Printer.Write(TreeText.ToJsonLine(ProtoTree.Of(change)));
                break;
            case OutputFormat.Yaml:
                run.Printer.Write("---\n" + TreeText.ToYaml(ProtoTree.Of(change)));
                break;
            default:
                if (type != V1.WatchEventType.Bookmark)
                {
                    run.Printer.Write($"{(time.Length > 0 ? time : "now"),-26}  {type.ToString().ToUpperInvariant(),-7}  {text.TrimEnd()}\n");
                }

                break;
        }
    }
}
