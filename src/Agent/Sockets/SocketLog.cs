using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Sockets;

/// <summary>Events 5600 to 5699.</summary>
internal static partial class SocketLog
{
    [LoggerMessage(5600, LogLevel.Warning, "{Socket}: the connection of uid {Uid}, pid {Pid} ended: {Reason}")]
    public static partial void Ended(this ILogger logger, string socket, uint uid, int pid, string reason);

    [LoggerMessage(5601, LogLevel.Warning, "{Socket}: a connection could not be accepted: {Reason}")]
    public static partial void AcceptFailed(this ILogger logger, string socket, string reason);
}
