using System.Diagnostics;
using System.Text.Json;

namespace Levelset.TestRunner;

/// <summary>
/// Runs one test host, ends it when it hangs, and leaves none of its processes behind. It is a process of its own, so that every
/// process below it belongs to this project.
/// </summary>
internal sealed class Supervisor(SupervisorOptions options, TextWriter log)
{
    public const string Command = "supervise";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    // Once it has reported everything: programs that a test told to stop may still be stopping.
    private static readonly TimeSpan EndOfHost = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndOfChildren = TimeSpan.FromSeconds(10);

    private readonly HostReport report = new();
    private readonly List<string> faults = [];

    /// <summary>Supervises and writes the result file; the exit code only says whether that was possible.</summary>
    public static async Task<int> MainAsync(string[] arguments, CancellationToken interruption)
    {
        var options = SupervisorOptions.Parse(arguments);
        Native.BecomeSubreaper();
        await using var log = TextWriter.Synchronized(new StreamWriter(options.LogFile) { AutoFlush = true });
        var result = await new Supervisor(options, log).RunAsync(interruption);
        await File.WriteAllTextAsync(options.ResultFile, JsonSerializer.Serialize(result), CancellationToken.None);
        return 0;
    }

    private async Task<ProjectResult> RunAsync(CancellationToken interruption)
    {
        // A session of its own: what ends the terminal's processes does not end half of a test's.
        using var host = Process.Start(new ProcessStartInfo("setsid", options.Command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            Environment =
            {
                // Neither hosts nor the programs of tests live long enough to get back what instrumented code costs, and mapping memory
                // twice, writable and executable, is a sixth of what the service needs to start.
                ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_EnableWriteXorExecute"] = "0",

                // A test that builds something leaves no server for the next build behind: it would outlive the host.
                ["UseSharedCompilation"] = "false",
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
            },
        })!;
        host.StandardInput.Close();
        var reading = Task.WhenAll(ReadAsync(host.StandardOutput), ReadAsync(host.StandardError));
        try
        {
            await FollowAsync(host, interruption);
        }
        finally
        {
            host.Kill();
            await host.WaitForExitAsync(CancellationToken.None);
            await EndChildrenAsync(host.Id);
        }

        // Whoever inherited its output has ended.
        await Task.WhenAny(reading, Task.Delay(EndOfChildren, CancellationToken.None));
        interruption.ThrowIfCancellationRequested();
        if (faults.Count == 0 && !report.IsComplete)
        {
            faults.Add($"the host ended with {host.ExitCode} before it had reported every test; running: {Running()}");
        }

        return new ProjectResult(report.Finished, [.. report.Faults, .. faults], ProcessTree.ReapedProcessorSeconds());
    }

    private async Task FollowAsync(Process host, CancellationToken interruption)
    {
        var clock = Stopwatch.StartNew();
        var exit = host.WaitForExitAsync(interruption);
        while (!exit.IsCompletedSuccessfully)
        {
            interruption.ThrowIfCancellationRequested();
            if (Hang(clock.Elapsed) is { } hang)
            {
                faults.Add(hang);
                await log.WriteLineAsync(hang);
                await new HangReport(options, log).WriteAsync(host.Id, interruption);
                return;
            }

            await Task.WhenAny(exit, Task.Delay(Interval, interruption));
            ProcessTree.ReapOrphans(host.Id);
        }
    }

    private string? Hang(TimeSpan elapsed)
    {
        var silence = report.Silence;
        return report.IsComplete && silence > EndOfHost ? $"the host has not ended {silence.TotalSeconds:0} s after its last test"
            : silence > options.Silence ? $"hang: nothing was reported for {silence.TotalSeconds:0} s; running: {Running()}"
            : elapsed > options.Limit ? $"hang: not finished within {options.Limit.TotalSeconds:0} s; running: {Running()}"
            : null;
    }

    private string Running() => report.Running is { Count: > 0 } running ? string.Join(", ", running) : "no test";

    private async Task EndChildrenAsync(int host)
    {
        var clock = Stopwatch.StartNew();
        while (faults.Count == 0 && clock.Elapsed < EndOfChildren && ProcessTree.Descendants().Count > 0)
        {
            await Task.Delay(Interval, CancellationToken.None);
            ProcessTree.ReapOrphans(host);
        }

        foreach (var entry in ProcessTree.Descendants())
        {
            var text = $"left running: {entry}";
            await log.WriteLineAsync(text);
            if (faults.Count == 0 || faults[^1].StartsWith("left running", StringComparison.Ordinal))
            {
                faults.Add(text);
            }
        }

        await ProcessTree.EndAsync(host);
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (!report.Read(line))
            {
                await log.WriteLineAsync(line);
            }
        }
    }
}
