using Levelset.Model;

namespace Levelset.Core.Tests.Histories;

/// <summary>What has happened in histories: a law that is never put to the test proves nothing.</summary>
internal sealed class Tally
{
    private readonly Dictionary<string, long> counts = [];

    public long this[string what] => counts.GetValueOrDefault(what);

    public void Count(HistoryStep step, bool done) => Add($"{step.GetType().Name} {(done ? "done" : "refused")}", 1);

    public void Count(NaiveFleet fleet)
    {
        foreach (var host in fleet.Hosts)
        {
            Add($"{host.State}", host.Pool is null ? 0 : 1);
        }

        Add("withdrawn", fleet.Pools.Values.Count(pool => pool.InForce is null && pool.Generations.Count > 0));
        Add("held", fleet.Pools.Values.Count(pool => pool.InForce is { } now && !Bit.Same(now.Bits, pool.Level!)));
        Add("partitions", fleet.Partitions.Count);
    }

    public void Add(Tally other)
    {
        foreach (var (what, count) in other.counts)
        {
            Add(what, count);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        ", ",
        counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"));

    private void Add(string what, long count) => counts[what] = counts.GetValueOrDefault(what) + count;
}
