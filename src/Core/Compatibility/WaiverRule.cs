namespace Levelset.Core.Compatibility;

/// <summary>By which rule a blocker may be waived.</summary>
public enum WaiverRule
{
    /// <summary>The host is immune to what the mitigation protects from.</summary>
    Immune,

    /// <summary>No ordinary guest sees the feature.</summary>
    HostOnly,

    /// <summary>Not by feature: the caller states why the rule as a whole does not apply.</summary>
    InWords,
}
