using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>What was fixed when the pool was made; null = left open, and the contributing members decide it.</summary>
/// <param name="Architecture">Of all members.</param>
/// <param name="Vendor">Of all members' processors.</param>
public sealed record PoolIdentity(Architecture? Architecture, string? Vendor)
{
    /// <summary>Nothing is fixed.</summary>
    public static PoolIdentity Open { get; } = new(null, null);
}
