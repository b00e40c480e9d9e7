using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>A partition that is to move.</summary>
/// <param name="Capabilities">Its processor's vendor, F(P) and the properties that were read back.</param>
/// <param name="ReservedBits">The policy of its own pool, by which its masks are made wherever it goes.</param>
/// <param name="Simulated">Whether its hypervisor is simulated.</param>
public sealed record MigratingPartition(CpuCapabilities Capabilities, ReservedBits ReservedBits, bool Simulated = false)
{
    /// <summary>Features that may be left out where the host lacks them and the rules allow it.</summary>
    public FeatureSet Waived { get; init; } = FeatureSet.Empty(Capabilities.Features.Architecture);

    /// <summary>Whether the caller has stated why the rule of another pool's baseline does not apply.</summary>
    public bool PoolWaived { get; init; }
}
