using System.Diagnostics;

namespace Levelset.Runner.Tests;

/// <summary>The runner of ./test on the project with tests that fail and hang.</summary>
internal static class Runner
{
    private const string Output = "bin/Release/net10.0";

    private static readonly string Projects = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../.."));

    /// <summary>The project, as the runner wants it.</summary>
    public static string Project { get; } = Path.Combine(Projects, "RunnerFixture");

    /// <summary>Its test host, which can be started without the runner.</summary>
    public static string Host { get; } = Path.Combine(Project, Output, "Levelset.RunnerFixture");

    public static string Program { get; } = Path.Combine(Projects, "Runner", Output, "levelset-test-runner");

    /// <summary>Runs classes of the project.</summary>
    public static Task<(int ExitCode, string Output)> RunAsync(TemporaryDirectory directory, IEnumerable<string> options, params string[] classes) =>
        StartAsync(directory, [
            Program, "run", "--results", directory["results"], .. options, Project,
            "--", .. classes.SelectMany(name => (string[])["-class", $"Levelset.RunnerFixture.{name}"]),
        ]);

    /// <summary>Runs a program to its end; what it printed on both streams, in the order of the streams.</summary>
    public static async Task<(int ExitCode, string Output)> StartAsync(TemporaryDirectory directory, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.Combine(Projects, ".."),
            Environment = { ["FIXTURE_PROCESS_IDS"] = directory["ids"] },
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await error + output);
    }
}
