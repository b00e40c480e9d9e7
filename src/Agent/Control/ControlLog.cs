using Levelset.AgentV1;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Control;

/// <summary>Events 5700 to 5799.</summary>
internal static partial class ControlLog
{
    [LoggerMessage(5700, LogLevel.Error, "{Call} failed unexpectedly")]
    public static partial void Failed(this ILogger logger, ControlRequest.CallOneofCase call, Exception exception);
}
