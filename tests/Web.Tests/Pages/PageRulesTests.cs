using Microsoft.Playwright;

namespace Levelset.Web.Tests.Pages;

/// <summary>The rules find what they are there to find: a check that has gone blind would pass every page.</summary>
public sealed class PageRulesTests(WebFixture fixture)
{
    private const string Sound = "<p>Text</p><div style='overflow: auto' tabindex=0 role=region aria-label=Wide><p style='width: 900px'>Wide</p></div>";

    [Theory]
    [InlineData("<p style='color: #aaa; background: #fff'>Pale</p>", "color-contrast")]
    [InlineData("<input type=text>", "label")]
    [InlineData("<img src='data:,'>", "image-alt")]
    public async Task Barriers_PageHasOne_NamesIt(string html, string rule)
    {
        await using var context = await OpenAsync(html);

        var barriers = await PageRules.BarriersAsync(context.Pages[0]);

        Assert.StartsWith(rule, Assert.Single(barriers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooWide_PageHasAWideParagraph_NamesIt()
    {
        await using var context = await OpenAsync("<p class=broad style='width: 900px'>Wide</p>");

        Assert.Contains(await PageRules.TooWideAsync(context.Pages[0]), one => one.StartsWith("P.broad", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unreachable_RegionWithoutATabStop_NamesIt()
    {
        await using var context = await OpenAsync("<div class=dead style='overflow: auto'><p style='width: 900px'>Wide</p></div>");

        Assert.Contains("dead", Assert.Single(await PageRules.UnreachableAsync(context.Pages[0])), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_PageIsSound_NameNothing()
    {
        await using var context = await OpenAsync(Sound);
        var page = context.Pages[0];

        Assert.Empty(await PageRules.BarriersAsync(page));
        Assert.Empty(await PageRules.TooWideAsync(page));
        Assert.Empty(await PageRules.UnreachableAsync(page));
    }

    [Fact]
    public async Task Faults_PageViolatesItsPolicyAndLooksElsewhere_AreNoted()
    {
        var site = await fixture.SiteAsync();
        await using var open = await OpenPage.OpenAsync(fixture, site, "/");
        open.RequireNoFaults();

        await open.Page.EvaluateAsync("() => document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">Styled</p>')");
        await open.Page.EvaluateAsync("() => { new Image().src = 'http://127.0.0.2:9/x'; }");
        await Poll.UntilAsync(() => Task.FromResult(open.Faults.Count >= 2), "both are noted", () => string.Join('\n', open.Faults), TestContext.Current.CancellationToken);

        Assert.Contains(open.Faults, fault => fault.Contains("style-src", StringComparison.Ordinal));
        Assert.Contains(open.Faults, fault => fault.Contains("img-src", StringComparison.Ordinal));
    }

    private async Task<IBrowserContext> OpenAsync(string content)
    {
        var context = await (await fixture.ChromiumAsync()).Browser.NewContextAsync(new() { ViewportSize = new() { Width = 360, Height = 740 } });
        var page = await context.NewPageAsync();
        await page.SetContentAsync(
            $"<!DOCTYPE html><html lang=en><head><title>T</title><meta name=viewport content='width=device-width'></head><body><main><h1>H</h1>{content}</main></body></html>");
        return context;
    }
}
