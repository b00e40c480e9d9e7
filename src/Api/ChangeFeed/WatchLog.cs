namespace Levelset.Api.ChangeFeed;

internal static partial class WatchLog
{
    [LoggerMessage(3000, LogLevel.Warning, "the log of changes cannot be read, and will be tried again: {Message}")]
    public static partial void Unreadable(ILogger logger, string message);

    [LoggerMessage(3001, LogLevel.Warning, "the database's notifications are not heard, and it is asked every {Interval} instead: {Message}")]
    public static partial void NotHeard(ILogger logger, TimeSpan interval, string message);

    [LoggerMessage(3002, LogLevel.Information, "{Count} events of the log of changes are past their time and forgotten")]
    public static partial void Trimmed(ILogger logger, int count);

    [LoggerMessage(3003, LogLevel.Error, "a change could not be passed on to agents")]
    public static partial void NotPassedOn(ILogger logger, Exception exception);
}
