namespace Levelset.Benchmarks.Requests;

/// <summary>What alternating rounds gave.</summary>
internal static class Series
{
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
