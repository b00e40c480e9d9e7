using Microsoft.Playwright;

namespace Levelset.Web.Tests.Journeys;

/// <summary>Whatever changes a pool is shown first, and then does what was shown; scripts are not needed.</summary>
public sealed class PoolChangeTests(WebFixture fixture)
{
    [Fact]
    public async Task Policy_FeatureExcluded_IsShownFirstAndThenDone()
    {
        var site = await fixture.SiteAsync();
        await MakePoolAsync(site, "policy", "ice-lake-sp", "ice-lake-sp");
        await using var open = await OpenAsync(site, "/pools/policy/policy");
        var page = open.Page;

        await page.GetByLabel("Always disabled features").FillAsync("vaes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        var preview = page.GetByRole(AriaRole.Region, new() { Name = "Preview" });
        await Assertions.Expect(preview).ToContainTextAsync("excluded by the pool's policy");
        await Assertions.Expect(preview.GetByRole(AriaRole.Link, new() { Name = "vaes", Exact = true })).ToBeVisibleAsync();
        Assert.Equal((1UL, 0), await StateAsync());

        await preview.GetByRole(AriaRole.Button, new() { Name = "Change the policy" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(site.Url("/pools/policy?done=change"));
        Assert.Equal((2UL, 1), await StateAsync());
        open.RequireNoFaults();

        async Task<(ulong Generation, int Excluded)> StateAsync()
        {
            var pool = await site.PoolAsync("policy");
            return (pool.Generation, pool.Policy.ExcludedFeatures.Count);
        }
    }

    [Fact]
    public async Task Policy_NameThatIsNoFeature_IsRefusedByName()
    {
        var site = await fixture.SiteAsync();
        await MakePoolAsync(site, "misspelt", "ice-lake-sp");
        await using var open = await OpenAsync(site, "/pools/misspelt/policy");

        await open.Page.GetByLabel("Always disabled features").FillAsync("vaess");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();

        await Assertions.Expect(open.Page.Locator("main")).ToContainTextAsync("'vaess' is neither a feature");
        Assert.Empty((await site.PoolAsync("misspelt")).Policy.ExcludedFeatures);
    }

    [Fact]
    public async Task WhatIf_OneJoinsAndOneLeaves_IsShownFirstAndThenDoneAtOnce()
    {
        var site = await fixture.SiteAsync();
        await MakePoolAsync(site, "swap", "ice-lake-sp", "ice-lake-sp", "cascade-lake");
        await site.ReportAsync("swap-new", Machine.Of("ice-lake-sp"));
        var before = await site.PoolAsync("swap");
        await using var open = await OpenAsync(site, "/pools/swap/what-if");
        var page = open.Page;

        await page.GetByRole(AriaRole.Group, new() { Name = "Hosts to remove" }).GetByLabel("swap-03").CheckAsync();
        await page.GetByRole(AriaRole.Group, new() { Name = "Hosts to add" }).GetByLabel("swap-new").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        var preview = page.GetByRole(AriaRole.Region, new() { Name = "Preview" });
        await Assertions.Expect(preview).ToContainTextAsync("swap-03 leaves");
        await Assertions.Expect(preview).ToContainTextAsync("swap-new joins");
        Assert.Equal(before, await site.PoolAsync("swap"));

        await preview.GetByRole(AriaRole.Button, new() { Name = "Apply this change" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(site.Url("/pools/swap?done=change"));
        Assert.Equal(("", "pools/swap"), ((await site.HostAsync("swap-03")).Pool, (await site.HostAsync("swap-new")).Pool));

        // The old host is gone, so that the others could give more; a raise is offered, shown and done.
        await page.GetByRole(AriaRole.Link, new() { Name = "Preview the raise" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "vaes", Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Raise the baseline" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(site.Url("/pools/swap?done=raise"));
        var after = await site.PoolAsync("swap");
        Assert.Equal((before.Generation + 1, after.Level), (after.Generation, after.Baseline));
        open.RequireNoFaults();
    }

    [Fact]
    public async Task WhatIf_HostDoesNotFit_SaysEveryReasonAndKeepsTheForm()
    {
        var site = await fixture.SiteAsync();
        await MakePoolAsync(site, "strict", "ice-lake-sp");
        await site.ReportAsync("strict-amd", Machine.Of("milan"));
        await using var open = await OpenAsync(site, "/pools/strict/what-if?preview=1&add=strict-amd");

        var preview = open.Page.GetByRole(AriaRole.Region, new() { Name = "Preview" });
        await Assertions.Expect(preview).ToContainTextAsync("This cannot be done");
        await Assertions.Expect(preview).ToContainTextAsync("AuthenticAMD");
        await Assertions.Expect(open.Page.GetByLabel("strict-amd")).ToBeCheckedAsync();
        await Assertions.Expect(open.Page.GetByRole(AriaRole.Button, new() { Name = "Apply this change" })).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Change_SomebodyElseWasFaster_IsRefusedAndSaysSo()
    {
        var site = await fixture.SiteAsync();
        await MakePoolAsync(site, "contested", "ice-lake-sp", "ice-lake-sp");
        await using var slow = await OpenAsync(site, "/pools/contested/what-if?preview=1&remove=contested-02");
        await using var fast = await OpenAsync(site, "/pools/contested/policy?preview=1&excluded=aes");

        await fast.Page.GetByRole(AriaRole.Button, new() { Name = "Change the policy" }).ClickAsync();
        await Assertions.Expect(fast.Page).ToHaveURLAsync(site.Url("/pools/contested?done=change"));
        await slow.Page.GetByRole(AriaRole.Button, new() { Name = "Apply this change" }).ClickAsync();

        var main = slow.Page.Locator("main");
        await Assertions.Expect(main).ToContainTextAsync("changed it in the meantime");
        await Assertions.Expect(main).ToContainTextAsync("Nothing was changed");
        Assert.Equal("pools/contested", (await site.HostAsync("contested-02")).Pool);

        await Assertions.Expect(main.GetByRole(AriaRole.Link, new() { Name = "View its activity" }))
            .ToHaveAttributeAsync("href", "/activity?pool=contested");

        // The way back shows the same question on the state of now, and then it works.
        await main.GetByRole(AriaRole.Link, new() { Name = "Go back" }).ClickAsync();
        await slow.Page.GetByRole(AriaRole.Button, new() { Name = "Apply this change" }).ClickAsync();
        await Assertions.Expect(slow.Page).ToHaveURLAsync(site.Url("/pools/contested?done=change"));
        Assert.Equal("", (await site.HostAsync("contested-02")).Pool);
    }

    [Fact]
    public async Task Pool_MadeRenamedAndDeleted_ByPagesAlone()
    {
        var site = await fixture.SiteAsync();
        await using var open = await OpenAsync(site, "/");
        var page = open.Page;

        await page.GetByRole(AriaRole.Link, new() { Name = "Create pool" }).First.ClickAsync();
        await page.GetByLabel("Id", new() { Exact = true }).FillAsync("Not an id");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create pool" }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("1 to 63 of a-z");
        await page.GetByRole(AriaRole.Link, new() { Name = "Go back" }).ClickAsync();
        await page.GetByLabel("Id", new() { Exact = true }).FillAsync("by-hand");
        await page.GetByLabel("Display name").FillAsync("First");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create pool" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(site.Url("/pools/by-hand"));

        await page.GetByRole(AriaRole.Link, new() { Name = "Policy" }).ClickAsync();
        await page.GetByLabel("Display name").FillAsync("Second");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Second");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete this pool" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(site.Url("/"));
        var pools = await site.Pools.ListPoolsAsync(new ListPoolsRequest(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.DoesNotContain(pools.Pools, pool => pool.Name == "pools/by-hand");
    }

    private Task<OpenPage> OpenAsync(Site site, string path) =>
        OpenPage.OpenAsync(fixture, site, path, new() { JavaScriptEnabled = false });

    /// <summary>A pool whose hosts are called after it: "policy-01", "policy-02" and so on.</summary>
    private static async Task MakePoolAsync(Site site, string pool, params string[] profiles)
    {
        await site.CreatePoolAsync(pool);
        var ids = new List<string>();
        foreach (var profile in profiles)
        {
            ids.Add($"{pool}-{ids.Count + 1:00}");
            await site.ReportAsync(ids[^1], Machine.Of(profile));
        }

        await site.AddAsync(pool, ids);
    }
}
