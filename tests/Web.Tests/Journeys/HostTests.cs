using Microsoft.Playwright;

namespace Levelset.Web.Tests.Journeys;

/// <summary>A host is looked at, kept from new partitions, labelled, and taken off the record; scripts are not needed.</summary>
public sealed class HostTests(WebFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_CordonedAndUncordoned_SaysWhichItIs()
    {
        var site = await fixture.SiteAsync();
        await site.ReportAsync("ward-01", Machine.Of("ice-lake-sp"));
        await using var open = await OpenAsync(site, "/hosts/ward-01");
        var page = open.Page;

        await page.GetByRole(AriaRole.Button, new() { Name = "Cordon", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("cordoned");
        Assert.True((await site.HostAsync("ward-01")).Cordoned);

        await page.GetByRole(AriaRole.Button, new() { Name = "Uncordon" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cordon", Exact = true })).ToBeVisibleAsync();
        Assert.False((await site.HostAsync("ward-01")).Cordoned);
        open.RequireNoFaults();
    }

    [Fact]
    public async Task Host_RenamedAndLabelled_KeepsWhatWasTyped()
    {
        var site = await fixture.SiteAsync();
        await site.ReportAsync("tagged-01", Machine.Of("ice-lake-sp"));
        await using var open = await OpenAsync(site, "/hosts/tagged-01");
        var page = open.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Rename and label" }).ClickAsync();
        await page.GetByLabel("Display name").FillAsync("By the window");
        await page.GetByLabel("Labels").FillAsync("rack=r7\nrow=b");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("By the window");
        var labels = (await site.HostAsync("tagged-01")).Labels;
        Assert.Equal(new Dictionary<string, string> { ["rack"] = "r7", ["row"] = "b" }, labels);
    }

    [Fact]
    public async Task Host_Removed_OnceNothingStandsInTheWay()
    {
        var site = await fixture.SiteAsync();
        await site.CreatePoolAsync("leaving");
        var host = await site.ReportAsync("leaving-01", Machine.Of("ice-lake-sp"));
        await site.AddAsync("leaving", "leaving-01");
        await using var open = await OpenAsync(site, "/hosts/leaving-01");
        var page = open.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Remove", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("cannot be removed now");
        await page.GetByRole(AriaRole.Link, new() { Name = "Remove from pool" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Preview" })).ToContainTextAsync("no contributing host would be left");
        await page.GetByRole(AriaRole.Button, new() { Name = "Apply this change" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(site.Url("/pools/leaving?done=change"));
        await host.DisposeAsync();
        await GoneAsync(site, "leaving-01");

        await page.GotoAsync(site.Url("/hosts/leaving-01/remove"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove leaving-01" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(site.Url("/hosts"));
        var exception = await Assert.ThrowsAsync<RpcException>(() => site.HostAsync("leaving-01"));
        Assert.Equal(StatusCode.NotFound, exception.StatusCode);
    }

    [Fact]
    public async Task Hosts_OfTwoGenerations_Compared()
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenAsync(fleet.Site, "/hosts/web-01");
        var page = open.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Compare", Exact = true }).ClickAsync();
        await page.GetByLabel("Compare with").FillAsync("hosts/web-03");
        await page.GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("web-01 has all features of hosts/web-03");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "amx_tile" })).ToBeVisibleAsync();
        open.RequireNoFaults();
    }

    [Fact]
    public async Task Drift_OnThePageOfTheHost_NamesWhatChangedBesideTheFeatures()
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenAsync(fleet.Site, "/hosts/db-03");

        var main = open.Page.Locator("main");
        await Assertions.Expect(main).ToContainTextAsync("rd_seed");
        await Assertions.Expect(main).ToContainTextAsync("0x0a0011d1");
        await Assertions.Expect(main).ToContainTextAsync("0x0a0011d5");
    }

    private Task<OpenPage> OpenAsync(Site site, string path) =>
        OpenPage.OpenAsync(fixture, site, path, new() { JavaScriptEnabled = false });

    /// <summary>Returns once the service has noticed that the host's agent is gone.</summary>
    private static Task GoneAsync(Site site, string id) => Poll.UntilAsync(
        async () =>
        {
            try
            {
                await site.Hosts.DeleteHostAsync(new DeleteHostRequest { Name = $"hosts/{id}", ValidateOnly = true }, cancellationToken: Cancel);
                return true;
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.FailedPrecondition)
            {
                return false;
            }
        },
        $"the agent of {id} is gone",
        () => site.Log,
        Cancel);
}
