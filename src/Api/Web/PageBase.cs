using Levelset.Api.Mapping;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Levelset.Api.Web;

/// <summary>A page: it asks the services of this process, and its address says all that it shows.</summary>
public abstract class PageBase : ComponentBase
{
    /// <summary>The request that is answered.</summary>
    [CascadingParameter]
    public HttpContext Http { get; set; } = null!;

    /// <summary>Who asks for the page.</summary>
    private protected Caller Caller => Caller.Of(Http);

    /// <summary>Cancelled when the browser goes away.</summary>
    protected CancellationToken Cancelled => Http.RequestAborted;

    /// <inheritdoc/>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        // A component renders before its asynchronous start has ended; a page has nothing to show until then.
        parameters.SetParameterProperties(this);
        await LoadAsync();
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Reads what the page shows, once its parameters are known.</summary>
    protected virtual Task LoadAsync() => Task.CompletedTask;

    /// <summary>The address of this page with some parameters of its query changed; null takes one away.</summary>
    protected string With(params IEnumerable<(string Key, string? Value)> changes)
    {
        var query = Http.Request.Query.SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value)).ToList();
        foreach (var (key, value) in changes)
        {
            query.RemoveAll(pair => pair.Key == key);
            if (value is not null)
            {
                query.Add(KeyValuePair.Create<string, string?>(key, value));
            }
        }

        return QueryHelpers.AddQueryString(Http.Request.Path.Value ?? "/", query);
    }
}
