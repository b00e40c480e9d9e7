using Levelset.Core.Baselines;

namespace Levelset.Api.Data;

/// <summary>One root partition.</summary>
public sealed class HostRow
{
    /// <summary>The {host} of `hosts/{host}`.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>Whether the hypervisor is simulated.</summary>
    public bool Simulated { get; set; }

    /// <summary>What it offers; null before its first report.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>What it offers.</summary>
    public SupportedSet? Supported { get; set; }

    /// <summary>Hz; apart from the fingerprint, for it never decides.</summary>
    public ulong? ProcessorClockFrequency { get; set; }

    /// <summary>Words that could not be read.</summary>
    public string[] UnreportedWords { get; set; } = [];

    /// <summary>Its pool, or null.</summary>
    public string? PoolId { get; set; }

    public PoolRow? Pool { get; set; }

    /// <summary>What it is to its pool.</summary>
    public MembershipState MembershipState { get; set; }

    /// <summary>Why it is quarantined or rejected.</summary>
    public string MembershipReason { get; set; } = "";

    /// <summary>Whether an operator keeps new partitions off it.</summary>
    public bool Cordoned { get; set; }

    public List<HostLabel> Labels { get; init; } = [];

    /// <summary>What it runs.</summary>
    public PlatformColumns Platform { get; set; } = new();

    /// <summary>When the report in force was made.</summary>
    public DateTimeOffset? ReportTime { get; set; }

    /// <summary>How and why the report in force was made.</summary>
    public ReportOrigin Report { get; set; } = new();

    /// <summary>SYNTHETIC_PROC_FEATURES, enable polarity; null = not reported.</summary>
    public ulong? SyntheticFeatures { get; set; }

    /// <summary>Which synthetic features a partition may be given; null = not reported.</summary>
    public ulong? AssignableSyntheticFeatures { get; set; }

    /// <summary>What the last report that changed anything changed: a ReportChange as JSON; null when none did.</summary>
    public string? LastChange { get; set; }

    /// <summary>When the words of that report were read.</summary>
    public DateTimeOffset? LastChangeTime { get; set; }

    /// <summary>How its agent is connected.</summary>
    public AgentSessionRow? Session { get; set; }

    /// <summary>xmin.</summary>
    public uint Version { get; init; }
}
