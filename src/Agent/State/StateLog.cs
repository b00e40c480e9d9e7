using Microsoft.Extensions.Logging;

namespace Levelset.Agent.State;

/// <summary>Events 5300 to 5304.</summary>
internal static partial class StateLog
{
    [LoggerMessage(5300, LogLevel.Error, "{Path} is damaged ({Fault}) and is not used; it was moved to {Aside}")]
    public static partial void StateDamaged(this ILogger logger, string path, string fault, string aside);

    [LoggerMessage(5301, LogLevel.Error, "The assignment is in force but could not be saved, and will not survive a restart: {Reason}")]
    public static partial void AssignmentNotSaved(this ILogger logger, string reason);

    [LoggerMessage(5302, LogLevel.Information, "Using the assignment of '{Pool}', generation {Generation}, from disk ({Time}) until the service sends one")]
    public static partial void AssignmentFromDisk(this ILogger logger, string pool, ulong generation, DateTimeOffset time);

    [LoggerMessage(5303, LogLevel.Error, "{Partition}: could not be saved, so it may be reported twice: {Reason}")]
    public static partial void MessageNotSaved(this ILogger logger, string partition, string reason);

    [LoggerMessage(5304, LogLevel.Error, "{Partition}: the service rejected its report ({Reason}): {Message}")]
    public static partial void MessageRefused(this ILogger logger, string partition, string reason, string message);
}
