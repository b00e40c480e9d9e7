namespace Levelset.Api.Data;

/// <summary>
/// How the agent of a host is connected. Written when a stream begins or ends and when silence begins or ends, and by no heartbeat.
/// Apart from the host's row, so that none of it changes the host's etag.
/// </summary>
public sealed class AgentSessionRow
{
    public required string HostId { get; init; }

    /// <summary>The open stream of its agent, or the last one of a replica that died; null = not connected.</summary>
    public Guid? SessionId { get; set; }

    /// <summary>The replica that holds the stream; null where none does, or none that lives.</summary>
    public Guid? ReplicaId { get; set; }

    public ReplicaRow? Replica { get; set; }

    /// <summary>Digest of what the agent of that stream proves itself by; "" = not connected.</summary>
    public string ResumeDigest { get; set; } = "";

    /// <summary>Whether the host is silent.</summary>
    public bool Silent { get; set; }

    /// <summary>When its stream began or ended, or when it was last heard of before it fell silent; by the database's clock.</summary>
    public DateTimeOffset LastSeenTime { get; set; }
}
