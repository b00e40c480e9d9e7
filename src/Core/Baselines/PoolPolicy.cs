using Levelset.Core.Features;

namespace Levelset.Core.Baselines;

/// <summary>What a pool does when its members differ or change.</summary>
public sealed record PoolPolicy
{
    public static PoolPolicy Default { get; } = new();

    /// <summary>When a host joins that lacks features of the baseline.</summary>
    public JoinPolicy Join { get; init; } = JoinPolicy.LevelDown;

    /// <summary>When a member stops offering a feature of the baseline.</summary>
    public DriftPolicy Drift { get; init; } = DriftPolicy.Quarantine;

    /// <summary>When the members could offer more than the baseline.</summary>
    public RaisePolicy Raise { get; init; } = RaisePolicy.Manual;

    /// <summary>What becomes of bits that the catalogue does not know.</summary>
    public ReservedBits ReservedBits { get; init; } = ReservedBits.HypervisorDefault;

    /// <summary>Never given; null = none.</summary>
    public FeatureSet? Excluded { get; init; }

    /// <summary>What every contributing member must offer, with all that it requires; null = nothing.</summary>
    public FeatureSet? Floor { get; init; }
}
