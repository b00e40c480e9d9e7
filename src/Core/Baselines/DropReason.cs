namespace Levelset.Core.Baselines;

/// <summary>Why a feature that some member offers is not in the baseline. Values equal those of the gRPC enum.</summary>
public enum DropReason
{
    /// <summary>Some members do not offer it.</summary>
    NotOffered = 1,

    /// <summary>The pool's policy excludes it.</summary>
    Excluded = 2,

    /// <summary>Its meaning is unknown and the pool's policy keeps unknown bits out.</summary>
    Reserved = 3,

    /// <summary>It requires a feature that is not in the baseline.</summary>
    Requires = 4,

    /// <summary>All members offer it now, but the baseline has not been raised to it.</summary>
    NotRaised = 5,
}
