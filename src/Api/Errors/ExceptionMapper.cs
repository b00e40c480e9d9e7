using Grpc.Core;
using Levelset.Api.Data;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Errors;

/// <summary>What a failure means to a caller, whichever way the call came.</summary>
internal static class ExceptionMapper
{
    /// <summary>The fault to answer with; null = nothing that was expected.</summary>
    public static ServiceException? Of(Exception exception, IHostApplicationLifetime lifetime) => exception switch
    {
        ServiceException fault => fault,
        OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested => new ServiceException(
            StatusCode.Unavailable,
            Reasons.ServiceStopping,
            "the service is stopping; try again"),
        _ when Transactions.IsLostRace(exception) => new ServiceException(
            StatusCode.Aborted,
            Reasons.WriteConflict,
            "too many concurrent changes to the same resources; try again"),
        _ when Transactions.IsOutage(exception) => new ServiceException(
            StatusCode.Unavailable,
            Reasons.DatabaseUnavailable,
            "the database does not answer; try again"),
        _ => null,
    };

    /// <summary>A fault of the service itself; its log has the details.</summary>
    public static ServiceException Unexpected() =>
        new(StatusCode.Internal, Reasons.Internal, "internal error; see the service log");
}
