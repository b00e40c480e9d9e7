using Levelset.Api.Data;
using Levelset.Api.Requests;

namespace Levelset.Api.Migrations;

/// <summary>What of a host decides whether it is a target. Read by column name, so that listings need not load whole hosts.</summary>
internal sealed record HostFacts
{
    public required string Id { get; init; }

    /// <summary>What it offers; null before its first report.</summary>
    public string? Fingerprint { get; init; }

    public bool Simulated { get; init; }

    public string? PoolId { get; init; }

    public Standing Standing { get; init; }

    public string StandingReason { get; init; } = "";

    public bool Cordoned { get; init; }

    /// <summary>Hz.</summary>
    public ulong? ProcessorClockFrequency { get; init; }

    public string[] UnreportedWords { get; init; } = [];

    public DateTimeOffset? LastSeenTime { get; init; }

    public string Name => ResourceName.Host(Id);
}
