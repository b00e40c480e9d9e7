using Grpc.Core;
using Levelset.Api.Errors;

namespace Levelset.Api.ChangeFeed;

/// <summary>Why a watch does not go on.</summary>
internal static class WatchErrors
{
    public static ServiceException OtherDatabase()
    {
        const string Why = "belongs to another database, or to a state of this one before a restore; watch again without it";
        return new ServiceException(StatusCode.InvalidArgument, Reasons.WatchTokenForeign, $"resume_token: {Why}")
        {
            Fields = { new FieldError("resume_token", Reasons.WatchTokenForeign, Why) },
        };
    }

    public static ServiceException Expired() =>
        new(
            StatusCode.OutOfRange,
            Reasons.WatchTokenExpired,
            "resume_token: has expired; watch again without it to start from the current state");

    /// <param name="resumeToken">Where to go on; "" = from the current state.</param>
    /// <param name="patience">How long the write has waited.</param>
    public static ServiceException TooSlow(string resumeToken, TimeSpan patience) =>
        new(
            StatusCode.ResourceExhausted,
            Reasons.WatchTooSlow,
            $"the client did not read an event for {patience.TotalSeconds:0} s; watch again with the resume_token in the metadata")
        {
            Metadata = { ["resume_token"] = resumeToken },
        };
}
