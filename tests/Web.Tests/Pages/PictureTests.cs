using Levelset.Web.Tests.Fleets;
using Microsoft.Playwright;

namespace Levelset.Web.Tests.Pages;

/// <summary>
/// The pictures of the guide. LEVELSET_WRITE_SCREENSHOTS=1 takes them anew; otherwise each must be there and its page must still be a
/// page.
/// </summary>
public sealed class PictureTests(WebFixture fixture)
{
    private const int MostBytes = 150_000;
    private const int MostBytesTogether = 2_500_000;

    /// <summary>What differs from run to run is given one face: instants, and ids that are chosen at random.</summary>
    private const string Settle = """
        () => {
          for (const time of document.querySelectorAll("time")) time.textContent = "2 Mar 2026, 09:41:00";
          const ids = new Map();
          const settled = (text) => text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
            if (!ids.has(id)) ids.set(id, "019cac5b-0000-7000-8000-" + String(ids.size + 1).padStart(12, "0"));
            return ids.get(id);
          }).replace(/(127\.0\.0\.1|localhost):\d+/g, "$1:5080");
          for (const input of document.querySelectorAll("input")) input.value = settled(input.value);
          const text = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (text.nextNode()) {
            text.currentNode.data = settled(text.currentNode.data);
          }
        }
        """;

    private static bool IsWriting => Environment.GetEnvironmentVariable("LEVELSET_WRITE_SCREENSHOTS") == "1";

    public static TheoryData<string> Names => [.. Picture.All.Select(picture => picture.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Picture_OfAPage_IsThereAndThePageStillIs(string name)
    {
        var picture = Picture.All.Single(one => one.Name == name);
        var fleet = await fixture.FleetAsync();
        if (IsWriting)
        {
            await TakeAsync(fleet, picture);
        }

        using var http = new HttpClient { BaseAddress = fleet.Site.Address };
        var page = await http.GetStringAsync(new Uri(fleet.PathOf(picture.Path), UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains("<h1", page, StringComparison.Ordinal);
        Assert.True(File.Exists(picture.File), $"{picture.File} is missing; run this test with LEVELSET_WRITE_SCREENSHOTS=1");
        Assert.InRange(new FileInfo(picture.File).Length, 1000, MostBytes);
    }

    [Fact]
    public void Pictures_Together_AreOfPagesAndSmall()
    {
        Assert.SkipWhen(IsWriting, "they are being taken");
        var files = new DirectoryInfo(Picture.Directory).GetFiles("*.png");

        Assert.Equal(Picture.All.Select(picture => $"{picture.Name}.png").Order(), files.Select(file => file.Name).Order());
        Assert.InRange(files.Sum(file => file.Length), 1, MostBytesTogether);
    }

    private async Task TakeAsync(FixedFleet fleet, Picture picture)
    {
        await using var open = await OpenPage.OpenAsync(fixture, fleet.Site, fleet.PathOf(picture.Path), new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            ColorScheme = picture.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = "en-GB",
            TimezoneId = "UTC",
        });
        await open.Page.EvaluateAsync(Settle);
        Directory.CreateDirectory(Picture.Directory);
        var png = await open.Page.ScreenshotAsync(new PageScreenshotOptions { Animations = ScreenshotAnimations.Disabled });
        await File.WriteAllBytesAsync(picture.File, SmallPng.Shrink(png), TestContext.Current.CancellationToken);
    }
}
