namespace Levelset.Core.Compatibility;

/// <summary>Why a host cannot join a pool or take a partition, in the order in which a verdict lists its reasons.</summary>
public enum IncompatibilityKind
{
    /// <summary>One is simulated, the other real.</summary>
    SimulationDiffers,

    /// <summary>The host's architecture is another.</summary>
    ArchitectureDiffers,

    /// <summary>The host's processor is another vendor's.</summary>
    VendorDiffers,

    /// <summary>The host does not offer a feature that is needed.</summary>
    FeatureMissing,

    /// <summary>A feature requires another that a waiver leaves out.</summary>
    RequiresWaived,

    /// <summary>A scalar property differs in a way that matters.</summary>
    PropertyDiffers,

    /// <summary>The host is no target now.</summary>
    HostNotReady,

    /// <summary>The move leads into another pool whose baseline the partition does not satisfy.</summary>
    PoolBaseline,
}
