namespace Levelset.Api.Data;

/// <summary>One report of a host that differed from the one before it.</summary>
public sealed class HostReportRow
{
    public required string HostId { get; init; }

    /// <summary>From 1; counts the host's changed reports.</summary>
    public required long Number { get; init; }

    /// <summary>What it offered.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>What it offered.</summary>
    public SupportedSet? Supported { get; init; }

    /// <summary>Hz; null = not reported.</summary>
    public ulong? ProcessorClockFrequency { get; init; }

    /// <summary>Words that could not be read.</summary>
    public string[] UnreportedWords { get; init; } = [];

    /// <summary>What the host ran.</summary>
    public PlatformColumns Platform { get; init; } = new();

    /// <summary>How and why it was made.</summary>
    public ReportOrigin Origin { get; init; } = new();

    /// <summary>Enable polarity; null = not reported.</summary>
    public ulong? SyntheticFeatures { get; init; }

    /// <summary>Which synthetic features a partition may be given; null = not reported.</summary>
    public ulong? AssignableSyntheticFeatures { get; init; }

    /// <summary>When the words were read, by the host's clock.</summary>
    public DateTimeOffset ReportTime { get; init; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset ReceiveTime { get; init; }

    /// <summary>What differs from the report before it: a ReportChange as JSON; null for the first.</summary>
    public string? Change { get; init; }
}
