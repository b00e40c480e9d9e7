using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;

namespace Levelset.Api.FleetCache;

/// <summary>What of a host decides whether it is a target.</summary>
internal sealed record HostSnapshot
{
    public required string Id { get; init; }

    /// <summary>All that it may have in common with other hosts.</summary>
    public required HostKind Kind { get; init; }

    /// <summary>Hz.</summary>
    public ulong? ProcessorClockFrequency { get; init; }

    public bool IsSilent { get; init; }

    public string Name => ResourceName.Host(Id);

    /// <summary>What it offers; null before its first report.</summary>
    public string? Fingerprint => Kind.Fingerprint;

    public bool Simulated => Kind.Simulated;

    public string? PoolId => Kind.PoolId;

    public MembershipState MembershipState => Kind.MembershipState;

    public bool Cordoned => Kind.Cordoned;
}
