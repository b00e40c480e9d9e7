namespace Levelset.Model;

/// <summary>A host as the model knows it.</summary>
/// <param name="name">Its name.</param>
public sealed class NaiveHost(string name)
{
    public string Name { get; } = name;

    /// <summary>The last report; null before the first.</summary>
    public Offering? Reading { get; private set; }

    /// <summary>The words of the report.</summary>
    public bool[] Offers { get; private set; } = [];

    /// <summary>Its fingerprint, to the model no more than a name by which hosts are looked at in order.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>How many reports said something else than the one before.</summary>
    public int Reports { get; private set; }

    /// <summary>The pool, or null.</summary>
    public NaivePool? Pool { get; set; }

    /// <summary>Where it stands in the pool.</summary>
    public NaiveState State { get; set; } = NaiveState.Pending;

    /// <summary>Not heard of.</summary>
    public bool Silent { get; set; }

    /// <summary>Taken out of placement by an operator.</summary>
    public bool Cordoned { get; set; }

    /// <summary>Whether it can take partitions now.</summary>
    public bool IsTarget => Reading is not null && State == NaiveState.Ready && !Silent && !Cordoned;

    /// <summary>Puts a report in force.</summary>
    public void Read(Offering reading, string kind)
    {
        Reports += reading == Reading ? 0 : 1;
        Reading = reading;
        Offers = reading.Words.ToBits(reading.Arm);
        Kind = kind;
    }
}
