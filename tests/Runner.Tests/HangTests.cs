using System.Globalization;

namespace Levelset.Runner.Tests;

/// <summary>Nothing can hang a run, and nothing outlives it.</summary>
public sealed class HangTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    [Fact]
    [Trait("Length", "long")]
    public async Task Run_TestsHang_NamesThemShowsStacksEndsTheirProcessesAndCounts()
    {
        var (exitCode, output) = await Runner.RunAsync(
            directory, ["--silence", "20"], "OrdinaryTests", "HangingTests", "HangingAsyncTests");

        Assert.Equal(1, exitCode);
        Assert.Contains("hang: nothing was reported for", output, StringComparison.Ordinal);
        Assert.Contains("HangingTests.Thread_NobodyWakes_Hangs (for ", output, StringComparison.Ordinal);
        Assert.Contains("HangingAsyncTests.Await_NothingCompletes_Hangs (for ", output, StringComparison.Ordinal);

        // The stack of the one, and what the other waits in.
        Assert.Contains("HangingTests.SleepForEver()", output, StringComparison.Ordinal);
        Assert.Contains("HangingAsyncTests+<AwaitForEverAsync>", output, StringComparison.Ordinal);
        Assert.Equal("1 passed, 2 failed, 1 skipped", LastLine(output));

        var ids = await File.ReadAllLinesAsync(directory["ids"], TestContext.Current.CancellationToken);
        Assert.Equal(2, ids.Length);
        Assert.All(ids, id => Assert.False(IsRunning(int.Parse(id, CultureInfo.InvariantCulture)), $"{id} still runs\n{output}"));
    }

    [Fact]
    public async Task Run_ProjectTakesLongerThanItsLimit_IsEnded()
    {
        var (exitCode, output) = await Runner.RunAsync(directory, ["--limit", "3"], "HangingAsyncTests");

        Assert.Equal(1, exitCode);
        Assert.Contains("hang: not finished within 3 s; running: ", output, StringComparison.Ordinal);
        Assert.Equal("0 passed, 1 failed, 0 skipped", LastLine(output));
    }

    [Fact]
    public async Task Run_HostDies_IsAFailure()
    {
        var (exitCode, output) = await Runner.RunAsync(directory, [], "CrashingTests");

        Assert.Equal(1, exitCode);
        Assert.Contains("the host ended with 3 before it had reported every test", output, StringComparison.Ordinal);
        Assert.Contains("CrashingTests.Host_InATest_Dies", output, StringComparison.Ordinal);
        Assert.Equal("0 passed, 1 failed, 0 skipped", LastLine(output));
    }

    [Fact]
    public async Task Run_TestLeavesADaemon_IsAFailureAndTheDaemonEnds()
    {
        var (exitCode, output) = await Runner.RunAsync(directory, [], "LeavingTests");

        Assert.Equal(1, exitCode);
        var left = Assert.Single(output.Split('\n'), line => line.StartsWith("left running: ", StringComparison.Ordinal));
        Assert.EndsWith("sleep 3600", left, StringComparison.Ordinal);
        Assert.False(IsRunning(int.Parse(left.Split(' ')[2], CultureInfo.InvariantCulture)));
        Assert.Equal("1 passed, 1 failed, 0 skipped", LastLine(output));
    }

    public void Dispose() => directory.Dispose();

    private static string LastLine(string output) => output.TrimEnd().Split('\n')[^1];

    private static bool IsRunning(int processId) => Directory.Exists($"/proc/{processId}");
}
