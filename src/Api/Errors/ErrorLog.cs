namespace Levelset.Api.Errors;

internal static partial class ErrorLog
{
    [LoggerMessage(1000, LogLevel.Error, "{Method} failed unexpectedly")]
    public static partial void Unexpected(ILogger logger, string method, Exception exception);

    [LoggerMessage(1001, LogLevel.Information, "{Method} refused: {Reason}: {Message}")]
    public static partial void Refused(ILogger logger, string method, string reason, string message);

    [LoggerMessage(1002, LogLevel.Warning, "{Method} failed: {Reason}: {Message}")]
    public static partial void Answered(ILogger logger, string method, string reason, string message);
}
