using Microsoft.Playwright;

namespace Levelset.Web.Tests.Journeys;

/// <summary>An operator is told that guests miss a feature: which, since when, because of whom, and what to do.</summary>
public sealed class LossTests(WebFixture fixture)
{
    [Fact]
    public async Task Loss_FromTheFirstPage_IsExplainedAfterOneClickAndUndoneAfterTwo()
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenPage.OpenAsync(fixture, fleet.Site, "/");
        var page = open.Page;
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Web front ends" });
        await Assertions.Expect(row).ToContainTextAsync("lost sha and 12 more");
        await Assertions.Expect(row).ToContainTextAsync("4 need a power cycle");
        await Assertions.Expect(row).ToContainTextAsync("host added: hosts/web-05");

        await row.GetByRole(AriaRole.Link, new() { Name = "Web front ends" }).ClickAsync();
        var lost = page.GetByRole(AriaRole.Region, new() { Name = "Features that are not in the baseline" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "gfni" });
        await Assertions.Expect(lost).ToContainTextAsync("not offered by web-05");
        await Assertions.Expect(lost).ToContainTextAsync("generation 3");
        await Assertions.Expect(lost).ToContainTextAsync("host added: hosts/web-05");

        await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("4 partitions still run with an older feature set");

        await page.GetByRole(AriaRole.Link, new() { Name = "Preview removing this host" }).First.ClickAsync();
        var preview = page.GetByRole(AriaRole.Region, new() { Name = "Preview" });
        await Assertions.Expect(preview).ToContainTextAsync("web-05 leaves");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Apply this change" })).ToBeVisibleAsync();
        open.RequireNoFaults();
    }

    [Fact]
    public async Task Drift_OnThePageOfThePool_NamesTheHostAndWhatItLost()
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenPage.OpenAsync(fixture, fleet.Site, "/pools/database");

        var quarantined = open.Page.Locator("section", new() { HasText = "Quarantined" });
        await Assertions.Expect(quarantined.GetByRole(AriaRole.Link, new() { Name = "db-03" })).ToBeVisibleAsync();
        await Assertions.Expect(quarantined).ToContainTextAsync("rd_seed");
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Heading, new() { NameString = "can be enabled (raise the baseline)" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Generations_Compared_SayWhatWasLostAndBecauseOfWhom()
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenPage.OpenAsync(fixture, fleet.Site, "/pools/web/history");

        await open.Page.GetByLabel("From", new() { Exact = true }).FillAsync("1");
        await open.Page.GetByLabel("To", new() { Exact = true }).FillAsync("3");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        var comparison = open.Page.GetByRole(AriaRole.Region, new() { Name = "The comparison" });
        await Assertions.Expect(comparison).ToContainTextAsync("From generation 1 to generation 3");
        await Assertions.Expect(comparison.GetByRole(AriaRole.Link, new() { Name = "fs_rep_stosb" })).ToBeVisibleAsync();
        await Assertions.Expect(comparison.GetByRole(AriaRole.Link, new() { Name = "umip" })).ToBeVisibleAsync();
        await Assertions.Expect(comparison).ToContainTextAsync("web-05");
        open.RequireNoFaults();
    }
}
