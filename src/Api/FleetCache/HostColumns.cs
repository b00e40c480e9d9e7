using Levelset.Api.Data;

namespace Levelset.Api.FleetCache;

/// <summary>What of a host decides whether it is a target, as a query that is written by hand returns it.</summary>
internal sealed record HostColumns(
    string Id,
    string? Fingerprint,
    bool Simulated,
    string? PoolId,
    Standing Standing,
    string StandingReason,
    bool Cordoned,
    ulong? ProcessorClockFrequency,
    string[] UnreportedWords,
    DateTimeOffset? LastSeenTime)
{
    public HostSnapshot ToSnapshots() =>
        new()
        {
            Id = Id,
            Kind = new HostKind(Fingerprint, Simulated, PoolId, Standing, StandingReason, Cordoned, string.Join(' ', UnreportedWords)),
            ProcessorClockFrequency = ProcessorClockFrequency,
            LastSeenTime = LastSeenTime,
        };
}
