using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Levelset.Web.Tests.Fleets;
using Microsoft.Playwright;

namespace Levelset.Web.Tests.Pages;

/// <summary>What holds of every page, whatever it shows.</summary>
public sealed class EveryPageTests(WebFixture fixture)
{
    /// <summary>A telephone, and 1280 x 1024 magnified four times.</summary>
    private static readonly (int Width, int Height)[] Sizes = [(360, 740), (320, 256)];

    /// <summary>Of the document, and of every element that is wider than it and does not scroll in itself.</summary>
    private const string TooWide = """
        () => {
          const root = document.documentElement;
          if (root.scrollWidth <= root.clientWidth) return [];
          const scrolls = (one) => one && one !== document.body
            && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(one).overflowX) || scrolls(one.parentElement));
          return [...document.body.querySelectorAll("*")]
            .filter((one) => one.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(one))
            .map((one) => one.tagName + "." + one.className + " " + Math.round(one.getBoundingClientRect().right))
            .concat("document " + root.scrollWidth + " in " + root.clientWidth);
        }
        """;

    /// <summary>Regions that scroll sideways and cannot be reached with the keyboard, or have no name.</summary>
    private const string UnreachableScrolling = """
        () => [...document.querySelectorAll("main *")]
          .filter((one) => one.scrollWidth > one.clientWidth + 1 && ["auto", "scroll"].includes(getComputedStyle(one).overflowX))
          .filter((one) => !["TEXTAREA", "INPUT", "SELECT"].includes(one.tagName))
          .filter((one) => one.tabIndex < 0 || !(one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")))
          .map((one) => one.outerHTML.slice(0, 120))
        """;

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
    public async Task Page_InAnyLightAndWidth_IsAccessibleAndFits(string path)
    {
        var (site, address) = await AddressAsync(path);
        await using var open = await OpenPage.OpenAsync(fixture, site, address);
        Assert.Equal(200, open.Response!.Status);

        await RequireAccessibleAsync(open.Page, path);
        await open.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await RequireAccessibleAsync(open.Page, $"{path} in the dark", "color-contrast");
        foreach (var (width, height) in Sizes)
        {
            await open.Page.SetViewportSizeAsync(width, height);
            Assert.Empty(await open.Page.EvaluateAsync<string[]>(TooWide));
            Assert.Empty(await open.Page.EvaluateAsync<string[]>(UnreachableScrolling));
        }

        open.RequireNoFaults();
    }

    [Theory]
    [MemberData(nameof(FleetPages.All), MemberType = typeof(FleetPages))]
    public async Task Page_WithoutScripts_IsWholeAndSaysTheSame(string path)
    {
        var (site, address) = await AddressAsync(path);
        await using var open = await OpenPage.OpenAsync(fixture, site, address);
        await using var plain = await OpenPage.OpenAsync(fixture, site, address, new() { JavaScriptEnabled = false });
        Assert.Equal(200, plain.Response!.Status);

        var shape = await plain.Page.EvaluateAsync<PageShape>(Shape);
        Assert.EndsWith("Levelset", shape.Title, StringComparison.Ordinal);
        Assert.Equal(new PageShape { Lang = "en", Title = shape.Title, Headings = 1, Mains = 1 }, shape);
        Assert.Equal(await plain.Page.EvaluateAsync<string>(MainText), await open.Page.EvaluateAsync<string>(MainText));
    }

    private async Task<(Site Site, string Address)> AddressAsync(string path)
    {
        var fleet = await fixture.FleetAsync();
        return (fleet.Site, fleet.PathOf(path));
    }

    private static async Task RequireAccessibleAsync(IPage page, string what, params string[] rules)
    {
        var options = rules.Length == 0 ? new AxeRunOptions() : new AxeRunOptions { RunOnly = RunOnlyOptions.Rules(rules) };
        options.ResultTypes = [ResultType.Violations];
        var result = await page.RunAxe(options);
        var grave = result.Violations.Where(violation => violation.Impact is "serious" or "critical")
            .SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id} ({violation.Impact}): {node.Html}\n  {Why(node)}"))
            .ToList();
        Assert.True(grave.Count == 0, $"{what}:\n{string.Join('\n', grave)}");
        Assert.NotEmpty(result.Passes ?? []);
    }

    private static string Why(AxeResultNode node) =>
        string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message));
}
