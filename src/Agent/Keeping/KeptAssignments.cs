using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Daemon;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Keeping;

/// <summary>Keeps the last assignment on disk, to create from while the service cannot be reached.</summary>
internal sealed class KeptAssignments(
    StateFile<V1.KeptAssignment> file,
    AgentOptions options,
    AgentState state,
    TimeProvider time,
    ILogger<KeptAssignments> logger)
{
    private string Host => $"hosts/{options.HostId}";

    /// <summary>Puts the one on disk in force, if there is one of this host.</summary>
    public void Restore()
    {
        if (file.Load() is { Assignment: { } assignment, ReceiveTime: { } received } kept && kept.Host == Host)
        {
            state.Assign(assignment, received.ToDateTimeOffset());
            logger.AssignmentFromDisk(assignment.Pool, assignment.Generation, received.ToDateTimeOffset());
        }
    }

    /// <summary>Puts what the service says in force, and keeps it.</summary>
    public void Receive(Wire.Assignment assignment)
    {
        state.Assign(assignment, fromDisk: null);
        try
        {
            file.Save(new V1.KeptAssignment
            {
                Host = Host,
                ReceiveTime = Timestamp.FromDateTimeOffset(time.GetUtcNow()),
                Assignment = assignment,
            });
        }
        catch (AgentException exception)
        {
            logger.AssignmentNotKept(exception.Message);
        }
    }
}
