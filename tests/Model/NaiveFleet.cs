namespace Levelset.Model;

/// <summary>Hosts, pools and partitions by the rules of the domain.</summary>
/// <param name="pools">The pools.</param>
/// <param name="kind">Names hosts that are interchangeable alike; the order of the names is that in which they are looked at.</param>
public sealed class NaiveFleet(IEnumerable<NaivePool> pools, Func<Offering, string> kind)
{
    private readonly Dictionary<string, NaiveHost> hosts = [];

    /// <summary>The pools by name.</summary>
    public SortedDictionary<string, NaivePool> Pools { get; } = new(pools.ToDictionary(pool => pool.Name), StringComparer.Ordinal);

    /// <summary>The partitions by name.</summary>
    public SortedDictionary<string, NaivePartition> Partitions { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether moves are recorded when they are done, as the service does it: then it is not asked whether the host is ready, and
    /// to where a partition is already it may always have moved.
    /// </summary>
    public bool MovesAreDone { get; init; }

    /// <summary>The hosts that anything has been said of.</summary>
    public IReadOnlyCollection<NaiveHost> Hosts => hosts.Values;

    /// <summary>A host; one that nothing has been said of is in no pool and has not reported.</summary>
    public NaiveHost Host(string name) =>
        hosts.TryGetValue(name, out var host) ? host : hosts[name] = new NaiveHost(name);

    /// <summary>Does a step. False = refused, and nothing has changed.</summary>
    public bool Play(HistoryStep step) => step switch
    {
        HistoryStep.Report report => Report(Host(report.Host), report.Reading),
        HistoryStep.Join join => Pools[join.Pool].Join(Host(join.Host)),
        HistoryStep.Leave leave => Leave(Host(leave.Host)),
        HistoryStep.Change change => Pools[change.Pool].Change(change.Policy),
        HistoryStep.Raise raise => Pools[raise.Pool].Raise(),
        HistoryStep.Silence silence => Mark(() => Host(silence.Host).Silent = silence.Silent),
        HistoryStep.Cordon cordon => Mark(() => Host(cordon.Host).Cordoned = cordon.Cordoned),
        HistoryStep.Create create => Create(create),
        HistoryStep.Move move => Move(move),
        HistoryStep.Close close => Partitions.Remove(close.Partition),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "not a step"),
    };

    private bool Report(NaiveHost host, Offering reading)
    {
        host.Read(reading, kind(reading));
        if (host.Pool is null)
        {
            host.State = NaiveState.Ready;
        }
        else
        {
            host.Pool.Judge(host);
        }

        return true;
    }

    private static bool Mark(Action mark)
    {
        mark();
        return true;
    }

    private static bool Leave(NaiveHost host)
    {
        host.Pool?.Leave(host);
        return true;
    }

    private bool Create(HistoryStep.Create step)
    {
        var (pool, host) = (Pools[step.Pool], Host(step.Host));
        if (Partitions.ContainsKey(step.Partition) || pool.InForce is not { } baseline || host.Pool != pool || !host.IsTarget)
        {
            return false;
        }

        var facts = Facts.Of(baseline.Arm);
        if (Mask.Ask(baseline.Bits, facts, step.Nested, step.Without.ToBits(baseline.Arm)) is not { } wanted)
        {
            return false;
        }

        var given = Bit.Without(host.Offers, Mask.Off(wanted, host.Offers, facts, pool.Policy.ReservedOff));
        Partitions.Add(step.Partition, new NaivePartition(step.Partition, pool, host, given));
        return true;
    }

    private bool Move(HistoryStep.Move step)
    {
        if (!Partitions.TryGetValue(step.Partition, out var partition) || Host(step.Host).Reading is null)
        {
            return false;
        }

        var host = Host(step.Host);
        if (MovesAreDone && host == partition.Host)
        {
            return true;
        }

        var verdict = NaiveJudge.Judge(partition, host, step.Waived.ToBits(partition.Arm), step.PoolWaived);
        if (!(verdict with { Unready = verdict.Unready && !MovesAreDone }).Possible)
        {
            return false;
        }

        partition.Features = Bit.Without(partition.Features, verdict.LeftOut);
        partition.Host = host;
        return true;
    }
}
