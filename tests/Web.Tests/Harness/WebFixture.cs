using Levelset.Web.Tests.Fleets;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(WebFixture))]
[assembly: Trait("Length", "long")]

namespace Levelset.Web.Tests.Harness;

/// <summary>
/// What tests share: one browser, one service with the fixed fleet, which is only read, and one for tests that change things.
/// Each is started when it is first asked for.
/// </summary>
public sealed class WebFixture : IAsyncDisposable
{
    private readonly Lazy<Task<Chromium>> chromium = new(Chromium.StartAsync);
    private readonly Lazy<Task<FixedFleet>> fleet = new(FixedFleet.StartAsync);
    private readonly Lazy<Task<Site>> site = new(Site.StartAsync);

    public WebFixture() => Assertions.SetDefaultExpectTimeout((float)Poll.Timeout.TotalMilliseconds);

    /// <summary>The browser.</summary>
    public Task<Chromium> ChromiumAsync() => chromium.Value;

    /// <summary>The fleet that is only read.</summary>
    public Task<FixedFleet> FleetAsync() => fleet.Value;

    /// <summary>The service in which each test makes pools and hosts of its own.</summary>
    public Task<Site> SiteAsync() => site.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(chromium);
        await StopAsync(fleet);
        await StopAsync(site);
    }

    private static async Task StopAsync<T>(Lazy<Task<T>> part)
        where T : IAsyncDisposable
    {
        if (part.IsValueCreated && part.Value.IsCompletedSuccessfully)
        {
            await (await part.Value).DisposeAsync();
        }
    }
}
