using Levelset.Core.Features;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Partitions;

/// <summary>Events 5200 to 5299.</summary>
internal static partial class PartitionLog
{
    [LoggerMessage(5200, LogLevel.Information, "{Partition} created, read back {Features}")]
    public static partial void PartitionCreated(this ILogger logger, string partition, FeatureSet features);

    [LoggerMessage(5201, LogLevel.Information, "{Partition} closed")]
    public static partial void PartitionClosed(this ILogger logger, string partition);

    [LoggerMessage(5202, LogLevel.Warning, "{Partition}: command failed: {Reason}")]
    public static partial void CommandFailed(this ILogger logger, string partition, string reason);

    [LoggerMessage(5203, LogLevel.Debug, "Command {Command} for {Partition} was repeated; the same answer is sent")]
    public static partial void CommandRepeated(this ILogger logger, string command, string partition);
}
