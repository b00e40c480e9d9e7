using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>A partition that is to move.</summary>
/// <param name="Has">Its processor's maker, F(P) and the properties that were read back.</param>
/// <param name="ReservedBits">The policy of its own pool, by which its masks are made wherever it goes.</param>
/// <param name="Simulated">Whether its hypervisor is simulated.</param>
public sealed record MovingPartition(CpuCapabilities Has, ReservedBits ReservedBits, bool Simulated = false)
{
    /// <summary>Features that the caller is ready to do without where the host lacks them and may be excused.</summary>
    public FeatureSet Waived { get; init; } = FeatureSet.Empty(Has.Features.Architecture);

    /// <summary>Whether the caller has said in words why the rule of another pool's baseline does not apply.</summary>
    public bool PoolWaived { get; init; }
}
