using Grpc.Core;
using Levelset.Api.Errors;

namespace Levelset.Api.Watching;

/// <summary>Why a watch does not go on.</summary>
internal static class WatchErrors
{
    public static ServiceException OtherDatabase()
    {
        const string Why = "is of another database, or of a state of this one that was undone; watch again without it";
        return new ServiceException(StatusCode.InvalidArgument, Reasons.WatchTokenForeign, $"resume_token: {Why}")
        {
            Fields = { new FieldError("resume_token", Reasons.WatchTokenForeign, Why) },
        };
    }

    public static ServiceException Expired() =>
        new(
            StatusCode.OutOfRange,
            Reasons.WatchTokenExpired,
            "resume_token: is older than what is kept of the changes; watch again without it, from the current state");

    /// <param name="resumeToken">Where to go on; "" = from the current state.</param>
    /// <param name="patience">How long the write has waited.</param>
    public static ServiceException TooSlow(string resumeToken, TimeSpan patience) =>
        new(
            StatusCode.ResourceExhausted,
            Reasons.WatchTooSlow,
            $"an event has been left unread for {patience.TotalSeconds:0} seconds; watch again with the resume_token of the metadata")
        {
            Metadata = { ["resume_token"] = resumeToken },
        };
}
