namespace Levelset.Web.Tests.Pages;

/// <summary>What agents, callers and operators may write is shown as text and never acts.</summary>
public sealed class EncodingTests(WebFixture fixture)
{
    /// <summary>Tags, quotes of both kinds, an entity, and letters that turn the reading direction.</summary>
    private const string Hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;\u202Egnp\u202C";

    [Fact]
    public async Task Pages_NamesAreHostile_ShowThemAsText()
    {
        var site = await fixture.SiteAsync();
        var machine = Machine.Of("skylake-sp");
        machine = machine with
        {
            Platform = new Platform(machine.Platform) { CpuModel = Hostile, Kernel = Hostile, Firmware = Hostile, Microcode = Hostile },
        };
        await site.CreatePoolAsync("hostile", Hostile);
        await site.ReportAsync("hostile-01", machine, Hostile);
        await site.AddAsync("hostile", "hostile-01");
        var partition = await site.CreatePartitionAsync("hostile", "hostile-01", Hostile);
        await site.UpdateHostAsync("hostile-01", ("display_name", host => host.DisplayName = Hostile));

        string[] paths =
        [
            "/", "/pools/hostile", "/pools/hostile/hosts", "/pools/hostile/partitions", "/pools/hostile/history", "/pools/hostile/policy",
            "/pools/hostile/what-if", $"/pools/hostile/what-if?preview=1&remove={Uri.EscapeDataString(Hostile)}",
            "/activity?pool=hostile", $"/glossary?q={Uri.EscapeDataString(Hostile)}", $"/activity?host={Uri.EscapeDataString(Hostile)}",
            "/hosts", "/hosts/hostile-01", "/hosts/hostile-01/edit", "/partitions", $"/{partition.Name}",
            $"/check?partition={Uri.EscapeDataString(Hostile)}&target={Uri.EscapeDataString(Hostile)}",
            $"/hosts/hostile-01/compare?with={Uri.EscapeDataString(Hostile)}", $"/hosts?labels={Uri.EscapeDataString(Hostile)}",
            $"/pools/hostile?q={Uri.EscapeDataString(Hostile)}",
        ];
        var shown = 0;
        await using var open = await OpenPage.OpenAsync(fixture, site, "/");
        foreach (var path in paths)
        {
            await open.GoAsync(site.Url(path));
            var alerts = await open.Page.Locator("main script, main img, [onerror]").CountAsync();
            Assert.True(alerts == 0, $"{path} has taken a name for a tag");
            shown += await open.Page.GetByText("<script>alert(1)</script>").CountAsync();

            // A page may refuse what is asked; the browser reports that refusal on its console.
            Assert.DoesNotContain(open.Faults, fault => !fault.Contains("status of 400", StringComparison.Ordinal));
        }

        Assert.True(shown >= 4, $"the names are shown {shown} times only");
    }
}
