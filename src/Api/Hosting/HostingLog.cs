namespace Levelset.Api.Hosting;

internal static partial class HostingLog
{
    [LoggerMessage(100, LogLevel.Information, "listening on {Addresses}, with {Database}")]
    public static partial void Listening(ILogger logger, string addresses, string database);
}
