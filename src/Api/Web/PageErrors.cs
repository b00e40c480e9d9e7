using Grpc.Core;
using Levelset.Api.Errors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Web;

/// <summary>Answers a failed request of a browser with a page that says what was wrong and what would be right.</summary>
internal sealed class PageErrors(
    RequestDelegate next,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    ILogger<PageErrors> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!IsOfBrowser(context.Request))
        {
            await next(context);
            return;
        }

        PageHeaders.Set(context);
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await AnswerAsync(context, ErrorOf(context, exception));
            return;
        }

        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound })
        {
            await AnswerAsync(context, new ServiceException(StatusCode.NotFound, "PAGE_NOT_FOUND", $"there is no page {context.Request.Path}"));
        }
        else if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status400BadRequest })
        {
            await AnswerAsync(context, new ServiceException(StatusCode.InvalidArgument, "FORM_INVALID", FormInvalid));
        }
    }

    private static bool IsOfBrowser(HttpRequest request) =>
        request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) != true
        && !request.Path.StartsWithSegments("/livez")
        && !request.Path.StartsWithSegments("/readyz");

    private ServiceException ErrorOf(HttpContext context, Exception exception)
    {
        var call = $"{context.Request.Method} {context.Request.Path}";
        switch (ExceptionMapper.Of(exception, lifetime))
        {
            case { } fault when fault == exception:
                ErrorLog.Refused(logger, call, fault.Reason, fault.Message);
                return fault;
            case { } fault:
                ErrorLog.Answered(logger, call, fault.Reason, exception.Message);
                return fault;
            case null when exception is BadHttpRequestException:
                return new ServiceException(StatusCode.InvalidArgument, "FORM_INVALID", FormInvalid);
            default:
                ErrorLog.Unexpected(logger, call, exception);
                return ExceptionMapper.Unexpected();
        }
    }

    private const string FormInvalid =
        "the form has expired; reload the page and submit again";

    private async Task AnswerAsync(HttpContext context, ServiceException fault)
    {
        // The page that failed has used up what renders one page.
        await using var scope = scopes.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        context.Response.Clear();
        PageHeaders.Set(context);
        var status = StatusOf(fault.Code);
        await new RazorComponentResult<ErrorPage>(new { Fault = fault, Status = status, Back = Back(context.Request) })
        {
            StatusCode = status,
        }.ExecuteAsync(context);
    }

    // Where the reader came from, when that was a page of this service.
    private static string Back(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == request.Host.Value
            ? from.PathAndQuery
            : "/";

    private static int StatusOf(StatusCode code) => code switch
    {
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.InvalidArgument or StatusCode.OutOfRange => StatusCodes.Status400BadRequest,
        StatusCode.AlreadyExists or StatusCode.Aborted or StatusCode.FailedPrecondition => StatusCodes.Status409Conflict,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };
}
