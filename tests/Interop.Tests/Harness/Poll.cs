using System.Diagnostics;

namespace Levelset.Interop.Tests.Harness;

/// <summary>Waits for conditions, never for time.</summary>
internal static class Poll
{
    /// <summary>How long anything may take on a machine that is busy with other things.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns once <paramref name="holds"/> does; fails with <paramref name="state"/> when it never does.</summary>
    public static async Task UntilAsync(
        Func<Task<bool>> holds,
        string what,
        Func<string> state,
        CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (!await holds())
        {
            if (watch.Elapsed > Timeout)
            {
                Assert.Fail($"not within {Timeout.TotalSeconds:0} s: {what}\n{state()}");
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }
}
