using Levelset.Core.Features;

namespace Levelset.Api.FleetCache;

/// <summary>How a move is to be checked.</summary>
/// <param name="Waived">Features that the caller waives.</param>
/// <param name="PoolWaived">Whether the caller waives the rule of another pool's baseline.</param>
/// <param name="IsDone">Whether the move is done already, so that the host's readiness is not options.</param>
internal sealed record MigrationOptions(FeatureSet Waived, bool PoolWaived = false, bool IsDone = false)
{
    private static readonly Dictionary<Architecture, MigrationOptions> Plain =
        Enum.GetValues<Architecture>().ToDictionary(architecture => architecture, architecture => new MigrationOptions(FeatureSet.Empty(architecture)));

    /// <summary>A move to come, without waivers.</summary>
    public static MigrationOptions None(Architecture architecture) => Plain[architecture];
}
