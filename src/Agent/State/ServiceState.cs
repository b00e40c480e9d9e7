namespace Levelset.Agent.State;

/// <summary>The last assignment, and whether the service is connected. Each member is replaced as a whole.</summary>
internal sealed class ServiceState
{
    private volatile Assigned? assigned;
    private volatile bool connected;

    /// <summary>The last assignment; null before the first.</summary>
    public V1.Assignment? Assignment => assigned?.Assignment;

    /// <summary>When the assignment was received, if it was loaded from disk; null once the service has sent one.</summary>
    public DateTimeOffset? AssignmentFromDisk => assigned?.FromDisk;

    /// <summary>Whether the stream to the service is up.</summary>
    public bool Connected
    {
        get => connected;
        set => connected = value;
    }

    /// <summary>Puts an assignment in force.</summary>
    /// <param name="assignment">The whole assignment.</param>
    /// <param name="fromDisk">When it was received, if it was loaded from disk; null if the service has just sent it.</param>
    public void Assign(V1.Assignment assignment, DateTimeOffset? fromDisk) => assigned = new Assigned(assignment, fromDisk);

    private sealed record Assigned(V1.Assignment Assignment, DateTimeOffset? FromDisk);
}
