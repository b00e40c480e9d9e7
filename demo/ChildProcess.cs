using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Levelset.Demo;

/// <summary>A program of the run: its output goes to a file, and it is stopped in good order.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly Process process;
    private readonly string name;
    private readonly string log;

    private ChildProcess(Process process, string name, string log)
    {
        this.process = process;
        this.name = name;
        this.log = log;
    }

    /// <summary>Starts a program.</summary>
    public static ChildProcess Start(string name, string program, string log, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("/bin/sh");
        foreach (var argument in (string[])["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", log, program, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        // The run's own settings are given as arguments; the environment must not add to them.
        foreach (var key in start.Environment.Keys.Where(key => key.StartsWith("LEVELSET_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(key);
        }

        return new ChildProcess(Process.Start(start)!, name, log);
    }

    /// <summary>Throws with the end of its log when it has ended.</summary>
    public void RequireRunning()
    {
        if (process.HasExited)
        {
            throw new DemoException($"{name} ended with {process.ExitCode}:\n{string.Join('\n', File.ReadLines(log).TakeLast(20))}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            const int SIGTERM = 15;
            _ = Kill(process.Id, SIGTERM);
            using var patience = new CancellationTokenSource(Timeout);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine($"{name} did not stop within {Timeout.TotalSeconds:0} s and was killed");
                process.Kill();
                await process.WaitForExitAsync();
            }
        }

        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
