using Microsoft.Playwright;

namespace Levelset.Web.Tests.Journeys;

/// <summary>An open page follows what happens, and says so when it cannot.</summary>
public sealed class LiveTests(WebFixture fixture)
{
    private static readonly LocatorAssertionsToBeVisibleOptions Patiently = new() { Timeout = (float)Poll.Timeout.TotalMilliseconds };

    /// <summary>Set once by the test: a page that was loaded anew has lost it.</summary>
    private const string Mark = "() => { window.marked = true; }";

    [Fact]
    public async Task Change_PageIsOpen_ArrivesWithoutLoadingAgain()
    {
        var site = await fixture.SiteAsync();
        await site.CreatePoolAsync("live", "Live");
        await site.ReportAsync("live-01", Machine.Of("ice-lake-sp"));
        await site.ReportAsync("live-02", Machine.Of("cascade-lake"));
        await site.AddAsync("live", "live-01");
        await using var open = await OpenPage.OpenAsync(fixture, site, "/pools/live");
        await ListeningAsync(open.Page);
        await open.Page.EvaluateAsync(Mark);

        await site.AddAsync("live", "live-02");

        await Assertions.Expect(open.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "live-02" }).First).ToBeVisibleAsync(Patiently);
        Assert.True(await open.Page.EvaluateAsync<bool>("() => window.marked === true"), "the page was loaded again");
        open.RequireNoFaults();
    }

    [Fact]
    public async Task Restart_PageIsOpen_SaysSoAndRecovers()
    {
        await using var site = await Site.StartAsync();
        await site.CreatePoolAsync("before", "Before");
        await using var open = await OpenPage.OpenAsync(fixture, site, "/");
        await ListeningAsync(open.Page);
        await open.Page.EvaluateAsync(Mark);
        var status = open.Page.GetByRole(AriaRole.Status);
        await Assertions.Expect(status).ToBeHiddenAsync();

        await site.StopAsync();
        await Assertions.Expect(status).ToContainTextAsync("Connection lost", new() { Timeout = Patiently.Timeout });

        await site.StartAgainAsync();
        await site.CreatePoolAsync("after", "After");

        await Assertions.Expect(open.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "After" }).First).ToBeVisibleAsync(Patiently);
        await Assertions.Expect(status).ToBeHiddenAsync(new() { Timeout = Patiently.Timeout });
        Assert.True(await open.Page.EvaluateAsync<bool>("() => window.marked === true"), "the page was loaded again");
    }

    [Fact]
    public async Task Form_ServiceRestartedMeanwhile_IsStillTaken()
    {
        await using var site = await Site.StartAsync();
        await site.CreatePoolAsync("form", "Before");
        await using var open = await OpenPage.OpenAsync(fixture, site, "/pools/form/policy");
        await open.Page.GetByLabel("Display name").FillAsync("After");

        await site.StopAsync();
        await site.StartAgainAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();

        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Name = "After", Level = 1 })).ToBeVisibleAsync(Patiently);
        Assert.Equal("After", (await site.PoolAsync("form")).DisplayName);
    }

    private static async Task ListeningAsync(IPage page) =>
        await page.WaitForFunctionAsync("() => document.documentElement.dataset.live === 'on'");
}
