namespace Levelset.FleetSimulator;

/// <summary>How long something took, in milliseconds.</summary>
/// <param name="Count">How often it was done.</param>
/// <param name="Median">Half took at most this.</param>
/// <param name="P99">Ninety-nine of a hundred took at most this.</param>
/// <param name="Max">The longest.</param>
internal sealed record Percentiles(int Count, double Median, double P99, double Max)
{
    public static Percentiles Of(List<double> values)
    {
        values.Sort();
        return values.Count == 0 ? new Percentiles(0, 0, 0, 0) : new Percentiles(values.Count, At(0.5), At(0.99), values[^1]);

        double At(double share) => values[(int)Math.Ceiling(share * values.Count) - 1];
    }
}
