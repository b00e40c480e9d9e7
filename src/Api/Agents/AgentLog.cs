namespace Levelset.Api.Agents;

internal static partial class AgentLog
{
    [LoggerMessage(2000, LogLevel.Information, "{Host} connected{Kind}, agent {AgentVersion}")]
    public static partial void Connected(ILogger logger, string host, string kind, string agentVersion);

    [LoggerMessage(2001, LogLevel.Information, "{Host} disconnected")]
    public static partial void Disconnected(ILogger logger, string host);

    [LoggerMessage(2002, LogLevel.Debug, "{Host} reported {Fingerprint}: {Words}")]
    public static partial void Reported(ILogger logger, string host, string fingerprint, string words);

    [LoggerMessage(2003, LogLevel.Warning, "{Host} did not carry out {Command} for {Partition}: {Message}")]
    public static partial void CommandFailed(ILogger logger, string host, string command, string partition, string message);

    [LoggerMessage(2005, LogLevel.Warning, "{Host} sent a message about {Partition}, which belongs to another host; ignored")]
    public static partial void ForeignPartition(ILogger logger, string host, string partition);

    [LoggerMessage(2009, LogLevel.Debug, "assignments wait until the previous ones have been sent")]
    public static partial void RoundWaits(ILogger logger);

    [LoggerMessage(2010, LogLevel.Warning, "{Host} sent data about {Partition} that cannot be stored: {Message}")]
    public static partial void Rejected(ILogger logger, string host, string partition, string message);
}
