namespace Levelset.Model;

/// <summary>A running partition.</summary>
/// <param name="name">Its name.</param>
/// <param name="pool">Its pool, for life.</param>
/// <param name="host">Where it was created.</param>
/// <param name="features">F(P).</param>
public sealed class NaivePartition(string name, NaivePool pool, NaiveHost host, bool[] features)
{
    public string Name { get; } = name;

    /// <summary>Its pool, for life.</summary>
    public NaivePool Pool { get; } = pool;

    /// <summary>Where it is.</summary>
    public NaiveHost Host { get; set; } = host;

    /// <summary>F(P).</summary>
    public bool[] Features { get; set; } = features;

    /// <summary>Its architecture.</summary>
    public bool Arm { get; } = pool.InForce!.Arm;

    /// <summary>Its processor's vendor.</summary>
    public string Vendor { get; } = pool.InForce!.Vendor;

    /// <summary>What it got: what every member could give when it was created.</summary>
    public Scalars Scalars { get; } = pool.InForce!.Scalars;

    /// <summary>The members that were ready when it was created, and which report each had made last.</summary>
    public List<(NaiveHost Host, int Reports)> Promised { get; } = [.. pool.Contributors.Select(member => (member, member.Reports))];
}
