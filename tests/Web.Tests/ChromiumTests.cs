using Microsoft.Playwright;

namespace Levelset.Web.Tests;

/// <summary>The browser is there and sees the service.</summary>
public sealed class ChromiumTests(WebFixture fixture)
{
    [Fact]
    public async Task Goto_ReadinessOfService_SaysOk()
    {
        var site = await fixture.SiteAsync();
        await using var context = await (await fixture.ChromiumAsync()).Browser.NewContextAsync();
        var page = await context.NewPageAsync();

        var response = await page.GotoAsync(site.Url("readyz"));

        Assert.Equal(200, response!.Status);
        Assert.Equal("ok", (await page.InnerTextAsync("body")).Trim());
    }
}
