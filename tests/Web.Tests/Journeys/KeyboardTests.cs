using Microsoft.Playwright;

namespace Levelset.Web.Tests.Journeys;

/// <summary>Everything can be reached and seen with the keyboard alone.</summary>
public sealed class KeyboardTests(WebFixture fixture)
{
    /// <summary>What has the focus: its text, whether it shows that it has it, and whether it is on the screen.</summary>
    private const string Focused = """
        () => {
          const one = document.activeElement;
          const box = one.getBoundingClientRect();
          const look = getComputedStyle(one);
          return {
            tag: one.tagName,
            text: (one.innerText ?? one.value ?? "").trim(),
            isMarked: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
            isOnScreen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
          };
        }
        """;

    [Fact]
    public async Task Tab_FirstOnAPage_SkipsToTheContent()
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenPage.OpenAsync(fixture, fleet.Site, "/pools/web");

        await open.Page.Keyboard.PressAsync("Tab");
        var skip = await open.Page.EvaluateAsync<FocusedElement>(Focused);
        await open.Page.Keyboard.PressAsync("Enter");

        Assert.StartsWith("Skip", skip.Text, StringComparison.Ordinal);
        Assert.True(skip is { IsMarked: true, IsOnScreen: true }, skip.ToString());
        Assert.Equal("MAIN", (await open.Page.EvaluateAsync<FocusedElement>(Focused)).Tag);

        // The next stop is in the content, not in the navigation again.
        await open.Page.Keyboard.PressAsync("Tab");
        Assert.True(await open.Page.EvaluateAsync<bool>("() => document.querySelector('main').contains(document.activeElement)"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/pools/web")]
    [InlineData("/pools/web/policy")]
    [InlineData("/pools/web/what-if")]
    [InlineData("/hosts/db-03")]
    [InlineData("/check")]
    public async Task Tab_ThroughAPage_ReachesEverythingInOrderAndShowsWhere(string path)
    {
        var fleet = await fixture.FleetAsync();
        await using var open = await OpenPage.OpenAsync(fixture, fleet.Site, path, new() { ReducedMotion = ReducedMotion.Reduce });
        await open.Page.EvaluateAsync(
            """
            () => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
              .filter((one) => one.checkVisibility() && !one.disabled)
              .forEach((one, index) => { one.dataset.stop = index; })
            """);
        var stops = await open.Page.Locator("[data-stop]").CountAsync();
        const int Most = 60;
        Assert.True(stops > 5, $"{path} has only {stops} places to go to");

        var last = -1;
        for (var stop = 0; stop < Math.Min(stops, Most); stop++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
            var focused = await open.Page.EvaluateAsync<FocusedElement>(Focused);
            Assert.True(focused is { IsMarked: true, IsOnScreen: true }, $"{path}, stop {stop}: {focused}");
            var number = await open.Page.EvaluateAsync<int>("() => Number(document.activeElement.dataset.stop ?? -1)");

            // Of radio buttons only the chosen one is a stop; otherwise none is left out, and none comes before an earlier one.
            Assert.True(number > last, $"{path}, stop {stop}: {focused} comes out of order");
            last = number;
        }
    }
}
