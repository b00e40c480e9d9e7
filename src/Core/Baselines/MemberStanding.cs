namespace Levelset.Core.Baselines;

/// <summary>Where a member that has reported stands.</summary>
public enum MemberStanding
{
    /// <summary>It contributes.</summary>
    Ready,

    /// <summary>It contributed, and no longer offers what it must: contributes nothing until it does.</summary>
    Quarantined,

    /// <summary>It never fitted: contributes nothing until it does.</summary>
    Rejected,
}
