namespace Levelset.Api.ChangeFeed;

internal static partial class WatchLog
{
    [LoggerMessage(3000, LogLevel.Warning, "the event log cannot be read; retrying: {Message}")]
    public static partial void Unreadable(ILogger logger, string message);

    [LoggerMessage(3001, LogLevel.Warning, "database notifications are not available; polling every {Interval} instead: {Message}")]
    public static partial void NotHeard(ILogger logger, TimeSpan interval, string message);

    [LoggerMessage(3002, LogLevel.Information, "deleted {Count} expired events")]
    public static partial void Trimmed(ILogger logger, int count);

    [LoggerMessage(3003, LogLevel.Error, "a change could not be sent to the agents")]
    public static partial void NotPassedOn(ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Error, "{Subscriber} could not take a change")]
    public static partial void SubscriberFailed(ILogger logger, string subscriber, Exception exception);
}
