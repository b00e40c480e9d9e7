using System.Globalization;
using System.Text;
using Levelset.Model;

namespace Levelset.Core.Tests.Histories;

/// <summary>A random history, lived by Core and by the model at once. All of it follows from the seed.</summary>
internal static class History
{
    public const int Steps = 24;

    /// <summary>Lives the history of a seed.</summary>
    /// <exception cref="BrokenException">An invariant does not hold; the message has the seed and the shortest steps.</exception>
    public static Tally Live(int seed)
    {
        var steps = new List<HistoryStep>();
        var tally = new Tally();
        try
        {
            Live(seed, steps, tally);
            return tally;
        }
        catch (Exception exception)
        {
            throw Tell(seed, Shorten(seed, steps), exception);
        }
    }

    private static void Live(int seed, List<HistoryStep> steps, Tally tally)
    {
        var writer = new HistoryWriter(new Random(seed));
        var life = new Life(writer.Pools(), new Random(seed));
        for (var step = 0; step < Steps; step++)
        {
            steps.Add(writer.Next(life.Model));
            tally.Count(steps[^1], life.Play(steps[^1]));
            tally.Count(life.Model);
        }
    }

    // Leaves out step after step, as long as what is left still fails.
    private static List<HistoryStep> Shorten(int seed, List<HistoryStep> steps)
    {
        for (var index = steps.Count - 1; index >= 0; index--)
        {
            List<HistoryStep> fewer = [.. steps[..index], .. steps[(index + 1)..]];
            steps = Fails(seed, fewer) is null ? steps : fewer;
        }

        return steps;
    }

    private static Exception? Fails(int seed, List<HistoryStep> steps)
    {
        try
        {
            var life = new Life(new HistoryWriter(new Random(seed)).Pools(), new Random(seed));
            steps.ForEach(step => life.Play(step));
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static HistoryFailedException Tell(int seed, List<HistoryStep> steps, Exception first)
    {
        var shortest = Fails(seed, steps) ?? first;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"seed {seed}: {shortest.Message}");
        foreach (var pool in new HistoryWriter(new Random(seed)).Pools())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  pool {pool.Name}: arm {pool.FixedArm}, vendor {pool.FixedVendor}, {pool.Policy}");
        }

        foreach (var (index, step) in steps.Index())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {index + 1}. {step}");
        }

        return new HistoryFailedException(text.ToString(), shortest);
    }
}
