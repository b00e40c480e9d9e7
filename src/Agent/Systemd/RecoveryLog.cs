using Levelset.Core.Features;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Systemd;

/// <summary>Events 5305 to 5309.</summary>
internal static partial class RecoveryLog
{
    [LoggerMessage(5305, LogLevel.Warning, "{Partition} is in the journal, but its descriptor is gone; it is reported as closed")]
    public static partial void PartitionGone(this ILogger logger, string partition);

    [LoggerMessage(5306, LogLevel.Information, "{Partition} restored, read back {Features}")]
    public static partial void PartitionRestored(this ILogger logger, string partition, FeatureSet features);

    [LoggerMessage(5307, LogLevel.Warning, "{Partition} restored; it cannot be read back before it is initialized ({Reason})")]
    public static partial void PartitionRestoredUnread(this ILogger logger, string partition, string reason);

    [LoggerMessage(5308, LogLevel.Error, "{Partition} differs from the journal ({Difference}); closed")]
    public static partial void PartitionDiffers(this ILogger logger, string partition, string difference);

    [LoggerMessage(5309, LogLevel.Error, "Descriptor '{Name}' of the service manager is not in the journal; removed and closed")]
    public static partial void DescriptorUnknown(this ILogger logger, string name);
}
