namespace Levelset.Model;

/// <summary>Draws what happens next, so that something comes of it more often than not.</summary>
/// <param name="random">Where all chance comes from.</param>
public sealed class HistoryWriter(Random random)
{
    private const int Hosts = 5;
    private readonly bool arm = random.Next(2) == 0;
    private readonly ReadingDraw draw = new(random);
    private int partitions;

    /// <summary>Whether hosts have scalar properties; what a partition reads back of them depends on the device.</summary>
    public bool WithScalars { get; init; } = true;

    /// <summary>Whether pools are always made for an architecture.</summary>
    public bool FixedPools { get; init; }

    /// <summary>Two pools.</summary>
    public NaivePool[] Pools() => [Pool("a"), Pool("b")];

    /// <summary>The next step.</summary>
    public HistoryStep Next(NaiveFleet fleet)
    {
        var host = $"h{random.Next(Hosts)}";
        var pool = random.Next(3) == 0 ? "b" : "a";
        var known = fleet.Host(host);

        // Most hosts are members that have reported, or else little would come of the rest.
        if (random.Next(3) != 0 && (known.Reading is null || known.Pool is null))
        {
            return known.Reading is null && random.Next(3) != 0 ? NextReport(fleet, host) : new HistoryStep.Join(host, pool);
        }

        return random.Next(20) switch
        {
            0 or 1 => new HistoryStep.Change(pool, NextPolicy()),
            2 => new HistoryStep.Raise(pool),
            3 => new HistoryStep.Leave(host),
            4 => new HistoryStep.Silence(host, !known.Silent),
            5 => new HistoryStep.Cordon(host, !known.Cordoned),
            6 or 7 or 8 => NextCreation(fleet, pool, host),
            9 or 10 or 11 => fleet.Partitions.Count == 0 ? NextCreation(fleet, pool, host) : NextMove(fleet, host),
            12 => fleet.Partitions.Count > 1 ? new HistoryStep.Close(Any(fleet).Name) : NextCreation(fleet, pool, host),
            13 or 14 when known.State is NaiveState.Quarantined or NaiveState.Rejected => new HistoryStep.Join(host, pool),
            _ => NextReport(fleet, host),
        };
    }

    private HistoryStep.Report NextReport(NaiveFleet fleet, string host) =>
        new(host, draw.Next(arm, WithScalars, fleet.Host(host).Reading));

    private HistoryStep.Create NextCreation(NaiveFleet fleet, string pool, string otherwise)
    {
        var targets = fleet.Pools[pool].Members.Where(member => member.IsTarget).ToList();
        var host = targets.Count == 0 ? otherwise : targets[random.Next(targets.Count)].Name;
        var without = random.Next(2) == 0 ? default : draw.NextFew(arm, 3);
        return new HistoryStep.Create($"p{partitions++}", pool, host, random.Next(3) == 0, without);
    }

    private HistoryStep.Move NextMove(NaiveFleet fleet, string host)
    {
        var all = random.Next(2) == 0 ? new Words(ulong.MaxValue, ulong.MaxValue, arm ? 0 : ulong.MaxValue) : default;
        return new HistoryStep.Move(Any(fleet).Name, host, all, random.Next(3) == 0);
    }

    private NaivePartition Any(NaiveFleet fleet) => fleet.Partitions.Values.ElementAt(random.Next(fleet.Partitions.Count));

    private NaivePool Pool(string name) => new(
        name,
        FixedPools || random.Next(3) == 0 ? arm : null,
        random.Next(6) == 0 ? ReadingDraw.Vendors(arm)[0] : null,
        random.Next(2) == 0 ? new Policy(arm) : NextPolicy());

    private Policy NextPolicy()
    {
        var floor = random.Next(3) == 0 ? draw.NextFloor(arm) : (Words?)null;
        var excluded = random.Next(2) == 0 ? draw.NextExcluded(arm, floor) : (Words?)null;
        return new Policy(arm)
        {
            JoinRejects = random.Next(2) == 0,
            DriftLowers = random.Next(2) == 0,
            RaisesAlone = random.Next(2) == 0,
            ReservedOff = random.Next(2) == 0,
            Floor = floor,
            Excluded = excluded,
        };
    }
}
