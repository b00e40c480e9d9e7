using Grpc.Core;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Sessions;

/// <summary>Why the service ends an agent's stream, or does not open it.</summary>
internal static class AgentStreamErrors
{
    public static ServiceException HostIdInUse(string hostId) => Fault(
        StatusCode.AlreadyExists,
        Reasons.HostIdInUse,
        hostId,
        "another agent is connected as {0}; use another host id, or stop the other agent");

    public static ServiceException Replaced(string hostId) => Fault(
        StatusCode.Aborted,
        Reasons.StreamReplaced,
        hostId,
        "the agent of {0} has reconnected; this stream is closed");

    public static ServiceException TooSlow(string hostId) => Fault(
        StatusCode.ResourceExhausted,
        Reasons.StreamTooSlow,
        hostId,
        $"the agent of {{0}} has not read {AgentSession.OutboxCapacity} messages; reconnect");

    public static ServiceException Stopping(string hostId) => Fault(
        StatusCode.Unavailable,
        Reasons.ServiceStopping,
        hostId,
        "the service is stopping; {0} can reconnect");

    private static ServiceException Fault(StatusCode code, string reason, string hostId, string format)
    {
        var name = ResourceName.Host(hostId);
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, format, name);
        return new ServiceException(code, reason, text) { Metadata = { ["resource"] = name } };
    }
}
