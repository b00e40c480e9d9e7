namespace Levelset.Api.Data;

/// <summary>
/// A host's last sign of life. Apart from the host's row, so that a heartbeat does not change the host's etag.
/// </summary>
public sealed class AgentSighting
{
    /// <summary>The host.</summary>
    public required string HostId { get; init; }

    /// <summary>When its agent was last heard of.</summary>
    public DateTimeOffset LastSeenTime { get; set; }
}
