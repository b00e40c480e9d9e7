namespace Levelset.Api.Data;

/// <summary>
/// A host's last sign of life. Apart from the host's row, so that a heartbeat does not change the host's etag.
/// </summary>
public sealed class AgentHeartbeat
{
    public required string HostId { get; init; }

    /// <summary>When its agent was last heard of.</summary>
    public DateTimeOffset LastSeenTime { get; set; }

    /// <summary>Whether it has been told in the log of changes that the host is silent.</summary>
    public bool SilenceReported { get; set; }

    /// <summary>The open stream of its agent, or the last one of a service process that died; null = not connected.</summary>
    public Guid? SessionId { get; set; }

    /// <summary>Digest of what the agent of that stream proves itself by; "" = not connected.</summary>
    public string ResumeDigest { get; set; } = "";
}
