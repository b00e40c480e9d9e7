using System.Security.Cryptography;
using Google.Protobuf;
using Levelset.Api.Errors;

namespace Levelset.Api.Mapping;

/// <summary>request_id makes a call repeatable: same id and content, same answer.</summary>
internal static class RequestId
{
    public static void Check(string requestId, ValidationErrors errors)
    {
        if (requestId.Length > 128 || requestId.Any(c => c is < '!' or > '~'))
        {
            errors.Add("request_id", Reasons.RequestIdInvalid, "at most 128 visible ASCII characters; use a UUID");
        }
    }

    /// <summary>A digest of the request's content; the caller passes a copy without its request_id.</summary>
    public static string Digest(IMessage withoutRequestId) =>
        Convert.ToHexStringLower(SHA256.HashData(withoutRequestId.ToByteArray()));
}
