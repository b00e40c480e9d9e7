using Grpc.Core;

namespace Levelset.Api.Errors;

/// <summary>The faults that more than one call answers with.</summary>
internal static class ApiErrors
{
    public static ServiceException NotFound(string reason, string name) =>
        new(StatusCode.NotFound, reason, $"{name} does not exist") { Metadata = { ["resource"] = name } };

    public static ServiceException StaleEtag(string name, string given, string current) =>
        new(StatusCode.Aborted, Reasons.EtagStale, $"{name} has changed: its etag is {current}, not {given}; read it again")
        {
            Metadata = { ["resource"] = name, ["etag"] = current },
        };

    public static ServiceException ReusedRequestId(string requestId, string name) =>
        new(
            StatusCode.AlreadyExists,
            Reasons.RequestIdReused,
            $"request_id {requestId} was already used for {name} with different content; use a new request_id")
        {
            Metadata = { ["resource"] = name, ["request_id"] = requestId },
        };

    public static ServiceException Precondition(string reason, string message, params IEnumerable<Precondition> preconditions)
    {
        var exception = new ServiceException(StatusCode.FailedPrecondition, reason, message);
        exception.Preconditions.AddRange(preconditions);
        return exception;
    }

    /// <summary>Throws several refusals of one change as one: every precondition, and the reason of the first.</summary>
    public static void ThrowIfAny(IReadOnlyList<ServiceException> refusals)
    {
        if (refusals.Count > 0)
        {
            throw refusals.Count == 1 ? refusals[0] : Precondition(
                refusals[0].Reason,
                string.Join("; ", refusals.Select(refusal => refusal.Message)),
                refusals.SelectMany(refusal => refusal.Preconditions));
        }
    }
}
