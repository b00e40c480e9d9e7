using Grpc.Core;

namespace Levelset.Cli.Errors;

/// <summary>Exit codes of the process; listed in docs/guide/cli.md.</summary>
internal static class ExitCode
{
    /// <summary>Success, or the answer is yes.</summary>
    public const int Ok = 0;

    /// <summary>The answer is no: not compatible, stuck, refused in a preview.</summary>
    public const int No = 1;

    /// <summary>The command line, the configuration or a file is invalid.</summary>
    public const int Usage = 2;

    /// <summary>A named resource does not exist.</summary>
    public const int NotFound = 3;

    /// <summary>The service refuses it in the current state, or the state has changed meanwhile.</summary>
    public const int Refused = 4;

    /// <summary>The service finds the request invalid.</summary>
    public const int InvalidArgument = 5;

    /// <summary>The service does not answer, or not in time.</summary>
    public const int Unreachable = 6;

    /// <summary>Any other error of the service.</summary>
    public const int ServiceError = 7;

    /// <summary>Interrupted by SIGINT or SIGTERM.</summary>
    public const int Interrupted = 130;

    /// <summary>The exit code after a failed call.</summary>
    /// <remarks>gRPC reports INTERNAL if the connection succeeds but TLS or HTTP/2 fails.</remarks>
    public static int Of(RpcException exception) =>
        exception.StatusCode == StatusCode.Internal && exception.Status.DebugException is HttpRequestException
            ? Unreachable
            : Of(exception.StatusCode);

    /// <summary>The exit code for a status of the service.</summary>
    public static int Of(StatusCode code) => code switch
    {
        StatusCode.OK => Ok,
        StatusCode.NotFound => NotFound,
        StatusCode.FailedPrecondition or StatusCode.Aborted or StatusCode.AlreadyExists => Refused,
        StatusCode.InvalidArgument or StatusCode.OutOfRange => InvalidArgument,
        StatusCode.Unavailable or StatusCode.DeadlineExceeded => Unreachable,
        _ => ServiceError,
    };
}
