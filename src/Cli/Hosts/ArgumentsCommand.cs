using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Hosts;

/// <summary>"hosts arguments": prints creation arguments.</summary>
internal static class ArgumentsCommand
{
    public static Command Create(CommandBuilder commands)
    {
        var host = ResourceArguments.Host(commands);
        var pool = ResourceArguments.PoolOption(commands, "Use this pool's baseline (default: the host's pool).");
        var partition = commands.Names.Partitions(new Option<string?>("--partition") { Description = "Use this partition's features.", HelpName = "PARTITION" });
        var nested = CommonOptions.Nested();
        var exclude = CommonOptions.Exclude();
        return commands.Create(
            "arguments",
            "Print the creation arguments for a VMM.",
            [host, pool, partition, nested, exclude],
            async run =>
            {
                var name = ResourceNames.Host(run.Result.GetValue(host)!);
                var request = new V1.GetCreationArgumentsRequest
                {
                    Host = name,
                    Nested = run.Result.GetValue(nested),
                    ExcludedFeatures = { exclude.Read(run.Result) },
                };
                if (run.Result.GetValue(partition) is { } existing)
                {
                    request.Partition = ResourceNames.Partition(existing);
                }
                else
                {
                    request.Pool = run.Result.GetValue(pool) is { } given
                        ? ResourceNames.Pool(given)
                        : (await run.Service.Hosts.GetHostAsync(new V1.GetHostRequest { Name = name }, run.Call())).Pool;
                }

                var arguments = await run.Service.Hosts.GetCreationArgumentsAsync(request, run.Call());
                run.Printer.Print(CommandOutput.Of(arguments, view => ArgumentsText.Write(view, arguments)));
                return ExitCode.Ok;
            });
    }
}
