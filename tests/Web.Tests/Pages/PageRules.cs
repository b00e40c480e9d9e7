using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
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

    /// <summary>What axe finds serious or critical.</summary>
    /// <param name="page">The page as it is shown now.</param>
    /// <param name="rules">Only these of axe's rules; none = all.</param>
    public static async Task<IReadOnlyList<string>> BarriersAsync(IPage page, params string[] rules)
    {
        var options = rules.Length == 0 ? new AxeRunOptions() : new AxeRunOptions { RunOnly = RunOnlyOptions.Rules(rules) };
        options.ResultTypes = [ResultType.Violations];
        var result = await page.RunAxe(options);
        Assert.NotEmpty(result.Passes ?? []);
        return
        [
            .. result.Violations.Where(violation => violation.Impact is "serious" or "critical")
                .SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id} ({violation.Impact}): {node.Html}: {Why(node)}")),
        ];
    }

    /// <summary>What makes the document wider than the window.</summary>
    public static async Task<IReadOnlyList<string>> TooWideAsync(IPage page) => await page.EvaluateAsync<string[]>(TooWide);

    /// <summary>What scrolls sideways and cannot be reached with the keyboard, or has no name.</summary>
    public static async Task<IReadOnlyList<string>> UnreachableAsync(IPage page) =>
        await page.EvaluateAsync<string[]>(UnreachableScrolling);

    private static string Why(AxeResultNode node) =>
        string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message));
}
