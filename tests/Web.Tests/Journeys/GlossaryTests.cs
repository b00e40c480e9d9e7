using Microsoft.Playwright;

namespace Levelset.Web.Tests.Journeys;

/// <summary>A name that means nothing to the reader is one click from what it means, and whom it concerns.</summary>
public sealed class GlossaryTests(WebFixture fixture)
{
    [Fact]
    public async Task Feature_FromAPool_IsExplainedWithThePoolsThatLackIt()
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenPage.OpenAsync(fixture, fleet.Site, "/pools/web?all=1");

        await open.Page.GetByRole(AriaRole.Link, new() { Name = "gfni", Exact = true }).First.ClickAsync();

        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("gfni");
        var lacking = open.Page.GetByRole(AriaRole.Region, new() { Name = "Pools that lack it" });
        await Assertions.Expect(lacking.GetByRole(AriaRole.Link, new() { Name = "Web front ends" })).ToBeVisibleAsync();
        await Assertions.Expect(lacking).ToContainTextAsync("web-05");
        await Assertions.Expect(open.Page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "Payments" })).ToBeVisibleAsync();
        open.RequireNoFaults();
    }

    [Fact]
    public async Task Glossary_Searched_LeadsToTheFeature()
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenPage.OpenAsync(fixture, fleet.Site, "/glossary", new() { JavaScriptEnabled = false });

        await open.Page.GetByLabel("Find").FillAsync("VERW");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "mb_clear", Exact = true }).First.ClickAsync();

        await Assertions.Expect(open.Page.Locator("main")).ToContainTextAsync("bank0:60");
    }

    [Fact]
    public async Task Activity_AfterAChange_SaysWhatAndWhere()
    {
        var site = await fixture.SiteAsync();
        await site.CreatePoolAsync("noted", "Noted");
        await site.ReportAsync("noted-01", Machine.Of("ice-lake-sp"));
        await site.AddAsync("noted", "noted-01");
        await using var open = await OpenPage.OpenAsync(fixture, site, "/activity?pool=noted");

        var main = open.Page.Locator("main");
        await Assertions.Expect(main.GetByRole(AriaRole.Link, new() { Name = "noted-01" }).First).ToBeVisibleAsync();
        await Assertions.Expect(main).ToContainTextAsync("anonymous (127.0.0.1)");
        open.RequireNoFaults();
    }
}
