using System.Collections.Immutable;
using Levelset.Api.Mapping;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Api.Data;

/// <summary>One guest.</summary>
public sealed class PartitionRow
{
    /// <summary>The {partition} of `partitions/{partition}`.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public string DisplayName { get; init; } = "";

    /// <summary>The pool whose baseline it was made from; null when that pool is unknown here.</summary>
    public string? PoolId { get; init; }

    /// <summary>Where it is.</summary>
    public required string HostId { get; set; }

    /// <summary>Whether the agent of <see cref="HostId"/> holds its descriptor, rather than a VMM that came with a move.</summary>
    public bool HeldByAgent { get; set; }

    /// <summary>The baseline's generation when it was created.</summary>
    public long Generation { get; init; }

    /// <summary>What was asked for.</summary>
    public required FeatureSet Requested { get; init; }

    /// <summary>F(P): what was read back, less what moves have waived since; null until then.</summary>
    public FeatureSet? Features { get; set; }

    /// <summary>The mask that it was created with.</summary>
    public required DisableMask Mask { get; init; }

    /// <summary>What is set before its initialization, in this order.</summary>
    public ImmutableArray<EarlyProperty> EarlyProperties { get; init; } = [];

    /// <summary>What was read back.</summary>
    public StoredProperties Properties
    {
        // EF leaves it null when no property was reported.
        get => field ?? new StoredProperties();
        set;
    }

    /// <summary>Hz, as read back; apart from the other properties, for it never decides.</summary>
    public ulong? ProcessorClockFrequency { get; set; }

    /// <summary>What moves have waived: a list of <see cref="Migrations.RecordedWaiver"/> as JSON; null = nothing.</summary>
    public string? Waivers { get; set; }

    /// <summary>Whether nested virtualization was asked for.</summary>
    public bool Nested { get; init; }

    /// <summary>Features of the baseline that it does without, by request.</summary>
    public required FeatureSet Excluded { get; init; }

    /// <summary>Where it stands.</summary>
    public PartitionState State { get; set; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset CreateTime { get; init; }

    /// <summary>The id of the request that made it, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>Digest of that request's content.</summary>
    public string? RequestDigest { get; init; }

    /// <summary>Whether its hypervisor is simulated.</summary>
    public bool Simulated { get; init; }

    /// <summary>xmin.</summary>
    public uint Version { get; init; }

    /// <summary>What it would be if it were made again where it is, of another set.</summary>
    public PartitionRow CreatedAnew(FeatureSet features, StoredProperties properties) => new()
    {
        Id = Id,
        PoolId = PoolId,
        HostId = HostId,
        Requested = features,
        Features = features,
        Properties = properties,
        Mask = Mask,
        Nested = Nested,
        Excluded = Excluded,
        State = State,
        Simulated = Simulated,
    };
}
