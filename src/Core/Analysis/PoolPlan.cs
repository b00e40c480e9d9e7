using System.Collections.Immutable;

namespace Levelset.Core.Analysis;

/// <summary>A division of a fleet into pools, so that most partitions keep most features.</summary>
/// <param name="Pools">The pools, the most weight first.</param>
/// <param name="IsExact">Whether no plan costs less.</param>
public sealed record PoolPlan(ImmutableArray<PlannedPool> Pools, bool IsExact)
{
    /// <summary>Up to how many fingerprints every plan is tried: 10 can be divided in 115,975 ways.</summary>
    public const int MaxExact = 10;

    public long Cost => Pools.Sum(pool => pool.Cost);

    /// <summary>The plan with at most so many pools; null where hosts that never share a pool need more.</summary>
    /// <param name="fleet">A pool for each fingerprint.</param>
    /// <param name="pools">At least 1.</param>
    public static PoolPlan? Of(IEnumerable<PlannedPool> fleet, int pools)
    {
        var single = fleet.OrderBy(pool => pool.Members[0].Source, StringComparer.Ordinal).ToImmutableArray();
        var isExact = single.Length <= MaxExact;
        var found = isExact ? Exact(single, pools) : Greedy(single, pools);
        return found is null
            ? null
            : new PoolPlan(
                [
                    .. found.OrderByDescending(pool => pool.Weight)
                        .ThenBy(pool => pool.Members[0].Source, StringComparer.Ordinal),
                ],
                isExact || found.Sum(pool => pool.Cost) == 0);
    }

    /// <summary>Joins whatever may be joined: the fewest pools there can be.</summary>
    public static PoolPlan Undivided(IEnumerable<PlannedPool> fleet)
    {
        var single = fleet.OrderBy(pool => pool.Members[0].Source, StringComparer.Ordinal).ToList();
        Merge(single, max: 1);
        return new PoolPlan([.. single], IsExact: false);
    }

    // Each class goes to one of the pools before it or begins the next; a branch that costs more than the best is left.
    private static IReadOnlyList<PlannedPool>? Exact(ImmutableArray<PlannedPool> single, int max)
    {
        IReadOnlyList<PlannedPool>? best = null;
        var bestCost = long.MaxValue;
        var open = new List<PlannedPool>();
        Place(0, 0);
        return best;

        void Place(int next, long cost)
        {
            // Another class only ever lowers a pool's level, so that the cost of a branch never falls.
            if (cost >= bestCost)
            {
                return;
            }

            if (next == single.Length)
            {
                (best, bestCost) = ([.. open], cost);
                return;
            }

            for (var i = 0; i < open.Count; i++)
            {
                if (open[i].CanJoin(single[next]))
                {
                    var before = open[i];
                    open[i] = before.Join(single[next]);
                    Place(next + 1, cost - before.Cost + open[i].Cost);
                    open[i] = before;
                }
            }

            if (open.Count < max)
            {
                open.Add(single[next]);
                Place(next + 1, cost);
                open.RemoveAt(open.Count - 1);
            }
        }
    }

    private static List<PlannedPool>? Greedy(ImmutableArray<PlannedPool> single, int max)
    {
        var pools = single.ToList();
        Merge(pools, max);
        return pools.Count <= max ? pools : null;
    }

    // Joins the two pools that cost least together, until few enough are left or none may be joined.
    private static void Merge(List<PlannedPool> pools, int max)
    {
        // What each pair would cost more together than apart; no value where the two never share a pool.
        var more = pools.Select((pool, i) => pools.Take(i).Select(other => More(pool, other)).ToList()).ToList();
        while (pools.Count > max && Cheapest(more) is var (first, second))
        {
            pools[second] = pools[second].Join(pools[first]);
            pools.RemoveAt(first);
            more.RemoveAt(first);
            more.Skip(first).ToList().ForEach(row => row.RemoveAt(first));
            for (var i = 0; i < pools.Count; i++)
            {
                if (i != second)
                {
                    more[Math.Max(i, second)][Math.Min(i, second)] = More(pools[i], pools[second]);
                }
            }
        }
    }

    private static long? More(PlannedPool one, PlannedPool other) =>
        one.CanJoin(other) ? one.CostWith(other) - one.Cost - other.Cost : null;

    // The later of two comes first; of equal pairs, the earliest.
    private static (int First, int Second)? Cheapest(List<List<long?>> more)
    {
        (int, int)? cheapest = null;
        var least = long.MaxValue;
        for (var i = 0; i < more.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (more[i][j] is { } cost && cost < least)
                {
                    (least, cheapest) = (cost, (i, j));
                }
            }
        }

        return cheapest;
    }
}
