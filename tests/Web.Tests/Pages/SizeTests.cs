using Levelset.Web.Tests.Fleets;

namespace Levelset.Web.Tests.Pages;

/// <summary>Pages of a large fleet stay pages that can be read.</summary>
public sealed class SizeTests
{
    private const int Most = 500_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_PoolOfAThousandHosts_IsNoLargerThanAllowed()
    {
        await using var site = await Site.StartAsync();
        await BigFleet.FillAsync(site);
        using var http = new HttpClient { BaseAddress = site.Address };

        foreach (var path in (string[])[$"/pools/{BigFleet.Pool}?all=1", $"/pools/{BigFleet.Pool}", $"/pools/{BigFleet.Pool}/hosts", "/"])
        {
            var page = await http.GetByteArrayAsync(new Uri(path, UriKind.Relative), Cancel);
            Assert.True(page.Length <= Most, $"{path} has {page.Length} bytes, {page.Length - Most} more than it may");
        }

        var matrix = await http.GetStringAsync(new Uri($"/pools/{BigFleet.Pool}?all=1", UriKind.Relative), Cancel);
        Assert.Contains("1000", matrix.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
