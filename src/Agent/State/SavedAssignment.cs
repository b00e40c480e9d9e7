using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.State;

/// <summary>Saves the last assignment to disk, so that partitions can be created from it while the service cannot be reached.</summary>
internal sealed class SavedAssignment(
    StateFile<AgentV1.KeptAssignment> file,
    string host,
    ServiceState service,
    TimeProvider time,
    ILogger<SavedAssignment> logger)
{
    /// <summary>Loads the assignment from disk, if there is one of this host.</summary>
    public void Restore()
    {
        if (file.Load() is { Assignment: { } assignment, ReceiveTime: { } received } saved && saved.Host == host)
        {
            service.Assign(assignment, received.ToDateTimeOffset());
            logger.AssignmentFromDisk(assignment.Pool, assignment.Generation, received.ToDateTimeOffset());
        }
    }

    /// <summary>Puts an assignment of the service in force, and saves it.</summary>
    public void Receive(V1.Assignment assignment)
    {
        service.Assign(assignment, fromDisk: null);
        try
        {
            file.Save(new AgentV1.KeptAssignment
            {
                Host = host,
                ReceiveTime = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
                Assignment = assignment,
            });
        }
        catch (AgentException exception)
        {
            logger.AssignmentNotSaved(exception.Message);
        }
    }
}
