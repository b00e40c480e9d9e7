namespace Levelset.Model;

/// <summary>A member's state; the order is that in which those of one fingerprint are looked at.</summary>
public enum NaiveState
{
    /// <summary>Contributes.</summary>
    Ready,

    /// <summary>Contributed before, and contributes nothing until it offers what it must.</summary>
    Quarantined,

    /// <summary>Never met the rules.</summary>
    Rejected,

    /// <summary>Has not reported.</summary>
    Pending,
}
