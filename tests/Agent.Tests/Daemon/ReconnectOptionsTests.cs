using Levelset.Agent.Daemon;

namespace Levelset.Agent.Tests.Daemon;

public sealed class ReconnectOptionsTests
{
    [Theory]
    [InlineData(0, 0.0, 250)]
    [InlineData(0, 1.0, 500)]
    [InlineData(1, 1.0, 1_000)]
    [InlineData(3, 0.5, 3_000)]
    [InlineData(5, 1.0, 16_000)]
    [InlineData(6, 1.0, 30_000)]
    [InlineData(6, 0.0, 15_000)]
    [InlineData(int.MaxValue, 1.0, 30_000)]
    public void DelayAfter_Attempts_DoublesUpToTheLongest(int attempt, double jitter, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), new ReconnectOptions().DelayAfter(attempt, jitter));
}
