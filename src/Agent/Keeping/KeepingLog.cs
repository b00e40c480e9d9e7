using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Keeping;

/// <summary>Events 5300 to 5399.</summary>
internal static partial class KeepingLog
{
    [LoggerMessage(5300, LogLevel.Error, "{Path} is damaged ({Fault}) and is not believed; it lies at {Aside} now")]
    public static partial void StateDamaged(this ILogger logger, string path, string fault, string aside);

    [LoggerMessage(5301, LogLevel.Error, "The assignment is in force but not on disk, and will not survive a restart: {Reason}")]
    public static partial void AssignmentNotKept(this ILogger logger, string reason);

    [LoggerMessage(5302, LogLevel.Information, "Assignment of '{Pool}', generation {Generation}, from disk, of {Time}, until the service speaks")]
    public static partial void AssignmentFromDisk(this ILogger logger, string pool, ulong generation, DateTimeOffset time);

    [LoggerMessage(5303, LogLevel.Error, "{Partition}: not on disk, so that it may be told twice: {Reason}")]
    public static partial void MessageNotKept(this ILogger logger, string partition, string reason);

    [LoggerMessage(5304, LogLevel.Error, "{Partition}: the service refused what it was told ({Reason}): {Message}")]
    public static partial void MessageRefused(this ILogger logger, string partition, string reason, string message);

    [LoggerMessage(5305, LogLevel.Warning, "{Partition} is in the journal, but its descriptor is gone: the service is told that it is closed")]
    public static partial void PartitionGone(this ILogger logger, string partition);

    [LoggerMessage(5306, LogLevel.Information, "{Partition} is held again, read back {Features}")]
    public static partial void PartitionRestored(this ILogger logger, string partition, Core.Features.FeatureSet features);

    [LoggerMessage(5307, LogLevel.Warning, "{Partition} is held again; it cannot be read back before it is active ({Reason})")]
    public static partial void PartitionRestoredUnread(this ILogger logger, string partition, string reason);

    [LoggerMessage(5308, LogLevel.Error, "{Partition} is not what the journal says ({Difference}); closed")]
    public static partial void PartitionDiffers(this ILogger logger, string partition, string difference);

    [LoggerMessage(5309, LogLevel.Error, "Descriptor '{Name}' of the service manager is not in the journal; removed and closed")]
    public static partial void DescriptorUnknown(this ILogger logger, string name);
}
