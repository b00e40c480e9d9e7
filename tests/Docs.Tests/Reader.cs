using System.Text.RegularExpressions;
using Levelset.Web.Tests.Harness;
using Microsoft.Playwright;

namespace Levelset.Docs.Tests;

/// <summary>A reader with a browser, who does what a document says.</summary>
internal sealed class Reader(FleetFixture fleet) : IAsyncDisposable
{
    private const int Timeout = 120_000;

    private Chromium? chromium;
    private IPage? page;

    /// <summary>Takes one step; fails when the page has nothing of that name, or does not come to say it.</summary>
    public async Task DoAsync(PageStep step)
    {
        try
        {
            await DoAsync(await PageAsync(), step);
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            var text = page is null ? "" : await page.Locator("body").InnerTextAsync();
            Assert.Fail($"{step.Document}:{step.Line}: {step.Verb} {step.Object} {step.Label}: {exception.Message}\n{page?.Url} says:\n{text}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (chromium is not null)
        {
            await chromium.DisposeAsync();
        }
    }

    private Task DoAsync(IPage page, PageStep step) => step.Verb switch
    {
        "Open" => page.GotoAsync(fleet.Localize(step.Object)),
        "Click" => ClickAsync(page, step.Object),
        "Tick" => Labelled(page, step.Object).CheckAsync(),
        "Type" => Labelled(page, step.Label).FillAsync(step.Object),
        "Choose" => Labelled(page, step.Label).SelectOptionAsync(new SelectOptionValue { Label = step.Object }),
        "Read" => page.Locator("main").Filter(new LocatorFilterOptions { HasText = step.Object })
            .WaitForAsync(new LocatorWaitForOptions { Timeout = Timeout }),
        _ => throw new ArgumentException($"{step.Verb} is not what a reader can do", nameof(step)),
    };

    // What the page itself has of that name goes before the links that every page has.
    private static async Task ClickAsync(IPage page, string name)
    {
        await Named(page.Locator("body"), name).First.WaitForAsync();
        var own = Named(page.Locator("main"), name);
        await (await own.CountAsync() > 0 ? own : Named(page.Locator("body"), name)).First.ClickAsync();
    }

    private static ILocator Named(ILocator part, string name) =>
        part.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = name, Exact = true })
            .Or(part.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = name, Exact = true }));

    // What stands behind a label's first words only explains it.
    private static ILocator Labelled(IPage page, string label) =>
        page.GetByLabel(new Regex(@"^\s*" + Regex.Escape(label) + @"(\s|$)")).First;

    private async Task<IPage> PageAsync()
    {
        if (page is null)
        {
            chromium = await Chromium.StartAsync();
            page = await chromium.Browser.NewPageAsync();
            page.SetDefaultTimeout(Timeout);
        }

        return page;
    }
}
