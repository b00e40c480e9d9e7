using Grpc.Core;

namespace Levelset.Cli.Errors;

/// <summary>What the process answers with. Listed in docs/guide/cli.md.</summary>
internal static class ExitCode
{
    /// <summary>Done, or the answer is yes.</summary>
    public const int Ok = 0;

    /// <summary>The answer is no: not compatible, stuck, refused in a preview.</summary>
    public const int No = 1;

    /// <summary>The command line, the configuration or a file that was given is not right.</summary>
    public const int Usage = 2;

    /// <summary>What was named does not exist.</summary>
    public const int NotFound = 3;

    /// <summary>The service refuses it as things stand, or someone else has changed them.</summary>
    public const int Refused = 4;

    /// <summary>The service says that the request is not right.</summary>
    public const int InvalidArgument = 5;

    /// <summary>The service does not answer, or not in time.</summary>
    public const int Unreachable = 6;

    /// <summary>Any other error of the service.</summary>
    public const int ServiceError = 7;

    /// <summary>Ended by a signal.</summary>
    public const int Interrupted = 130;

    /// <summary>What a failed call ends the process with.</summary>
    /// <remarks>gRPC calls it INTERNAL where a connection is made but its TLS or HTTP/2 is not.</remarks>
    public static int Of(RpcException exception) =>
        exception.StatusCode == StatusCode.Internal && exception.Status.DebugException is HttpRequestException
            ? Unreachable
            : Of(exception.StatusCode);

    /// <summary>What a status of the service ends the process with.</summary>
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
