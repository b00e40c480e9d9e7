namespace Levelset.Agent.Partitions;

/// <summary>Why a partition was not created. Values equal those of CommandFailure.Reason.</summary>
internal enum CreationFailureReason
{
    /// <summary>The partition that was read back differs from the request.</summary>
    ReadBackDiffers = 1,

    Device = 2,

    /// <summary>The host does not offer all requested features.</summary>
    FeaturesMissing = 3,

    /// <summary>The arguments are inconsistent, or need something that this agent does not support.</summary>
    Unsupported = 4,
}
