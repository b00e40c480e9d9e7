using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Daemon;

/// <summary>Events 5100 to 5199.</summary>
internal static partial class DaemonLog
{
    [LoggerMessage(5100, LogLevel.Information, "{Host} on {Device}: {Features} features offered; control socket {Socket}")]
    public static partial void Started(this ILogger logger, string host, string device, int features, string socket);

    [LoggerMessage(5101, LogLevel.Warning, "SIMULATED: there is no hypervisor, and no guest can run here ({Device})")]
    public static partial void Simulated(this ILogger logger, string device);

    [LoggerMessage(5102, LogLevel.Information, "Connected to the service as {Host}")]
    public static partial void Connected(this ILogger logger, string host);

    [LoggerMessage(5103, LogLevel.Information, "Assigned to '{Pool}', generation {Generation}, host state {State}")]
    public static partial void Assigned(this ILogger logger, string pool, ulong generation, V1.Host.Types.State state);

    [LoggerMessage(5104, LogLevel.Warning, "The stream to the service ended ({Reason}); reconnecting")]
    public static partial void Disconnected(this ILogger logger, string reason);

    [LoggerMessage(5105, LogLevel.Warning, "No stream to {Service} ({Reason}); next attempt in {Delay}")]
    public static partial void ConnectionFailed(this ILogger logger, string service, string reason, TimeSpan delay);

    [LoggerMessage(5106, LogLevel.Error, "The service refuses this agent as host {HostId} ({Reason}); next attempt in {Delay}")]
    public static partial void Refused(this ILogger logger, string hostId, string reason, TimeSpan delay);

    [LoggerMessage(5107, LogLevel.Warning, "Message {MessageId} of the service has an unsupported type and is ignored")]
    public static partial void MessageUnknown(this ILogger logger, string messageId);

    [LoggerMessage(5108, LogLevel.Warning, "What this host offers has changed ({Cause}): {Change}; before: {Before}; now: {After}")]
    public static partial void HostChanged(
        this ILogger logger,
        V1.FeatureReport.Types.Cause cause,
        string change,
        string before,
        string after);

    [LoggerMessage(5109, LogLevel.Error, "The host could not be read ({Cause}); the last reading is still used: {Reason}")]
    public static partial void ReadingFailed(this ILogger logger, V1.FeatureReport.Types.Cause cause, string reason);

    [LoggerMessage(5110, LogLevel.Information, "SIGHUP: the host was read again; what it offers is unchanged")]
    public static partial void HostUnchanged(this ILogger logger);

    [LoggerMessage(5111, LogLevel.Information, "The platform of this host has changed ({Cause}), but not what it offers; before: {Before}; now: {After}")]
    public static partial void PlatformChanged(
        this ILogger logger,
        V1.FeatureReport.Types.Cause cause,
        string before,
        string after);

    [LoggerMessage(5112, LogLevel.Critical, "The agent stops because a part of it has failed")]
    public static partial void PartFailed(this ILogger logger, Exception exception);

    [LoggerMessage(5113, LogLevel.Error, "The agent did not stop cleanly within {Limit}")]
    public static partial void StopTimedOut(this ILogger logger, TimeSpan limit);
}
