using Microsoft.Playwright;

namespace Levelset.Web.Tests.Journeys;

/// <summary>Whether a partition can move, why not, where else, and with which 64 bytes.</summary>
public sealed class CheckTests(WebFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Check_TargetLacksFeatures_NamesThemAndLeadsToAHostThatWouldDo()
    {
        var fleet = await fixture.FleetAsync();
        var partition = $"partitions/{fleet.Partitions["storefront-1"]}";
        await using var open = await OpenAsync(fleet.Site, "/check");
        var page = open.Page;

        await page.GetByLabel("Partition", new() { Exact = true }).FillAsync(partition);
        await page.GetByLabel("Target host").FillAsync("web-05");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        var main = page.Locator("main");
        await Assertions.Expect(main).ToContainTextAsync("Not compatible");
        await Assertions.Expect(main).ToContainTextAsync("gfni");

        await page.GetByRole(AriaRole.Link, new() { Name = "check web-02" }).ClickAsync();
        await Assertions.Expect(main).ToContainTextAsync("Compatible: it can move there");
        var verdict = await new MigrationService.MigrationServiceClient(fleet.Site.Channel).CheckMigrationAsync(
            new CheckMigrationRequest { Partition = partition, TargetHost = "hosts/web-02" },
            cancellationToken: Cancel);
        await Assertions.Expect(main).ToContainTextAsync(
            Convert.ToHexStringLower(verdict.CreationArguments.CreatePartitionV2.Span),
            new() { UseInnerText = false });
        open.RequireNoFaults();
    }

    [Fact]
    public async Task Check_IntoAPoolThatGivesLess_AsksForAReasonInWords()
    {
        var fleet = await fixture.FleetAsync();
        var partition = fleet.Partitions["ledger"];
        await using var open = await OpenAsync(fleet.Site, $"/check?partition={partition}&target=web-01");
        var page = open.Page;
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Not compatible");

        await page.GetByLabel("Reason for overriding the pool rule").FillAsync("For the night");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Compatible: it can move there");
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("Worth knowing");
    }

    [Fact]
    public async Task Partition_ThatIsLimited_SaysWhereItCanGoAndWhatAPowerCycleWouldChange()
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenAsync(fleet.Site, "/partitions");
        var page = open.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "storefront-1" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("storefront-1");
        var main = page.Locator("main");
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Targets" })).ToContainTextAsync("web-02");
        await Assertions.Expect(main).ToContainTextAsync("Generation 3 lowered the baseline");
        await Assertions.Expect(main).ToContainTextAsync("What a power cycle would change");
    }

    [Fact]
    public async Task Partition_WithAWaiver_SaysWhatWasWaivedAndWhy()
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenAsync(fleet.Site, $"/partitions/{fleet.Partitions["fraud-scoring"]}");

        await Assertions.Expect(open.Page.Locator("main")).ToContainTextAsync("Payments is being rewired; it goes back on Monday.");
    }

    private Task<OpenPage> OpenAsync(Site site, string path) =>
        OpenPage.OpenAsync(fixture, site, path, new() { JavaScriptEnabled = false });
}
