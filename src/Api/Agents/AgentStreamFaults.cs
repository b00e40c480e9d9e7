using Grpc.Core;
using Levelset.Api.Errors;
using Levelset.Api.Requests;

namespace Levelset.Api.Agents;

/// <summary>Why the service ends an agent's stream, or does not open it.</summary>
internal static class AgentStreamErrors
{
    public static ServiceException HostIdInUse(string hostId) => Fault(
        StatusCode.AlreadyExists,
        Reasons.HostIdInUse,
        hostId,
        "another agent's stream holds {0}; give this agent another host id, or stop the other one");

    public static ServiceException Replaced(string hostId) => Fault(
        StatusCode.Aborted,
        Reasons.StreamReplaced,
        hostId,
        "the agent of {0} has connected again; this stream is closed");

    public static ServiceException TooSlow(string hostId) => Fault(
        StatusCode.ResourceExhausted,
        Reasons.StreamTooSlow,
        hostId,
        $"the agent of {{0}} has left {AgentSession.OutboxCapacity} messages unread; connect again");

    public static ServiceException Stopping(string hostId) => Fault(
        StatusCode.Unavailable,
        Reasons.ServiceStopping,
        hostId,
        "the service is stopping; {0} may connect again");

    private static ServiceException Fault(StatusCode code, string reason, string hostId, string format)
    {
        var name = ResourceName.Host(hostId);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, name);
        return new ServiceException(code, reason, text) { Metadata = { ["resource"] = name } };
    }
}
