namespace Levelset.Core.Compatibility;

/// <summary>Why a partition cannot move to a host, in the order in which reasons are listed.</summary>
public enum BlockerKind
{
    /// <summary>One is simulated, the other real.</summary>
    SimulationDiffers,

    /// <summary>The host's architecture is another.</summary>
    ArchitectureDiffers,

    /// <summary>The host's processor is another maker's.</summary>
    VendorDiffers,

    /// <summary>The host does not offer a feature of F(P).</summary>
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
