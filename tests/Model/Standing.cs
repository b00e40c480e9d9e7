namespace Levelset.Model;

/// <summary>Where a member stands; the order is that in which those of one fingerprint are looked at.</summary>
public enum Standing
{
    /// <summary>Contributes.</summary>
    Ready,

    /// <summary>Contributed before, and contributes nothing until it offers what it must.</summary>
    Quarantined,

    /// <summary>Never fitted.</summary>
    Rejected,

    /// <summary>Has not reported.</summary>
    Pending,
}
