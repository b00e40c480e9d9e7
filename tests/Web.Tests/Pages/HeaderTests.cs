using System.Net;
using Levelset.Web.Tests.Fleets;

namespace Levelset.Web.Tests.Pages;

/// <summary>What the service tells a browser to refuse, and what it refuses itself.</summary>
public sealed class HeaderTests(WebFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Answers => ["/", "/pools/web", "/pools/new", "/hosts", "/glossary", "/pools/nowhere", "/nowhere"];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Get_AnyPage_AllowsNothingButItsOwn(string path)
    {
        using var http = await ClientAsync();
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        var directives = policy.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(directive => directive.Split(' ')).ToDictionary(words => words[0], words => words[1..]);
        Assert.Equal(["'none'"], directives["default-src"]);
        Assert.Equal(["'none'"], directives["frame-ancestors"]);
        Assert.Equal(["'none'"], directives["base-uri"]);
        Assert.Equal(["'self'"], directives["form-action"]);
        Assert.All(directives.Values, sources => Assert.All(sources, source => Assert.Contains(source, (string[])["'none'", "'self'"])));
        Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
        Assert.Contains(
            Assert.Single(response.Headers.GetValues("Referrer-Policy")),
            (string[])["no-referrer", "same-origin", "strict-origin"]);
        Assert.True(response.Headers.CacheControl?.NoStore, "a page of another moment may be shown");
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("utf-8", response.Content.Headers.ContentType?.CharSet);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Get_AnyPage_HasNothingInline(string path)
    {
        using var http = await ClientAsync();
        var html = await (await http.GetAsync(new Uri(path, UriKind.Relative), Cancel)).Content.ReadAsStringAsync(Cancel);

        Assert.DoesNotMatch("(?i)<style|\\sstyle=|\\son[a-z]+=|javascript:|<script(?![^>]*\\ssrc=)", html);
    }

    [Fact]
    public async Task Get_WhatPagesLoad_IsKeptAndIsWhatItSays()
    {
        using var http = await ClientAsync();
        var html = await http.GetStringAsync(new Uri("/", UriKind.Relative), Cancel);
        var resources = Html.Resources(html).Distinct().ToList();

        Assert.True(resources.Count >= 2, $"only {resources.Count} resources");
        foreach (var resource in resources)
        {
            using var response = await http.GetAsync(new Uri(resource, UriKind.Relative), Cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.True(response.Headers.CacheControl?.MaxAge > TimeSpan.FromDays(30), resource);
            Assert.Equal(["nosniff"], response.Headers.GetValues("X-Content-Type-Options"));
            Assert.NotNull(response.Content.Headers.ContentType);
        }
    }

    [Theory]
    [InlineData("/pools/nowhere")]
    [InlineData("/hosts/nowhere")]
    [InlineData("/partitions/00000000-0000-0000-0000-000000000000")]
    [InlineData("/nowhere")]
    public async Task Get_WhatIsNotThere_Is404WithAPage(string path)
    {
        using var http = await ClientAsync();
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("<h1", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/pools/new")]
    [InlineData("/pools/web/policy")]
    [InlineData("/pools/web/what-if?preview=1&remove=web-05")]
    [InlineData("/pools/database/raise")]
    [InlineData("/hosts/web-01")]
    [InlineData("/hosts/web-01/edit")]
    [InlineData("/partitions/{ledger}/delete")]
    public async Task Post_WithoutAToken_IsRefusedAndChangesNothing(string path)
    {
        var fleet = await fixture.FleetAsync();
        using var http = await ClientAsync();
        path = fleet.PathOf(path);
        var html = await http.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);
        var actions = Html.PostForms(html).Select(form => form.Action).Distinct().ToList();
        Assert.NotEmpty(actions);
        var before = (await fleet.Site.PoolAsync("web"), await fleet.Site.HostAsync("web-01"));

        foreach (var action in actions)
        {
            var target = new Uri(new Uri(fleet.Site.Address, path), action);
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("Pool", "forged"), KeyValuePair.Create("confirm", "1")]);
            using var response = await http.PostAsync(target, form, Cancel);
            Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{action} answers {(int)response.StatusCode}");
        }

        var after = (await fleet.Site.PoolAsync("web"), await fleet.Site.HostAsync("web-01"));
        Assert.Equal((before.Item1, before.Item2.Etag), (after.Item1, after.Item2.Etag));
    }

    private async Task<HttpClient> ClientAsync() => new() { BaseAddress = (await fixture.FleetAsync()).Site.Address };
}
