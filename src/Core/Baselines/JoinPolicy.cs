namespace Levelset.Core.Baselines;

/// <summary>When a host joins that lacks features of the baseline. Values equal those of the gRPC enum.</summary>
public enum JoinPolicy
{
    /// <summary>The baseline goes down. The default.</summary>
    LevelDown = 1,

    /// <summary>The host is kept out.</summary>
    Reject = 2,
}
