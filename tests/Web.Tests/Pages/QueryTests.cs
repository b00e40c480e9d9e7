using System.Net;

namespace Levelset.Web.Tests.Pages;

/// <summary>What stands in an address is read as what a person may have typed.</summary>
public sealed class QueryTests(WebFixture fixture)
{
    public static TheoryData<string, string> Numbers => new()
    {
        { "/", "start" },
        { "/pools/web", "column" },
        { "/pools/web/history", "from" },
        { "/pools/web/history", "to" },
        { "/glossary/x86_64/xsave/5", "start" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Get_ValueThatIsNoNumber_SaysWhichAndWhatWouldBeRight(string path, string name)
    {
        foreach (var value in (string[])["x", "-1", "1.5", "99999999999999999999", "%20"])
        {
            var (status, html) = await GetAsync($"{path}?{name}={value}");

            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains($"<code>{name}</code>", html, StringComparison.Ordinal);
            Assert.Contains($"'{Uri.UnescapeDataString(value)}' is not a whole number from 0 to", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task Get_NoValue_IsThePageWithoutIt(string path, string name) =>
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"{path}?{name}=")).Status);

    [Theory]
    [InlineData("/")]
    [InlineData("/glossary/x86_64/xsave/5")]
    public async Task Get_StartBeyondTheEnd_HasNoPageAfterIt(string path)
    {
        var (status, html) = await GetAsync($"{path}?start={int.MaxValue}");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain("start=-", html, StringComparison.Ordinal);
    }

    private async Task<(HttpStatusCode Status, string Html)> GetAsync(string path)
    {
        var fleet = await fixture.FleetAsync();
        using var http = new HttpClient { BaseAddress = fleet.Site.Address };
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }
}
