using Microsoft.Playwright;

namespace Levelset.Web.Tests.Harness;

/// <summary>A page in a browser context of its own, which notes whatever a page of ours must never do.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly Uri origin;
    private readonly List<string> faults = [];

    private OpenPage(IBrowserContext context, IPage page, Uri origin)
    {
        this.context = context;
        this.origin = origin;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>The answer to the last navigation.</summary>
    public IResponse? Response { get; private set; }

    /// <summary>
    /// What the browser complained of, a violated content security policy included; failed scripts; and requests to anywhere else.
    /// </summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (faults)
            {
                return [.. faults];
            }
        }
    }

    /// <summary>Opens a page of a service.</summary>
    public static async Task<OpenPage> OpenAsync(WebFixture fixture, Site site, string path, BrowserNewContextOptions? options = null)
    {
        var open = await OpenBlankAsync(fixture, site, options);
        await open.GoAsync(site.Url(path));
        return open;
    }

    /// <summary>Opens an empty page from which a service's pages can be gone to.</summary>
    public static async Task<OpenPage> OpenBlankAsync(WebFixture fixture, Site site, BrowserNewContextOptions? options = null)
    {
        var browser = (await fixture.ChromiumAsync()).Browser;
        var context = await browser.NewContextAsync(options ?? new BrowserNewContextOptions());
        context.SetDefaultTimeout((float)Poll.Timeout.TotalMilliseconds);
        var open = new OpenPage(context, await context.NewPageAsync(), site.Address);
        open.Listen();
        return open;
    }

    /// <summary>Goes to another page.</summary>
    public async Task GoAsync(string url) => Response = await Page.GotoAsync(url);

    /// <summary>Fails with what has been noted.</summary>
    public void RequireNoFaults() => Assert.True(Faults.Count == 0, $"{Page.Url}:\n{string.Join('\n', Faults)}");

    /// <summary>Forgets what has been noted so far.</summary>
    public void ForgetFaults()
    {
        lock (faults)
        {
            faults.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await context.CloseAsync();

    private void Listen()
    {
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Note($"console {message.Type}: {message.Text}");
            }
        };
        Page.PageError += (_, error) => Note($"script error: {error}");
        context.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin.ToString(), StringComparison.Ordinal))
            {
                Note($"request to elsewhere: {request.Url}");
            }
        };
        context.RequestFailed += (_, request) =>
        {
            // A stream of events ends with its page.
            if (!request.Url.Contains("/events", StringComparison.Ordinal))
            {
                Note($"request failed: {request.Url}: {request.Failure}");
            }
        };
    }

    private void Note(string fault)
    {
        lock (faults)
        {
            faults.Add(fault);
        }
    }
}
