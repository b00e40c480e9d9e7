namespace Levelset.Core.Baselines;

/// <summary>When a member stops offering a feature of the baseline. Values equal those of the gRPC enum.</summary>
public enum DriftPolicy
{
    /// <summary>The member is quarantined. The default.</summary>
    Quarantine = 1,

    /// <summary>The baseline goes down.</summary>
    LevelDown = 2,
}
