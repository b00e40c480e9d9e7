using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Levelset.Web.Tests.Pages;

/// <summary>What a page does to its readers that it must not; each rule names what breaks it.</summary>
public static class PageRules
{
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

    /// <summary>Checks the document, all of it or by some rules, and returns what axe calls serious or critical.</summary>
    private const string Barriers = """
        async (rules) => {
          const result = await axe.run(document, { resultTypes: ["violations"], ...(rules.length > 0 && { runOnly: rules }) });
          return {
            passes: result.passes.length,
            barriers: result.violations.filter((one) => ["serious", "critical"].includes(one.impact)).flatMap((one) => one.nodes.map((node) =>
              `${one.id} (${one.impact}): ${node.html}: ` + [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; "))),
          };
        }
        """;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>What axe finds serious or critical.</summary>
    /// <param name="page">The page as it is shown now.</param>
    /// <param name="rules">Only these of axe's rules; none = all.</param>
    public static async Task<IReadOnlyList<string>> BarriersAsync(IPage page, params string[] rules)
    {
        // Once in a document. The package for Playwright opens a further browser context in every check, to bring the results of
        // frames together; our pages have none.
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(Axe);
        }

        var found = await page.EvaluateAsync<AxeFindings>(Barriers, rules);
        Assert.Empty(page.Frames.Skip(1));
        Assert.True(found.Passes > 0, "axe checked nothing");
        return found.Barriers;
    }

    /// <summary>What makes the document wider than the window.</summary>
    public static async Task<IReadOnlyList<string>> TooWideAsync(IPage page) => await page.EvaluateAsync<string[]>(TooWide);

    /// <summary>What scrolls sideways and cannot be reached with the keyboard, or has no name.</summary>
    public static async Task<IReadOnlyList<string>> UnreachableAsync(IPage page) =>
        await page.EvaluateAsync<string[]>(UnreachableScrolling);
}
