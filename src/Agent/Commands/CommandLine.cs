using System.CommandLine;
using Levelset.Mshv;

namespace Levelset.Agent.Commands;

internal static class CommandLine
{
    /// <summary>Runs it. Results go to <paramref name="output"/>, every fault to <paramref name="error"/>.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        string[] arguments,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        try
        {
            return arguments is [EmulateCommand.Name, .. var emulator]
                ? EmulateCommand.Become(emulator)
                : await ParseAndRunAsync(arguments, output, error, cancellationToken);
        }
        catch (Exception exception) when (exception is AgentException or MshvException)
        {
            foreach (var fault in (exception as AgentException)?.Faults ?? [exception.Message])
            {
                await error.WriteLineAsync($"levelset-agent: {fault}");
            }

            return exception is UsageException ? ExitCode.Usage : ExitCode.Failure;
        }
    }

    private static async Task<int> ParseAndRunAsync(
        string[] arguments,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        var result = Create().Parse(arguments);
        if (result.Errors.Count > 0)
        {
            foreach (var fault in result.Errors)
            {
                await error.WriteLineAsync($"levelset-agent: {fault.Message}");
            }

            return ExitCode.Usage;
        }

        // The daemon's host handles the signals itself, and the other commands are short.
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return await result.InvokeAsync(configuration, cancellationToken);
    }

    private static RootCommand Create() => new("The Levelset agent: reports what this host's hypervisor offers and creates partitions with its pool's baseline.")
    {
        ProbeCommand.Create(),
        RunCommand.Create(),
        CreateCommand.Create(),
        PartitionsCommand.Create(),
        CloseCommand.Create(),
        ClaimCommand.Create(),
        ExecCommand.Create(),
        EmulateCommand.Create(),
    };
}
