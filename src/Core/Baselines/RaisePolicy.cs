namespace Levelset.Core.Baselines;

/// <summary>When the members could offer more than the baseline. Values equal those of the gRPC enum.</summary>
public enum RaisePolicy
{
    /// <summary>Nothing happens until an operator raises it. The default.</summary>
    Manual = 1,

    /// <summary>The baseline follows the level.</summary>
    Automatic = 2,
}
