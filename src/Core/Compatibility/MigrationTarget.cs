using System.Collections.Immutable;
using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>A host that is to take a partition.</summary>
/// <param name="Gives">Its processor's maker, S(t) and its properties; null before its first report.</param>
/// <param name="Simulated">Whether its hypervisor is simulated.</param>
public sealed record MigrationTarget(CpuCapabilities? Gives, bool Simulated = false)
{
    /// <summary>Everything that keeps it from being a target now.</summary>
    public ImmutableArray<Unreadiness> Unready { get; init; } = [];

    /// <summary>Where the move leads when it leads out of the partition's pool and the pool of its host; null when it does not.</summary>
    public OtherPool? OtherPool { get; init; }

    /// <summary>The feature words that could not be read on it.</summary>
    public ImmutableArray<FeatureWord> UnreportedWords { get; init; } = [];
}
