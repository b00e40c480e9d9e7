using System.Diagnostics;
using Xunit;

namespace Levelset.RunnerFixture;

/// <summary>Programs that a test starts end when they are told to.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData("HUP")]
    [InlineData("INT")]
    [InlineData("QUIT")]
    [InlineData("TERM")]
    public async Task Child_IsSentSignal_Ends(string signal)
    {
        using var child = Process.Start("sleep", ["3600"]);
        try
        {
            using var kill = Process.Start("kill", [$"-{signal}", $"{child.Id}"]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.True(child.WaitForExit(TimeSpan.FromSeconds(10)), $"sleep ignores SIG{signal}");
        }
        finally
        {
            child.Kill();
        }
    }
}
