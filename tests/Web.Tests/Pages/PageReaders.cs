using Levelset.Web.Tests.Fleets;
using Microsoft.Playwright;

namespace Levelset.Web.Tests.Pages;

/// <summary>
/// One browser page that runs scripts and one that does not, which go from page to page of the fixed fleet: starting a renderer costs
/// more than what is checked in it.
/// </summary>
public sealed class PageReaders(WebFixture fixture) : IAsyncDisposable
{
    private OpenPage? scripted;
    private OpenPage? plain;

    /// <summary>Goes to a page in light colors and in the usual size, with nothing noted yet.</summary>
    public async Task<OpenPage> GoAsync(FixedFleet fleet, string path)
    {
        scripted ??= await OpenPage.OpenBlankAsync(fixture, fleet.Site);
        await scripted.GoAsync("about:blank");
        scripted.ForgetFaults();
        await scripted.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await scripted.Page.SetViewportSizeAsync(1280, 720);
        await scripted.GoAsync(fleet.Site.Url(fleet.PathOf(path)));
        return scripted;
    }

    /// <summary>Goes to a page where no script runs.</summary>
    public async Task<IPage> GoWithoutScriptsAsync(FixedFleet fleet, string path)
    {
        plain ??= await OpenPage.OpenBlankAsync(fixture, fleet.Site, new() { JavaScriptEnabled = false });
        await plain.GoAsync(fleet.Site.Url(fleet.PathOf(path)));
        return plain.Page;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var page in (OpenPage?[])[scripted, plain])
        {
            await (page?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }
}
