namespace Levelset.Runner.Tests;

/// <summary>What is counted is what happened.</summary>
public sealed class OutcomeTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    [Fact]
    public async Task Run_OneOfEachOutcome_CountsAndSaysWhy()
    {
        var (exitCode, output) = await Runner.RunAsync(directory, [], "OrdinaryTests");

        Assert.Equal(1, exitCode);
        Assert.Contains("failed: Levelset.RunnerFixture.OrdinaryTests.Test_Wrong_Fails", output, StringComparison.Ordinal);
        Assert.Contains("this test always fails", output, StringComparison.Ordinal);
        Assert.Contains(
            "skipped: Levelset.RunnerFixture.OrdinaryTests.Test_Unwanted_IsSkipped: this test is always skipped", output, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 1 failed, 1 skipped\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NoTestMatches_IsNoSuccess()
    {
        var (exitCode, output) = await Runner.RunAsync(directory, [], "NoSuchTests");

        Assert.Equal(1, exitCode);
        Assert.EndsWith("0 passed, 0 failed, 0 skipped\n", output, StringComparison.Ordinal);
    }

    public void Dispose() => directory.Dispose();
}
