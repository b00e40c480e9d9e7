using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Handover;

/// <summary>Events 5500 to 5599.</summary>
internal static partial class HandoverLog
{
    [LoggerMessage(5500, LogLevel.Information, "{Partition} may be claimed once by uid {Uid} until {Expires}")]
    public static partial void ClaimIssued(this ILogger logger, string partition, uint uid, DateTimeOffset expires);

    [LoggerMessage(5501, LogLevel.Information, "{Partition} claimed by uid {Uid}, pid {Pid} ({Command})")]
    public static partial void Claimed(this ILogger logger, string partition, uint uid, int pid, string command);

    [LoggerMessage(5502, LogLevel.Warning, "Claim to {Partition} by uid {Uid}, pid {Pid} refused: {State}")]
    public static partial void ClaimRefused(this ILogger logger, string partition, uint uid, int pid, SecretState state);

    [LoggerMessage(5503, LogLevel.Information, "{Partition} adopted from uid {Uid}, pid {Pid} ({Command})")]
    public static partial void Adopted(this ILogger logger, string partition, uint uid, int pid, string command);

    [LoggerMessage(5504, LogLevel.Warning, "Adoption from uid {Uid}, pid {Pid} refused: {Reason}")]
    public static partial void AdoptionRefused(this ILogger logger, uint uid, int pid, string reason);

    [LoggerMessage(5505, LogLevel.Information, "{Partition} closed: its process {Pid} ({Command}) has exited")]
    public static partial void Released(this ILogger logger, string partition, int pid, string command);

    [LoggerMessage(5506, LogLevel.Information, "Listening on the handover socket {Socket}")]
    public static partial void Listening(this ILogger logger, string socket);

    [LoggerMessage(5508, LogLevel.Error, "{Partition}: its holders could not be saved: {Reason}")]
    public static partial void HoldersNotSaved(this ILogger logger, string partition, string reason);
}
