namespace Levelset.Runner.Tests;

/// <summary>Programs that tests start have default signal dispositions, however the run was started.</summary>
public sealed class SignalTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    /// <summary>As nohup and the background of a script have it, and more.</summary>
    private const string IgnoreSignals = "trap '' HUP INT QUIT TERM; exec \"$@\"";

    [Fact]
    public async Task Run_SignalsIgnored_ChildrenOfTestsEndByThem()
    {
        string[] run = [Runner.Program, "run", "--results", directory["results"], Runner.Project, "--", "-class", "Levelset.RunnerFixture.SignalTests"];

        var (exitCode, output) = await Runner.StartAsync(directory, ["sh", "-c", IgnoreSignals, "sh", .. run]);

        Assert.True(exitCode == 0, output);
        Assert.EndsWith("4 passed, 0 failed, 0 skipped\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Host_SignalsIgnored_ChildrenOfTestsEndByThem()
    {
        string[] host = [Runner.Host, "-noColor", "-class", "Levelset.RunnerFixture.SignalTests"];

        var (exitCode, output) = await Runner.StartAsync(directory, ["sh", "-c", IgnoreSignals, "sh", .. host]);

        Assert.True(exitCode == 0, output);
        Assert.Contains("Total: 4, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
    }

    public void Dispose() => directory.Dispose();
}
