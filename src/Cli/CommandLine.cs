using System.CommandLine;
using System.Runtime.InteropServices;
using Levelset.Cli.Analysis;
using Levelset.Cli.Baselines;
using Levelset.Cli.ChangeFeed;
using Levelset.Cli.Completion;
using Levelset.Cli.Contexts;
using Levelset.Cli.Errors;
using Levelset.Cli.Features;
using Levelset.Cli.Framework;
using Levelset.Cli.Hosts;
using Levelset.Cli.Migrations;
using Levelset.Cli.Offline;
using Levelset.Cli.Output;
using Levelset.Cli.Partitions;
using Levelset.Cli.Pools;

namespace Levelset.Cli;

/// <summary>The command line of levelset.</summary>
internal static class CommandLine
{
    /// <summary>Runs a command. Its output goes to <paramref name="output"/>, everything else to <paramref name="error"/>.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var result = Create().Parse(arguments);
        if (result.Errors.Count > 0)
        {
            return await ReportAsync(result, arguments, error);
        }

        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        try
        {
            var exitCode = await result.InvokeAsync(configuration, stop.Token);
            await output.FlushAsync();
            return exitCode;
        }
        catch (BrokenPipeException)
        {
            return ExitCode.Ok;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>The root command with the commands of every noun.</summary>
    public static RootCommand Create()
    {
        var globals = new GlobalOptions();
        var commands = new CommandBuilder(globals, new NameCompletions(globals));
        var root = new RootCommand("Manage migration pools, hosts and partitions, and check where partitions can move.");
        globals.AddTo(root);
        Command[] all =
        [
            .. PoolCommands.All(commands),
            HostCommands.Create(commands),
            PartitionCommands.Create(commands),
            BaselineCommands.Create(commands),
            .. MigrationCommands.All(commands),
            .. AnalysisCommands.All(commands),
            FeaturesCommand.Create(commands),
            ComputeCommand.Create(commands),
            WatchCommand.Create(commands),
            ContextCommands.Create(commands),
            .. CompletionCommands.All(commands, root),
        ];
        foreach (var command in all)
        {
            root.Add(command);
        }

        return root;
    }

    private static async Task<int> ReportAsync(ParseResult result, string[] arguments, TextWriter error)
    {
        var json = WantsJson(arguments);
        if (!json && ParseErrors.IsCommandMissing(result))
        {
            await Create().Parse([.. arguments, "--help"]).InvokeAsync(new InvocationConfiguration { Output = error, Error = error });
        }
        else
        {
            new ErrorWriter(error, json).Write("USAGE", ParseErrors.Describe(result), ExitCode.Usage);
        }

        return ExitCode.Usage;
    }

    // Errors of a line that cannot be parsed are written in the format that it asks for, too.
    private static bool WantsJson(string[] arguments) => arguments
        .Zip(arguments.Skip(1).Append(""))
        .Any(pair => pair.First is "-ojson" or "-o=json" or "--output=json" or "-o:json" or "--output:json"
            || (pair.First is "-o" or "--output" && pair.Second == "json"));
}
