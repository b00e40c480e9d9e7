using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Levelset.TestRunner;

/// <summary>Runs test projects side by side, and ends with one plain line: N passed, N failed, N skipped.</summary>
internal sealed class TestRun(RunOptions options)
{
    private const int Slowest = 10;

    private readonly Lock gate = new();
    private readonly List<(string Project, ProjectResult Result)> results = [];

    public static async Task<int> MainAsync(string[] arguments, CancellationToken interruption)
    {
        var options = RunOptions.Parse(arguments);
        Directory.CreateDirectory(options.Results);
        var run = new TestRun(options);
        var limit = new ParallelOptions { MaxDegreeOfParallelism = options.AtOnce, CancellationToken = interruption };
        await Parallel.ForEachAsync(
            options.Projects.Select(TestProject.Find).OrderByDescending(project => project.SourceSize),
            limit,
            async (project, cancellationToken) => await run.RunAsync(project, cancellationToken));
        return run.Summarize() ? 0 : 1;
    }

    private async Task RunAsync(TestProject project, CancellationToken interruption)
    {
        var clock = Stopwatch.StartNew();
        var supervisor = new SupervisorOptions
        {
            Name = project.Name,
            Results = options.Results,
            Silence = options.Silence,
            Limit = options.Limit,
            Command =
            [
                project.Host, "-noColor", "-noAutoReporters", "-reporter", "json",
                .. options.IsQuick ? (string[])["-trait-", "Length=long"] : [],
                .. options.HostArguments,
            ],
        };
        using var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!,
            [Supervisor.Command, .. supervisor.ToArguments()]))!;
        try
        {
            await process.WaitForExitAsync(interruption);
        }
        catch (OperationCanceledException)
        {
            Native.Send(process.Id, Native.SIGTERM);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        Add(project.Name, clock.Elapsed, await ReadAsync(supervisor));
    }

    private static async Task<ProjectResult> ReadAsync(SupervisorOptions supervisor) =>
        File.Exists(supervisor.ResultFile)
            ? JsonSerializer.Deserialize<ProjectResult>(await File.ReadAllTextAsync(supervisor.ResultFile))!
            : new ProjectResult([], ["left no results"], 0);

    private void Add(string project, TimeSpan elapsed, ProjectResult result)
    {
        lock (gate)
        {
            results.Add((project, result));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{project} ... {(result.Passed ? "passed" : "FAILED")} in {elapsed.TotalSeconds:0} s ({result.Tests.Count} tests, {result.ProcessorSeconds:0} s of processor time)"));
            if (result.Passed)
            {
                return;
            }

            Console.Write(File.ReadAllText(Path.Combine(options.Results, $"{project}.log")));
            foreach (var test in result.Tests.Where(test => test.Outcome == Outcome.Failed))
            {
                Console.WriteLine($"failed: {test.Name}\n{test.Detail}\n");
            }

            foreach (var fault in result.Faults)
            {
                Console.WriteLine($"failed: {project}: {fault}");
            }
        }
    }

    private bool Summarize()
    {
        var tests = results.SelectMany(result => result.Result.Tests).ToList();
        Console.WriteLine($"the {Slowest} slowest tests:");
        foreach (var test in tests.OrderByDescending(test => test.Seconds).Take(Slowest))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {test.Seconds,6:0.0} s  {test.Name}"));
        }

        foreach (var test in tests.Where(test => test.Outcome == Outcome.Skipped))
        {
            Console.WriteLine($"skipped: {test.Name}: {test.Detail}");
        }

        var passed = tests.Count(test => test.Outcome == Outcome.Passed);
        var failed = results.Sum(result => result.Result.Failed);
        Console.WriteLine($"{passed} passed, {failed} failed, {tests.Count(test => test.Outcome == Outcome.Skipped)} skipped");
        return failed == 0 && passed > 0;
    }
}
