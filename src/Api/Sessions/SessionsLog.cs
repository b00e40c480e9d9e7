namespace Levelset.Api.Sessions;

internal static partial class SessionsLog
{
    [LoggerMessage(2011, LogLevel.Warning, "other replicas had seen no sign of this one for {Seconds} s and ended its streams; it starts again as a new replica")]
    public static partial void Struck(ILogger logger, double seconds);

    [LoggerMessage(2012, LogLevel.Warning, "replica {Replica} has shown no sign of life for {Seconds} s; its streams count as ended")]
    public static partial void Struck(ILogger logger, Guid replica, double seconds);
}
