using System.Diagnostics;
using Xunit;

namespace Levelset.RunnerFixture;

/// <summary>Hangs in a thread, with a child and a daemon beside it.</summary>
public sealed class HangingTests
{
    [Fact]
    public void Thread_NobodyWakes_Hangs()
    {
        // Their ids, for whoever looks whether they have ended.
        var ids = Environment.GetEnvironmentVariable("FIXTURE_PROCESS_IDS") ?? throw new InvalidOperationException("FIXTURE_PROCESS_IDS is not set");
        using var shell = Process.Start("sh", ["-c", "setsid sh -c 'trap \"\" TERM; echo $$ >>\"$0\"; while :; do sleep 1; done' \"$0\" & echo $$ >>\"$0\"; exec sleep 3600", ids]);
        SleepForEver();
    }

    private static void SleepForEver() => Thread.Sleep(Timeout.Infinite);
}
