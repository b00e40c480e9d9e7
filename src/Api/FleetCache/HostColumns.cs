using Levelset.Api.Data;
using Levelset.Core.Baselines;

namespace Levelset.Api.FleetCache;

/// <summary>What of a host decides whether it is a target, as a query that is written by hand returns it.</summary>
internal sealed record HostColumns(
    string Id,
    string? Fingerprint,
    bool Simulated,
    string? PoolId,
    MembershipState MembershipState,
    string MembershipReason,
    bool Cordoned,
    ulong? ProcessorClockFrequency,
    string[] UnreportedWords,
    bool IsSilent)
{
    public HostSnapshot ToSnapshots() =>
        new()
        {
            Id = Id,
            Kind = new HostKind(Fingerprint, Simulated, PoolId, MembershipState, MembershipReason, Cordoned, string.Join(' ', UnreportedWords)),
            ProcessorClockFrequency = ProcessorClockFrequency,
            IsSilent = IsSilent,
        };
}
