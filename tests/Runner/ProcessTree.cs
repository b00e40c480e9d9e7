using System.Diagnostics;
using System.Globalization;

namespace Levelset.TestRunner;

/// <summary>The processes below this one. As this process is a subreaper, they include those that made themselves daemons.</summary>
internal static class ProcessTree
{
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>The descendants of this process that run, parents before children.</summary>
    public static IReadOnlyList<ProcessEntry> Descendants()
    {
        var children = ProcessEntry.All().ToLookup(entry => entry.Parent);
        var found = new List<ProcessEntry>();
        var next = new Queue<int>([Environment.ProcessId]);
        while (next.TryDequeue(out var parent))
        {
            foreach (var child in children[parent])
            {
                found.Add(child);
                next.Enqueue(child.Id);
            }
        }

        return [.. found.Where(entry => entry.State != 'Z')];
    }

    /// <summary>Takes note of the ends of orphans; that of the host belongs to its <see cref="Process"/>.</summary>
    public static void ReapOrphans(int host)
    {
        while (Native.EndedChild() is var child and not 0 && child != host)
        {
            Native.Reap(child);
        }
    }

    /// <summary>Ends every descendant: they are asked first, and killed after a while.</summary>
    public static async Task EndAsync(int host)
    {
        var clock = Stopwatch.StartNew();
        var asked = new HashSet<int>();
        while (clock.Elapsed < Limit && Descendants() is { Count: > 0 } left)
        {
            foreach (var entry in left)
            {
                if (clock.Elapsed > Notice)
                {
                    Native.Send(entry.Id, Native.SIGKILL);
                }
                else if (asked.Add(entry.Id))
                {
                    Native.Send(entry.Id, Native.SIGTERM);
                }
            }

            await Task.Delay(50, CancellationToken.None);
            ReapOrphans(host);
        }
    }

    /// <summary>Processor time in seconds of every descendant that has been reaped.</summary>
    public static double ReapedProcessorSeconds()
    {
        const double TicksPerSecond = 100;
        var fields = ProcessEntry.Fields(File.ReadAllText("/proc/self/stat"));

        // cutime and cstime, fields 16 and 17 of proc(5), of which the first here is field 3.
        return (long.Parse(fields[13], CultureInfo.InvariantCulture) + long.Parse(fields[14], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
