namespace Levelset.Api.Data;

internal static partial class BatchLog
{
    [LoggerMessage(2013, LogLevel.Warning, "{Count} messages of agents could not be stored together and are stored in halves: {Error}")]
    public static partial void Split(ILogger logger, int count, string error);
}
