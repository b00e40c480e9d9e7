using System.Text.RegularExpressions;

namespace Levelset.Web.Tests.Pages;

/// <summary>What pages say of enums, bytes and features is what the calls say. Needs no browser.</summary>
public sealed partial class WordsOfPagesTests(WebFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Activity_EveryKind_HasWordsOfItsOwn()
    {
        var html = await GetAsync((await fixture.FleetAsync()).Site, "/activity");

        var words = Option().Matches(KindField().Match(html).Value).Select(match => match.Groups[1].Value).Skip(1).ToList();
        Assert.Equal(Enum.GetValues<Activity.Types.Kind>().Length - 1, words.Count);
        Assert.Equal(words.Distinct(), words);
        Assert.DoesNotContain(words, word => word.Contains("no words", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Activity_OfWhatIsGone_LeadsNowhere()
    {
        var site = await fixture.SiteAsync();
        await site.CreatePoolAsync("passing");
        await site.CreatePoolAsync("staying");
        await site.Pools.DeletePoolAsync(new DeletePoolRequest { Name = "pools/passing" }, cancellationToken: Cancel);

        var gone = await GetAsync(site, "/activity?pool=passing");
        var there = await GetAsync(site, "/activity?pool=staying");

        Assert.Contains("pool deleted", gone, StringComparison.Ordinal);
        Assert.DoesNotContain("/pools/passing", Html.Links(gone));
        Assert.Contains("/pools/staying", Html.Links(there));
    }

    [Fact]
    public async Task Check_Compatible_ShowsEveryByteOfTheStructByField()
    {
        var fleet = await fixture.FleetAsync();
        var partition = fleet.Partitions["storefront-1"];

        // Its host and the target are alike, and so are the masks of both.
        var mask = (await fleet.Site.Partitions.GetPartitionAsync(
            new GetPartitionRequest { Name = $"partitions/{partition}" },
            cancellationToken: Cancel)).DisableMask;

        var html = await GetAsync(fleet.Site, $"/check?partition={partition}&target=web-02");

        var rows = StructRow().Matches(html);
        Assert.Equal(
            OneLine().Match(html).Groups[1].Value,
            string.Concat(rows.Select(row => row.Groups[2].Value.Replace(" ", "", StringComparison.Ordinal))));
        Assert.Equal(
            [
                ("0", "pt_flags"), ("8", "pt_isolation"), ("16", "pt_num_cpu_fbanks"), ("18", "pt_rsvd"), ("24", "pt_cpu_fbanks[0]"),
                ("32", "pt_cpu_fbanks[1]"), ("40", "pt_rsvd1[0]"), ("48", "pt_rsvd1[1]"), ("56", "pt_disabled_xsave"),
            ],
            rows.Select(row => (row.Groups[1].Value, row.Groups[3].Value)));
        Assert.Equal(
            [$"0x{mask.ProcessorBanks[0]:x16}", $"0x{mask.ProcessorBanks[1]:x16}", $"0x{mask.Xsave:x16}"],
            [rows[4].Groups[4].Value, rows[5].Groups[4].Value, rows[8].Groups[4].Value]);
    }

    [Fact]
    public async Task Glossary_FeatureThatOneHostTookFromItsPool_NamesPoolAndHost()
    {
        var fleet = await fixture.FleetAsync();

        // sha: Sapphire Rapids and Ice Lake have it, and Cascade Lake, the last to join, has not.
        var links = Html.Links(await GetAsync(fleet.Site, "/glossary/x86_64/bank0/41")).ToList();

        Assert.Contains("/pools/web", links);
        Assert.Contains("/hosts/web-05", links);
        Assert.DoesNotContain("/hosts/web-01", links);
        Assert.Contains("/pools/payments", links);
    }

    private static async Task<string> GetAsync(Site site, string path)
    {
        using var http = new HttpClient { BaseAddress = site.Address };
        return await http.GetStringAsync(new Uri(path, UriKind.Relative), Cancel);
    }

    [GeneratedRegex("<select id=\"kind\".*?</select>", RegexOptions.Singleline)]
    private static partial Regex KindField();

    [GeneratedRegex("<option[^>]*>([^<]*)</option>")]
    private static partial Regex Option();

    [GeneratedRegex("<code class=\"hex\">([0-9a-f]{128})</code>")]
    private static partial Regex OneLine();

    [GeneratedRegex(
        "<td class=\"number\">(\\d+)</td>\\s*<td><code>([0-9a-f ]+)</code></td>\\s*"
        + "<th scope=\"row\"><code>([^<]+)</code></th>\\s*<td><code>([^<]+)</code></td>")]
    private static partial Regex StructRow();
}
