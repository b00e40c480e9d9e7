using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

public sealed class ReportHistoryTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task ListHostReports_AfterSeveralReports_HasTheChangedOnesNewestFirst()
    {
        var agent = await Service.ConnectAsync("h1", FeatureWords.Plain);
        await agent.ReportAsync();
        await agent.ReportAsync(FeatureWords.Plain.Without("aes").With("fma"));
        await agent.ReportAsync();
        await ReportAsync(agent, platform => platform.Kernel = "7.1");

        var reports = (await ListAsync(new ListHostReportsRequest { Host = "hosts/h1" })).Reports;

        Assert.Equal(["hosts/h1/reports/3", "hosts/h1/reports/2", "hosts/h1/reports/1"], reports.Select(report => report.Name));
        Assert.Null(reports[2].Change);
        Assert.Equal(FeatureWords.Plain.Wire, reports[2].Supported);
        Assert.Equal(["aes"], reports[1].Change.Lost.Select(feature => feature.Name));
        Assert.Equal(["fma"], reports[1].Change.Gained.Select(feature => feature.Name));
        Assert.Equal(("7.0", "7.1"), (reports[0].Change.Before.Kernel, reports[0].Change.After.Kernel));
        Assert.Empty(reports[0].Change.Lost);
        Assert.Equal((await HostAsync("h1")).Supported, reports[0].Supported);
    }

    [Fact]
    public async Task ListHostReports_Paged_GivesEachOnce()
    {
        var agent = await Service.ConnectAsync("h1");
        for (var i = 0; i < 4; i++)
        {
            await agent.ReportAsync(i % 2 == 0 ? FeatureWords.Plain.With("fma") : FeatureWords.Plain);
        }

        var names = new List<string>();
        var request = new ListHostReportsRequest { Host = "hosts/h1", PageSize = 2 };
        do
        {
            var page = await ListAsync(request);
            names.AddRange(page.Reports.Select(report => report.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(Enumerable.Range(1, 5).Reverse().Select(i => $"hosts/h1/reports/{i}"), names);
    }

    [Fact]
    [Trait("Length", "long")]
    public async Task ListHostReports_MoreThanAreKept_HasTheNewestHundred()
    {
        var agent = await Service.ConnectAsync("h1");
        for (var i = 0; i < 110; i++)
        {
            await agent.ReportAsync(i % 2 == 0 ? FeatureWords.Plain.With("fma") : FeatureWords.Plain);
        }

        var reports = (await ListAsync(new ListHostReportsRequest { Host = "hosts/h1", PageSize = 1000 })).Reports;

        Assert.Equal(100, reports.Count);
        Assert.Equal(("hosts/h1/reports/111", "hosts/h1/reports/12"), (reports[0].Name, reports[^1].Name));
    }

    [Fact]
    public async Task Report_DriftAfterAMicrocodeUpdate_IsQuarantinedWithBothVersions()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await ReportAsync(agents[0], platform => platform.Microcode = "0x2b");
        agents[0].Offers = FeatureWords.Plain.Without("aes");

        await ReportAsync(agents[0], platform => platform.Microcode = "0x2c");
        var host = await HostAsync("h1");
        await ReportAsync(agents[0], platform => platform.Microcode = "0x2c");

        Assert.Equal(Host.Types.State.Quarantined, host.State);
        Assert.Contains("aes", host.StateReason, StringComparison.Ordinal);
        Assert.EndsWith("; changed since report 2: microcode 0x2b -> 0x2c", host.StateReason, StringComparison.Ordinal);
        Assert.Equal(host.StateReason, (await HostAsync("h1")).StateReason);
    }

    [Fact]
    public async Task Report_DriftOfTheOnlyMember_LevelsDownForWhatChangedAndNamesIt()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain)).Single();
        await Pools.UpdatePoolAsync(
            new UpdatePoolRequest
            {
                Pool = new Pool { Name = "pools/p", Policy = new PoolPolicy { Drift = PoolPolicy.Types.Drift.LevelDown } },
                UpdateMask = new FieldMask { Paths = { "policy.drift" } },
            },
            cancellationToken: Cancel);
        await ReportAsync(agent, platform => platform.Microcode = "0x2b");
        agent.Offers = FeatureWords.Plain.Without("aes");

        await ReportAsync(agent, platform => platform.Microcode = "0x2c");

        var baseline = await Pools.GetBaselineAsync(new GetBaselineRequest { Name = "pools/p/baselines/2" }, cancellationToken: Cancel);
        Assert.Equal("report of hosts/h1: microcode 0x2b -> 0x2c", baseline.Cause);
        var diff = await Pools.CompareBaselinesAsync(
            new CompareBaselinesRequest { Pool = "pools/p", FromGeneration = 1, ToGeneration = 2 }, cancellationToken: Cancel);
        var lost = Assert.Single(diff.Lost);
        Assert.Equal(("aes", DropReason.NotOffered, 1U), (lost.Feature.Name, lost.Reason, lost.HostCount));
        Assert.Equal(["hosts/h1"], lost.Hosts);
    }

    [Fact]
    public async Task Report_DriftAfterAFirmwareUpdate_NamesBothVersionsInHistoryAndReason()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await ReportAsync(agents[0], platform => platform.Firmware = "Contoso 1.0 (01/02/2026)");
        agents[0].Offers = FeatureWords.Plain.Without("aes");

        await ReportAsync(agents[0], platform => platform.Firmware = "Contoso 1.1 (11/20/2026)");

        var host = await HostAsync("h1");
        Assert.EndsWith("firmware Contoso 1.0 (01/02/2026) -> Contoso 1.1 (11/20/2026)", host.StateReason, StringComparison.Ordinal);
        var reports = await Hosts.ListHostReportsAsync(new ListHostReportsRequest { Host = "hosts/h1" }, cancellationToken: Cancel);
        Assert.Equal("Contoso 1.1 (11/20/2026)", reports.Reports[0].Platform.Firmware);
        Assert.Equal("Contoso 1.0 (01/02/2026)", reports.Reports[1].Platform.Firmware);
    }

    [Fact]
    public async Task Report_DriftAfterAnUpdateOfHypervisorAndKernel_NamesBothWithBothVersions()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await ReportAsync(agents[0], platform => (platform.Hypervisor, platform.Kernel) = ("10.0.26100.1", "6.12.1"));
        agents[0].Offers = FeatureWords.Plain.Without("aes");

        await ReportAsync(agents[0], platform => (platform.Hypervisor, platform.Kernel) = ("10.0.26100.7", "6.12.2"));

        Assert.EndsWith(
            "; changed since report 2: hypervisor 10.0.26100.1 -> 10.0.26100.7, kernel 6.12.1 -> 6.12.2",
            (await HostAsync("h1")).StateReason,
            StringComparison.Ordinal);
    }

    private static Task ReportAsync(TestAgent agent, Action<Platform> change)
    {
        var report = agent.Report();
        change(report.Platform);
        return agent.DeliverAsync(new AgentMessage { FeatureReport = report });
    }

    private async Task<ListHostReportsResponse> ListAsync(ListHostReportsRequest request) =>
        await Hosts.ListHostReportsAsync(request, cancellationToken: Cancel);
}
