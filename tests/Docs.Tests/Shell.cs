using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Levelset.Docs.Tests;

/// <summary>Runs the shell commands of the documents in the root of the checkout.</summary>
internal static partial class Shell
{
    /// <summary>Starts a script; its output, both streams, goes to a file.</summary>
    public static Process Start(string script, string output, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("/bin/bash") { WorkingDirectory = Repository.Root };
        foreach (var argument in new[] { "-c", "exec >\"$0\" 2>&1 </dev/null; set -euo pipefail\n" + script, output })
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a script to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string script,
        IReadOnlyDictionary<string, string> environment,
        CancellationToken cancellationToken)
    {
        var output = Path.GetTempFileName();
        try
        {
            using var process = Start(script, output, environment);
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, await File.ReadAllTextAsync(output, cancellationToken));
        }
        finally
        {
            File.Delete(output);
        }
    }

    /// <summary>Asks a process to stop, and waits until it has.</summary>
    public static async Task StopAsync(Process process)
    {
        const int SIGTERM = 15;
        if (!process.HasExited)
        {
            _ = Kill(process.Id, SIGTERM);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
