using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Systemd;

/// <summary>Events 5400 to 5499.</summary>
internal static partial class SystemdLog
{
    [LoggerMessage(5400, LogLevel.Information, "Partitions outlive this process: the service manager at {Socket} keeps their descriptors")]
    public static partial void HasStore(this ILogger logger, string socket);

    [LoggerMessage(5401, LogLevel.Warning, "Partitions end with this process, unless a VMM holds them: no service manager keeps their descriptors")]
    public static partial void HasNoStore(this ILogger logger);

    [LoggerMessage(5402, LogLevel.Error, "{Partition}: the service manager could not be reached ({Reason}); the partition may not outlive this process")]
    public static partial void NotStored(this ILogger logger, string partition, string reason);

    [LoggerMessage(5403, LogLevel.Warning, "{Partition}: the service manager did not confirm in time")]
    public static partial void ManagerSilent(this ILogger logger, string partition);

    [LoggerMessage(5404, LogLevel.Warning, "The service manager cannot be notified: {Reason}")]
    public static partial void ManagerUnreachable(this ILogger logger, string reason);
}
