namespace Levelset.Api.Web;

/// <summary>The answer to a form that has done its work: the browser loads a page instead of sending the form again.</summary>
internal sealed class SeeOther(string url) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = url;
        return Task.CompletedTask;
    }
}
