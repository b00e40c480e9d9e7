namespace Levelset.Model;

/// <summary>A pool's policy. The defaults of the domain are all false and null.</summary>
/// <param name="Arm">The architecture of the two sets.</param>
public sealed record Policy(bool Arm)
{
    /// <summary>`join` is reject, not level down.</summary>
    public bool JoinRejects { get; init; }

    /// <summary>`drift` is level down, not quarantine.</summary>
    public bool DriftLowers { get; init; }

    /// <summary>`raise` is automatic, not manual.</summary>
    public bool RaisesAlone { get; init; }

    /// <summary>`reserved bits` is disable, not hypervisor default.</summary>
    public bool ReservedOff { get; init; }

    /// <summary>Never given; null = nothing.</summary>
    public Words? Excluded { get; init; }

    /// <summary>What each contributor must offer, with what it requires; null = nothing.</summary>
    public Words? Floor { get; init; }

    /// <summary>Whether a set, and so an architecture, is named.</summary>
    public bool NamesFeatures => Excluded is not null || Floor is not null;
}
