using System.Reflection;
using Microsoft.Playwright;

namespace Levelset.Web.Tests.Harness;

/// <summary>
/// One headless browser of the distribution, without the window and the services of a desktop browser; each test has a context of
/// its own in it.
/// </summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium-headless-shell";

    private readonly IPlaywright playwright;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        Browser = browser;
    }

    /// <summary>The running browser.</summary>
    public IBrowser Browser { get; }

    /// <summary>Starts the browser; skips the test where there is none.</summary>
    public static async Task<Chromium> StartAsync()
    {
        Prerequisite.Require(File.Exists(Program), $"no {Program}; run: apt-get install -y chromium-headless-shell");
        UseDriverOfPackage();
        var playwright = await Playwright.CreateAsync();
        try
        {
            var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Program,

                // As root there is no sandbox to be had; the pages are our own.
                ChromiumSandbox = !Environment.IsPrivilegedProcess,
                Args = ["--disable-gpu", "--force-color-profile=srgb", "--process-per-site"],
            });
            return new Chromium(playwright, browser);
        }
        catch
        {
            playwright.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Browser.CloseAsync();
        playwright.Dispose();
    }

    private static void UseDriverOfPackage()
    {
        var directory = typeof(Chromium).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "PlaywrightDriver").Value!;
        Environment.SetEnvironmentVariable("PLAYWRIGHT_DRIVER_SEARCH_PATH", directory);
    }
}
