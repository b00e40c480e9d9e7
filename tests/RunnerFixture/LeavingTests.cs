using System.Diagnostics;
using Xunit;

namespace Levelset.RunnerFixture;

/// <summary>Passes, and leaves a daemon behind.</summary>
public sealed class LeavingTests
{
    [Fact]
    public void Daemon_OfATest_StaysBehind()
    {
        using var shell = Process.Start("sh", ["-c", "setsid sleep 3600 &"]);
        shell.WaitForExit();
    }
}
