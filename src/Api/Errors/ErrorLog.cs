namespace Levelset.Api.Errors;

internal static partial class ErrorLog
{
    [LoggerMessage(1000, LogLevel.Error, "{Method} failed unexpectedly")]
    public static partial void Unexpected(ILogger logger, string method, Exception exception);

    [LoggerMessage(1001, LogLevel.Information, "{Method} refused: {Reason}: {Message}")]
    public static partial void Refused(ILogger logger, string method, string reason, string message);

    [LoggerMessage(1002, LogLevel.Warning, "{Method} failed: {Reason}: {Message}")]
    public static partial void Answered(ILogger logger, string method, string reason, string message);

    [LoggerMessage(1003, LogLevel.Warning, "the database cannot be used at the moment; retrying: {Message}")]
    public static partial void WorkWaits(ILogger logger, string message);

    [LoggerMessage(1004, LogLevel.Error, "{Work} failed unexpectedly and is repeated")]
    public static partial void WorkFailed(ILogger logger, string work, Exception exception);
}
