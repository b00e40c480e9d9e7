using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;

namespace Levelset.FleetSimulator;

/// <summary>What happened since the last <see cref="Take"/>; of all hosts at once.</summary>
internal sealed class Measurements
{
    private readonly ConcurrentQueue<double> welcomes = new();
    private readonly ConcurrentQueue<double> reports = new();
    private readonly ConcurrentDictionary<StatusCode, int> ends = new();
    private int assignments;
    private int silences;

    /// <summary>The service answered a Hello.</summary>
    /// <param name="since">When the stream was opened.</param>
    public void Welcomed(long since) => welcomes.Enqueue(Stopwatch.GetElapsedTime(since).TotalMilliseconds);

    /// <summary>The service has stored a report.</summary>
    /// <param name="since">When it was sent.</param>
    public void ReportAcknowledged(long since) => reports.Enqueue(Stopwatch.GetElapsedTime(since).TotalMilliseconds);

    /// <summary>The service ended a stream.</summary>
    public void StreamEnded(StatusCode status) => ends.AddOrUpdate(status, 1, (_, count) => count + 1);

    public void Assigned() => Interlocked.Increment(ref assignments);

    /// <summary>A host was said to be silent though it was connected.</summary>
    public void FalselySilent() => Interlocked.Increment(ref silences);

    /// <summary>What happened, and starts anew.</summary>
    public StepResult Take(string step, int hosts, TimeSpan elapsed)
    {
        var result = new StepResult(
            step,
            hosts,
            elapsed.TotalSeconds,
            Percentiles.Of(Drain(welcomes)),
            Percentiles.Of(Drain(reports)),
            Interlocked.Exchange(ref assignments, 0),
            ends.OrderBy(end => end.Key).ToDictionary(end => end.Key.ToString(), end => end.Value),
            Interlocked.Exchange(ref silences, 0));
        ends.Clear();
        return result;
    }

    private static List<double> Drain(ConcurrentQueue<double> values)
    {
        var taken = new List<double>();
        while (values.TryDequeue(out var value))
        {
            taken.Add(value);
        }

        return taken;
    }
}
