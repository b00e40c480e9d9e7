using System.Diagnostics;

namespace Levelset.Interop.Tests.Harness;

/// <summary>A program under test or beside it; its output is kept, and it does not outlive its owner.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly List<string> output = [];
    private readonly List<string> errors = [];
    private readonly Task reading;

    private ChildProcess(Process process)
    {
        this.process = process;
        reading = Task.WhenAll(CollectAsync(process.StandardOutput, output), CollectAsync(process.StandardError, errors));
    }

    /// <summary>What it has written to its standard output so far.</summary>
    public string Output => Read(output);

    /// <summary>What it has written to its standard error so far.</summary>
    public string Errors => Read(errors);

    /// <summary>Everything that it has written.</summary>
    public string Transcript => $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}\n{Output}\n{Errors}";

    public bool HasExited => process.HasExited;

    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };

        // The machine's own settings of the service must not reach the one under test.
        foreach (var key in start.Environment.Keys.Where(key => key.StartsWith("LEVELSET_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(key);
        }

        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>Runs a program to its end.</summary>
    public static async Task<ProcessResult> RunAsync(
        string program,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken)
    {
        await using var child = Start(program, arguments);
        child.process.StandardInput.Close();
        var exitCode = await child.WaitAsync(cancellationToken);
        return new ProcessResult(exitCode, child.Output, child.Errors, child.Transcript);
    }

    /// <summary>Gives it a line to read.</summary>
    public async Task WriteAsync(string line, CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteLineAsync(line.AsMemory(), cancellationToken);
        await process.StandardInput.FlushAsync(cancellationToken);
    }

    /// <summary>Returns once its standard output contains a text; fails when it ends before.</summary>
    public Task UntilOutputAsync(string text, CancellationToken cancellationToken) =>
        Poll.UntilAsync(
            () =>
            {
                var ended = reading.IsCompleted;
                var found = Output.Contains(text, StringComparison.Ordinal);
                Assert.False(ended && !found, $"ended without saying '{text}'\n{Transcript}");
                return Task.FromResult(found);
            },
            $"'{text}' in its output",
            () => Transcript,
            cancellationToken);

    /// <summary>Asks it to end, as an operator or a service manager does.</summary>
    public void Terminate() => Signals.Send(process.Id, Signals.SIGTERM);

    /// <summary>Waits until it has ended; returns the exit code.</summary>
    public async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Poll.Timeout);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            await reading.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"still running after {Poll.Timeout.TotalSeconds:0} s\n{Transcript}");
        }

        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static async Task CollectAsync(StreamReader reader, List<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    private static string Read(List<string> lines)
    {
        lock (lines)
        {
            return string.Join('\n', lines);
        }
    }
}
