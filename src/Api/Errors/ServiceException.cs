using Grpc.Core;

namespace Levelset.Api.Errors;

/// <summary>The one exception that a call answers an expected fault with; the interceptor turns it into a gRPC status.</summary>
public sealed class ServiceException : Exception
{
    /// <summary>A fault with its code, stable reason and text.</summary>
    public ServiceException(StatusCode code, string reason, string message)
        : base(StatusText.Fit(message, StatusText.MessageLength))
    {
        Code = code;
        Reason = reason;
    }

    /// <summary>The gRPC status code.</summary>
    public StatusCode Code { get; }

    /// <summary>ErrorInfo.reason: one of <see cref="Reasons"/>.</summary>
    public string Reason { get; }

    /// <summary>ErrorInfo.metadata.</summary>
    public Dictionary<string, string> Metadata { get; } = [];

    /// <summary>Every bad field.</summary>
    public List<FieldError> Fields { get; } = [];

    /// <summary>Every precondition that does not hold.</summary>
    public List<Precondition> Preconditions { get; } = [];
}
