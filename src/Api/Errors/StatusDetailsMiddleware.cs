using System.Globalization;
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
            || !int.TryParse(value, out var number))
        {
            return;
        }

        var text = Uri.UnescapeDataString(target.TryGetValue("grpc-message", out var given) ? given.ToString() : "");
        if (Describe((StatusCode)number, text) is not var (code, reason, message))
        {
            return;
        }

        target["grpc-status"] = ((int)code).ToString(CultureInfo.InvariantCulture);
        target["grpc-message"] = message;
        var details = RichStatus.Describe(code, message, reason).ToByteArray();
        target[RichStatus.Trailer] = new StringValues(Convert.ToBase64String(details).TrimEnd('='));
    }

    // What the interceptor has not described came before it (the server could not read the message) or from the health service.
    private static (StatusCode Code, string Reason, string Message)? Describe(StatusCode code, string message) => code switch
    {
        StatusCode.ResourceExhausted => (code, Reasons.MessageTooLarge, message),
        StatusCode.Unimplemented => (code, Reasons.MethodUnknown, message),
        StatusCode.NotFound => (code, Reasons.MethodUnknown, "this server has no service of that name"),
        StatusCode.Internal or StatusCode.Unknown => (StatusCode.InvalidArgument, Reasons.MessageMalformed, RichStatus.Malformed),
        _ => null,
    };
}
