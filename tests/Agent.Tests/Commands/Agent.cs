using Levelset.Agent.Commands;

namespace Levelset.Agent.Tests.Commands;

/// <summary>Runs the command line in this process.</summary>
internal static class Agent
{
    /// <summary>What it printed, and its exit code.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var exitCode = await CommandLine.RunAsync(arguments, output, error, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
