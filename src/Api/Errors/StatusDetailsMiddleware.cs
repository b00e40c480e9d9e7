using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Levelset.Api.Errors;

/// <summary>
/// Gives details to the statuses that the gRPC server itself makes before any interceptor runs: a message that is too large
/// or cannot be read, a method that does not exist.
/// </summary>
internal sealed class StatusDetailsMiddleware(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        var trailers = context.Features.Get<IHttpResponseTrailersFeature>()?.Trailers;
        var target = context.Response.HasStarted ? trailers : context.Response.Headers;
        if (target is null
            || target.IsReadOnly
            || !target.TryGetValue("grpc-status", out var value)
            || target.ContainsKey(RichStatus.Trailer)
            || !int.TryParse(value, out var code)
            || Reason((StatusCode)code) is not { } reason)
        {
            return;
        }

        var message = Uri.UnescapeDataString(target.TryGetValue("grpc-message", out var text) ? text.ToString() : "");
        var details = RichStatus.Describe((StatusCode)code, message, reason).ToByteArray();
        target[RichStatus.Trailer] = new StringValues(Convert.ToBase64String(details).TrimEnd('='));
    }

    private static string? Reason(StatusCode code) => code switch
    {
        StatusCode.ResourceExhausted => Reasons.MessageTooLarge,
        StatusCode.Unimplemented => Reasons.MethodUnknown,
        StatusCode.Internal => Reasons.FieldInvalid,
        _ => null,
    };
}
