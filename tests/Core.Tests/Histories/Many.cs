using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Levelset.Core.Tests.Histories;

/// <summary>Many histories, on every processor.</summary>
internal static class Many
{
    private static readonly TimeSpan Told = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Lives the histories of consecutive seeds, tells how far it is every ten seconds, and stops at the first that fails.
    /// </summary>
    /// <exception cref="HistoryFailedException">The one of the lowest seed that was found to fail.</exception>
    public static Tally Live(int firstSeed, int count)
    {
        var total = new Tally();
        var failures = new ConcurrentBag<(int Seed, HistoryFailedException Failure)>();
        var gate = new Lock();
        var clock = Stopwatch.StartNew();
        var done = 0;
        var next = Told;
        Parallel.For(
            firstSeed,
            firstSeed + count,
            () => new Tally(),
            (seed, state, own) =>
            {
                try
                {
                    own.Add(History.Live(seed));
                }
                catch (HistoryFailedException failure)
                {
                    failures.Add((seed, failure));
                    state.Break();
                }

                var number = Interlocked.Increment(ref done);
                lock (gate)
                {
                    if (clock.Elapsed > next)
                    {
                        next = clock.Elapsed + Told;
                        Tell($"{number} of {count} histories from seed {firstSeed}, {number / clock.Elapsed.TotalSeconds:0} a second");
                    }
                }

                return own;
            },
            own =>
            {
                lock (gate)
                {
                    total.Add(own);
                }
            });
        Tell($"{done} histories of {History.Steps} steps from seed {firstSeed}, {failures.Count} failed, {clock.Elapsed.TotalSeconds:0} s");
        return failures.IsEmpty ? total : throw failures.MinBy(each => each.Seed).Failure;
    }

    private static void Tell(FormattableString text) =>
        TestContext.Current.TestOutputHelper?.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
