using Levelset.Core.Features;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Systemd;

/// <summary>Events 5305 to 5309.</summary>
internal static partial class RecoveryLog
{
    [LoggerMessage(5305, LogLevel.Warning, "{Partition} is in the journal, but its descriptor is gone: the service is told that it is closed")]
    public static partial void PartitionGone(this ILogger logger, string partition);

    [LoggerMessage(5306, LogLevel.Information, "{Partition} is held again, read back {Features}")]
    public static partial void PartitionRestored(this ILogger logger, string partition, FeatureSet features);

    [LoggerMessage(5307, LogLevel.Warning, "{Partition} is held again; it cannot be read back before it is active ({Reason})")]
    public static partial void PartitionRestoredUnread(this ILogger logger, string partition, string reason);

    [LoggerMessage(5308, LogLevel.Error, "{Partition} is not what the journal says ({Difference}); closed")]
    public static partial void PartitionDiffers(this ILogger logger, string partition, string difference);

    [LoggerMessage(5309, LogLevel.Error, "Descriptor '{Name}' of the service manager is not in the journal; removed and closed")]
    public static partial void DescriptorUnknown(this ILogger logger, string name);
}
