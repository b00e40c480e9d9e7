using Levelset.Agent.Probe;

namespace Levelset.Agent.Daemon;

/// <summary>What the daemon knows now. Each member is replaced as a whole.</summary>
/// <param name="reading">What the host offered, and ran, when the daemon started.</param>
internal sealed class AgentState(HostReading reading)
{
    private volatile HostReading reading = reading;
    private volatile Assigned? assigned;
    private volatile bool connected;

    /// <summary>What the host offered and ran when it was last read.</summary>
    public HostReading Reading
    {
        get => reading;
        set => reading = value;
    }

    /// <summary>What the host offers.</summary>
    public HostOffer Offer => reading.Offer;

    /// <summary>The last assignment; null before the first.</summary>
    public Wire.Assignment? Assignment => assigned?.Assignment;

    /// <summary>When the assignment was received, where it is the one kept on disk; null once the service has spoken.</summary>
    public DateTimeOffset? AssignmentFromDisk => assigned?.FromDisk;

    /// <summary>Whether the stream to the service is up.</summary>
    public bool Connected
    {
        get => connected;
        set => connected = value;
    }

    /// <summary>Puts an assignment in force.</summary>
    /// <param name="assignment">All of it.</param>
    /// <param name="fromDisk">When it was received, where it comes from disk; null where the service speaks.</param>
    public void Assign(Wire.Assignment assignment, DateTimeOffset? fromDisk) => assigned = new Assigned(assignment, fromDisk);

    private sealed record Assigned(Wire.Assignment Assignment, DateTimeOffset? FromDisk);
}
