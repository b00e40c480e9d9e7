using Xunit;

namespace Levelset.RunnerFixture;

/// <summary>Takes the host with it.</summary>
public sealed class CrashingTests
{
    [Fact]
    public void Host_InATest_Dies() => Environment.Exit(3);
}
