using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Levelset.Api.Mapping;
using RpcStatus = Google.Rpc.Status;
using StatusCode = Grpc.Core.StatusCode;

namespace Levelset.Api.Errors;

/// <summary>google.rpc.Status as gRPC carries it: in the trailer grpc-status-details-bin.</summary>
internal static class RichStatus
{
    public const string Trailer = "grpc-status-details-bin";

    public const string Malformed = "the request cannot be parsed";

    public static RpcException ToRpcException(ServiceException exception) => Describe(exception).ToRpcException();

    public static RpcStatus Describe(ServiceException exception)
    {
        var status = new RpcStatus { Code = (int)exception.Code, Message = exception.Message };
        status.Details.Add(Any.Pack(Info(exception.Reason, exception.Metadata)));
        if (exception.Fields.Count > 0)
        {
            var badRequest = new BadRequest();
            var violations = exception.Fields.Select(fault => new BadRequest.Types.FieldViolation
            {
                Field = fault.Field,
                Description = StatusText.Fit(fault.Description, StatusText.DescriptionLength),
            });
            badRequest.FieldViolations.AddRange(Within(
                violations,
                left => new BadRequest.Types.FieldViolation { Field = "*", Description = Plural.Of(left, "more error") }));
            status.Details.Add(Any.Pack(badRequest));
        }

        if (exception.Preconditions.Count > 0)
        {
            var failure = new PreconditionFailure();
            var violations = exception.Preconditions.Select(precondition => new PreconditionFailure.Types.Violation
            {
                Type = precondition.Type,
                Subject = precondition.Subject,
                Description = StatusText.Fit(precondition.Description, StatusText.DescriptionLength),
            });
            failure.Violations.AddRange(Within(
                violations,
                left => new PreconditionFailure.Types.Violation
                {
                    Type = exception.Reason,
                    Subject = "*",
                    Description = Plural.Of(left, "more error"),
                }));
            status.Details.Add(Any.Pack(failure));
        }

        return status;
    }

    public static RpcStatus Describe(StatusCode code, string message, string reason)
    {
        var status = new RpcStatus { Code = (int)code, Message = message };
        status.Details.Add(Any.Pack(Info(reason, [])));
        return status;
    }

    // As many as an answer can carry, and one more that counts the rest.
    private static IEnumerable<T> Within<T>(IEnumerable<T> violations, Func<int, T> rest)
        where T : IMessage
    {
        var all = violations.ToList();
        var size = 0;
        var kept = all.TakeWhile(violation => (size += violation.CalculateSize()) <= StatusText.ViolationsSize).ToList();
        return kept.Count == all.Count ? kept : kept.Append(rest(all.Count - kept.Count));
    }

    private static ErrorInfo Info(string reason, Dictionary<string, string> metadata)
    {
        var info = new ErrorInfo { Reason = reason, Domain = Reasons.Domain };
        info.Metadata.Add(metadata);
        return info;
    }
}
