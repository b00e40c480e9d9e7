using Levelset.Web.Tests.Fleets;
using Microsoft.Playwright;

namespace Levelset.Web.Tests.Pages;

/// <summary>What holds of every page, whatever it shows.</summary>
public sealed class EveryPageTests(WebFixture fixture, PageReaders readers) : IClassFixture<PageReaders>
{
    /// <summary>A telephone, and 1280 x 1024 magnified four times.</summary>
    private static readonly (int Width, int Height)[] Sizes = [(360, 740), (320, 256)];

    /// <summary>The text of the content; times are told in the reader's zone, which needs a script.</summary>
    private const string MainText = """
        () => {
          for (const time of document.querySelectorAll("time")) time.textContent = "then";
          return document.querySelector("main").innerText.replace(/\s+/g, " ").trim();
        }
        """;

    private const string Shape = """
        () => ({
          lang: document.documentElement.lang,
          title: document.title,
          headings: document.querySelectorAll("h1").length,
          mains: document.querySelectorAll("main").length,
          namelessTables: [...document.querySelectorAll("main table")]
            .filter((one) => !one.caption?.textContent.trim() && !one.closest("[aria-label], [aria-labelledby]")).length,
          formsWithoutToken: [...document.querySelectorAll("form")]
            .filter((one) => one.method === "post" && !one.querySelector("input[name=__RequestVerificationToken]")?.value).length,
          sharedIds: [...document.querySelectorAll("[id]")].map((one) => one.id)
            .filter((id, index, all) => all.indexOf(id) !== index).join(", "),
        })
        """;

    [Theory]
    [MemberData(nameof(FleetPages.All), MemberType = typeof(FleetPages))]
    public async Task Page_InAnyLightAndWidthAndWithoutScripts_IsWholeAndAccessible(string path)
    {
        var fleet = await fixture.FleetAsync();
        var open = await readers.GoAsync(fleet, path);
        Assert.Equal(200, open.Response!.Status);
        var text = await open.Page.EvaluateAsync<string>(MainText);

        RequireNone(await PageRules.BarriersAsync(open.Page));
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        RequireNone(await PageRules.BarriersAsync(open.Page, "color-contrast"));
        foreach (var (width, height) in Sizes)
        {
            await open.Page.SetViewportSizeAsync(width, height);
            RequireNone(await PageRules.TooWideAsync(open.Page));
            RequireNone(await PageRules.UnreachableAsync(open.Page));
        }

        open.RequireNoFaults();
        await RequireWholeAsync(await readers.GoWithoutScriptsAsync(fleet, path), text);
    }

    private static async Task RequireWholeAsync(IPage page, string text)
    {
        var shape = await page.EvaluateAsync<PageShape>(Shape);
        Assert.EndsWith("Levelset", shape.Title, StringComparison.Ordinal);
        Assert.Equal(new PageShape { Lang = "en", Title = shape.Title, Headings = 1, Mains = 1 }, shape);
        Assert.Equal(text, await page.EvaluateAsync<string>(MainText));
    }

    // All of them, and whole: a page that breaks a rule is mended by what is named.
    private static void RequireNone(IReadOnlyList<string> faults) => Assert.True(faults.Count == 0, string.Join('\n', faults));
}
