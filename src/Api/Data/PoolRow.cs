using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Levelset.Core.Features;

namespace Levelset.Api.Data;

/// <summary>One migration pool.</summary>
public sealed class PoolRow
{
    /// <summary>The {pool} of `pools/{pool}`.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>Fixed when the pool was made, or null.</summary>
    public Architecture? FixedArchitecture { get; init; }

    /// <summary>Fixed when the pool was made, or null.</summary>
    public string? FixedVendor { get; init; }

    /// <summary>Policy for a host that joins and lacks features of the baseline.</summary>
    public JoinPolicy Join { get; set; } = JoinPolicy.LevelDown;

    /// <summary>Policy for a member that stops offering a feature of the baseline.</summary>
    public DriftPolicy Drift { get; set; } = DriftPolicy.Quarantine;

    /// <summary>Policy for members that could offer more than the baseline.</summary>
    public RaisePolicy Raise { get; set; } = RaisePolicy.Manual;

    /// <summary>Policy for bits that the catalogue does not know.</summary>
    public ReservedBits ReservedBits { get; set; } = ReservedBits.HypervisorDefault;

    /// <summary>Policy: never given. By position, for names may change their meaning; null = none.</summary>
    public FeatureSet? Excluded { get; set; }

    /// <summary>Policy: what every contributing member must offer. By position; null = nothing.</summary>
    public FeatureSet? Floor { get; set; }

    /// <summary>The newest generation ever made; 0 before the first.</summary>
    public long LastGeneration { get; set; }

    /// <summary>The generation in force; null while no member contributes.</summary>
    public long? CurrentGeneration { get; set; }

    /// <summary>L; null while no member contributes.</summary>
    public FeatureSet? Level { get; set; }

    /// <summary>The id of the request that made it, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>Digest of that request's content.</summary>
    public string? RequestDigest { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreateTime { get; init; }

    /// <summary>Every generation.</summary>
    public List<BaselineRow> Baselines { get; init; } = [];

    /// <summary>xmin.</summary>
    public uint Version { get; init; }
}
