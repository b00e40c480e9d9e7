using Microsoft.Extensions.Logging;

namespace Levelset.Agent.State;

/// <summary>Events 5300 to 5304.</summary>
internal static partial class StateLog
{
    [LoggerMessage(5300, LogLevel.Error, "{Path} is damaged ({Fault}) and is not believed; it lies at {Aside} now")]
    public static partial void StateDamaged(this ILogger logger, string path, string fault, string aside);

    [LoggerMessage(5301, LogLevel.Error, "The assignment is in force but not on disk, and will not survive a restart: {Reason}")]
    public static partial void AssignmentNotSaved(this ILogger logger, string reason);

    [LoggerMessage(5302, LogLevel.Information, "Assignment of '{Pool}', generation {Generation}, from disk, of {Time}, until the service speaks")]
    public static partial void AssignmentFromDisk(this ILogger logger, string pool, ulong generation, DateTimeOffset time);

    [LoggerMessage(5303, LogLevel.Error, "{Partition}: not on disk, so that it may be told twice: {Reason}")]
    public static partial void MessageNotSaved(this ILogger logger, string partition, string reason);

    [LoggerMessage(5304, LogLevel.Error, "{Partition}: the service refused what it was told ({Reason}): {Message}")]
    public static partial void MessageRefused(this ILogger logger, string partition, string reason, string message);
}
