namespace Levelset.Agent.Partitions;

/// <summary>Why a partition was not created. Values equal those of CommandFailure.Reason.</summary>
internal enum CreationFailureReason
{
    /// <summary>What was read back is not what was asked for.</summary>
    ReadBackDiffers = 1,

    /// <summary>The device refused.</summary>
    Device = 2,

    /// <summary>The host's words do not allow it.</summary>
    FeaturesMissing = 3,

    /// <summary>The arguments contradict themselves, or ask for a step that this agent cannot perform.</summary>
    Unsupported = 4,
}
