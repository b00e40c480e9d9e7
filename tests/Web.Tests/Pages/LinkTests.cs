namespace Levelset.Web.Tests.Pages;

/// <summary>Whoever follows links from the first page arrives everywhere, and nowhere at nothing.</summary>
public sealed class LinkTests(WebFixture fixture)
{
    /// <summary>More than the pages of the fixed fleet; reaching it means that links never end.</summary>
    private const int MostPages = 2000;

    /// <summary>Of one path with different queries so many are looked at: filters and comparisons multiply.</summary>
    private const int MostQueries = 3;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Links_FollowedFromTheFirstPage_AllArriveAtSoundPages()
    {
        var fleet = await fixture.FleetAsync();
        using var http = new HttpClient { BaseAddress = fleet.Site.Address };
        var pages = new Dictionary<string, string>();
        var faults = new List<string>();
        var queries = new Dictionary<string, int>();
        var toVisit = new Queue<(string Path, string From)>([("/", "the start")]);
        var targets = new HashSet<(string Path, string Fragment, string From)>();
        while (toVisit.TryDequeue(out var next))
        {
            if (pages.ContainsKey(next.Path) || !Counts(next.Path))
            {
                continue;
            }

            Assert.True(pages.Count < MostPages, $"links do not end after {MostPages} pages, such as {next.Path}");
            using var response = await http.GetAsync(new Uri(next.Path, UriKind.Relative), Cancel);
            var html = await response.Content.ReadAsStringAsync(Cancel);
            pages.Add(next.Path, html);
            if ((int)response.StatusCode != 200)
            {
                faults.Add($"{next.Path}, linked from {next.From}, answers {(int)response.StatusCode}");
                continue;
            }

            faults.AddRange(Html.Links(html).Where(link => link.Contains("&amp;", StringComparison.Ordinal)).Select(link => $"{next.Path}: {link} is encoded twice"));
            faults.AddRange(Faults(html).Select(fault => $"{next.Path}: {fault}"));
            foreach (var link in Html.Links(html).Select(link => new Uri(new Uri(fleet.Site.Address, next.Path), link)))
            {
                if (!fleet.Site.Address.IsBaseOf(link))
                {
                    faults.Add($"{next.Path} leads away to {link}");
                    continue;
                }

                toVisit.Enqueue((link.PathAndQuery, next.Path));
                targets.Add((link.PathAndQuery, link.Fragment.TrimStart('#'), next.Path));
            }
        }

        faults.AddRange(targets
            .Where(target => target.Fragment.Length > 0 && pages.TryGetValue(target.Path, out var html) && !Html.HasId(html, target.Fragment))
            .Select(target => $"{target.From} links to {target.Path}#{target.Fragment}, which is not there"));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.All(fleet.Pools, pool => Assert.Contains($"/pools/{pool}", pages.Keys));
        Assert.All(fleet.Hosts, host => Assert.Contains($"/hosts/{host}", pages.Keys));
        Assert.All(fleet.Partitions.Values, partition => Assert.Contains($"/partitions/{partition}", pages.Keys));

        bool Counts(string path)
        {
            var key = path.Split('?')[0];
            queries[key] = queries.GetValueOrDefault(key) + 1;
            return queries[key] <= MostQueries;
        }
    }

    private static IEnumerable<string> Faults(string html)
    {
        if (!html.Contains("<html lang=\"en\"", StringComparison.Ordinal))
        {
            yield return "says no language";
        }

        if (!html.Contains("Levelset</title>", StringComparison.Ordinal))
        {
            yield return "has no title of ours";
        }

        if (html.Split("<h1").Length != 2)
        {
            yield return $"has {html.Split("<h1").Length - 1} h1";
        }

        foreach (var form in Html.PostForms(html).Where(form => form.Token.Length == 0))
        {
            yield return $"the form to {form.Action} has no token";
        }

        foreach (var resource in Html.Resources(html).Where(resource => !resource.StartsWith('/')))
        {
            yield return $"loads {resource}";
        }
    }
}
