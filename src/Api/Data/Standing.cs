namespace Levelset.Api.Data;

/// <summary>Where a host stands in its pool. Silence is not stored: it follows from the last heartbeat and the clock.</summary>
public enum Standing
{
    /// <summary>No report yet.</summary>
    Pending = 1,

    /// <summary>It reports; as a member it contributes.</summary>
    Ready = 2,

    /// <summary>It no longer offers the baseline.</summary>
    Quarantined = 3,

    /// <summary>Its report does not fit the pool.</summary>
    Rejected = 4,
}
