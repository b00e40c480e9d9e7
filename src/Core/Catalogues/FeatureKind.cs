namespace Levelset.Core.Catalogues;

/// <summary>What a bit means for a pool; not every bit is a capability.</summary>
public enum FeatureKind
{
    /// <summary>A guest may use it; the AND is right.</summary>
    Capability,

    /// <summary>Announces a way to mitigate a hazard; losing one costs the guests security.</summary>
    Mitigation,

    /// <summary>Promises that a hazard or a duty is absent; dropping it is safe.</summary>
    Immunity,

    /// <summary>1 removes behaviour or adds a hazard, and it cannot be hidden; members must agree.</summary>
    Inverted,

    /// <summary>One value of several, of which at most one is set; the AND of two different ones loses the feature.</summary>
    ChoiceOfOne,

    /// <summary>No ordinary guest sees it.</summary>
    HostOnly,

    /// <summary>A retired position; treated as reserved.</summary>
    Deprecated,

    /// <summary>No public meaning.</summary>
    Reserved,
}
