namespace Levelset.Core.Baselines;

/// <summary>
/// What a member is to its pool. Silence is none of these: it follows from the last heartbeat and the clock. The values are stored.
/// </summary>
public enum MembershipState
{
    /// <summary>It has not reported yet.</summary>
    Pending = 1,

    /// <summary>It contributes.</summary>
    Ready = 2,

    /// <summary>It contributed, and no longer offers what it must: contributes nothing until it does.</summary>
    Quarantined = 3,

    /// <summary>It never met the pool's rules: contributes nothing until it does.</summary>
    Rejected = 4,
}
