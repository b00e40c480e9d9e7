using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Hosts;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using HostReport = Levelset.Api.Mapping.HostReport;

namespace Levelset.Api.Tests;

/// <summary>Reports that arrive while others are being stored, which another transaction holds up.</summary>
public sealed class GroupCommitTests(Postgres postgres) : ServiceTest(postgres)
{
    // None requires one before it: each that goes changes the baseline.
    private static readonly string[] Features =
    [
        "pop_cnt", "aes", "sse4_2", "sse4_1", "ssse3", "sse3", "nested_virt", "xsave", "cmpxchg16b", "lahf_sahf", "umip", "smap", "smep",
    ];

    private readonly Dictionary<string, Guid> sessions = [];

    private HostReports Reports => Service.Get<HostReports>();

    [Fact]
    public async Task Reports_StoredTogether_MakeOneGenerationThatNamesThem()
    {
        await PoolAsync(hosts: 13);
        await using var held = await HoldPoolAsync();
        var first = await ReportAloneAsync("h00", Features[0]);
        var others = Enumerable.Range(1, 12).Select(host => ReportAsync($"h{host:00}", Features[host])).ToList();
        await held.DisposeAsync();
        await first;
        await Task.WhenAll(others);

        var pool = await PoolAsync();
        Assert.Equal(3UL, pool.Generation);
        var (lowered, together) = (await BaselineAsync("p", 2), await BaselineAsync("p", 3));
        Assert.Equal(("hosts/h00", "report of hosts/h00"), (lowered.Author, lowered.Cause));
        Assert.Equal("service", together.Author);
        Assert.Equal(
            $"reports of {string.Join(", ", Enumerable.Range(1, 10).Select(host => $"hosts/h{host:00}"))} and 2 more",
            together.Cause);
        Assert.Empty(FeatureWords.Names(together.Features));

        // Each is on record by itself.
        Assert.Equal(
            Enumerable.Range(0, 13).Select(host => $"h{host:00}|1"),
            await Database.ReadAsync("SELECT host_id, count(*) FROM activities WHERE kind = 13 GROUP BY host_id ORDER BY host_id"));
        Assert.Equal(
            ["13"],
            await Database.ReadAsync("SELECT count(*) FROM hosts h JOIN host_reports r ON r.host_id = h.id AND r.number = 2 AND r.fingerprint = h.fingerprint"));
    }

    [Fact]
    public async Task Reports_SomeAreWrong_FailAloneAndTheOthersAreStored()
    {
        await PoolAsync(hosts: 8);
        await using var held = await HoldPoolAsync();
        var first = await ReportAloneAsync("h00", "sse3");
        var good = new[] { "h01", "h03", "h05", "h07" }.Select(host => ReportAsync(host, "aes")).ToList();
        var unknown = ApplyAsync("stranger", ReportOf("aes"), Cancel);
        sessions.Remove("h02");
        var replaced = ReportAsync("h02", "aes");

        // No text of PostgreSQL has a NUL: the whole statement fails. None comes from outside, where it is refused before.
        var broken = ReportOf("aes");
        broken.Platform.Kernel = "7\0";
        var impossible = ApplyAsync("h04", broken, Cancel);
        await held.DisposeAsync();
        await first;
        await Task.WhenAll(good);

        Assert.Equal(Reasons.HostNotFound, (await Assert.ThrowsAsync<ServiceException>(() => unknown)).Reason);
        Assert.Equal(Reasons.StreamReplaced, (await Assert.ThrowsAsync<ServiceException>(() => replaced)).Reason);
        Assert.Equal(PostgresErrorCodes.UntranslatableCharacter, (await Assert.ThrowsAsync<PostgresException>(() => impossible)).SqlState);
        Assert.Equal(
            ["h00", "h01", "h03", "h05", "h07"],
            await Database.ReadAsync("SELECT host_id FROM host_reports WHERE number = 2 ORDER BY host_id"));
        Assert.Contains(Service.Log.Entries, entry => entry.Event.Id == 2013);
    }

    [Fact]
    public async Task Report_WithdrawnWhileItWaits_IsNotStored()
    {
        await PoolAsync(hosts: 3);
        await using var held = await HoldPoolAsync();
        var first = await ReportAloneAsync("h00", "sse3");
        using var withdraw = new CancellationTokenSource();
        var withdrawn = ApplyAsync("h01", ReportOf("aes"), withdraw.Token);
        var last = ReportAsync("h02", "aes");
        await withdraw.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);
        await held.DisposeAsync();
        await first;
        await last;

        Assert.Equal(["h00", "h02"], await Database.ReadAsync("SELECT host_id FROM host_reports WHERE number = 2 ORDER BY host_id"));
    }

    [Fact]
    public async Task Report_WithdrawnWhileItIsStored_EndsWithItsTransaction()
    {
        await PoolAsync(hosts: 1);
        await using var held = await HoldPoolAsync();
        using var withdraw = new CancellationTokenSource();
        var report = ApplyAsync("h00", ReportOf("aes"), withdraw.Token);
        await WriterWaitsAsync();
        await withdraw.CancelAsync();
        Assert.False(report.IsCompleted);
        await held.DisposeAsync();

        Assert.Equal("p", await report);
        Assert.Equal(["h00"], await Database.ReadAsync("SELECT host_id FROM host_reports WHERE number = 2"));
    }

    [Fact]
    public async Task Calls_WhileReportsWait_AreAnswered()
    {
        await PoolAsync(hosts: 1);
        const int Connections = 14;
        const int Agents = 60;
        await using var small = await TestService.StartAsync($"{Database.ConnectionString};Maximum Pool Size={Connections}", new ObservableTimeProvider());
        var agents = await Task.WhenAll(Enumerable.Range(0, Agents).Select(host => small.ConnectAsync($"late{host:00}", FeatureWords.X86(Features))));
        await AddAsync("p", agents.Select(agent => agent.Host));
        await using var held = await HoldPoolAsync();
        var reports = agents.Select(agent => agent.ReportAsync(agent.Offers.Without("aes"))).ToList();
        while (small.Log.Entries.Count(entry => entry.Event.Id == 2002) < 2 * Agents)
        {
            await Task.Delay(TestAgent.Interval, Cancel);
        }

        await WriterWaitsAsync();
        for (var call = 0; call < Connections; call++)
        {
            await small.Pools.CreatePoolAsync(new CreatePoolRequest { PoolId = $"other{call}" }, cancellationToken: Cancel);
        }

        Assert.All(reports, report => Assert.False(report.IsCompleted));
        await held.DisposeAsync();
        await Task.WhenAll(reports);
    }

    [Theory]
    [InlineData("", 40)]
    [InlineData(";Maximum Pool Size=7", 7)]
    [InlineData(";MaxPoolSize=7", 7)]
    public async Task Connections_OfAConnectionString_AreThoseItSaysOrForty(string said, int expected)
    {
        var unsaid = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        unsaid.Remove("Maximum Pool Size");
        await using var service = await TestService.StartAsync(unsaid.ConnectionString + said, new ObservableTimeProvider());
        await using var db = await service.Get<IDbContextFactory<LevelsetDbContext>>().CreateDbContextAsync(Cancel);
        Assert.Equal(expected, new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString()).MaxPoolSize);
    }

    private async Task PoolAsync(int hosts)
    {
        await CreatePoolAsync("p", pool => pool.Policy = new PoolPolicy { Drift = PoolPolicy.Types.Drift.LevelDown });
        for (var host = 0; host < hosts; host++)
        {
            await Service.ConnectAsync($"h{host:00}", FeatureWords.X86(Features));
        }

        await AddAsync("p", Enumerable.Range(0, hosts).Select(host => $"h{host:00}"));
        foreach (var row in await Database.ReadAsync("SELECT host_id, session_id FROM agent_sessions"))
        {
            sessions.Add(row.Split('|')[0], Guid.Parse(row.Split('|')[1]));
        }
    }

    private async Task<NpgsqlConnection> HoldPoolAsync()
    {
        var connection = await Database.OpenAsync();
        await using var begin = new NpgsqlCommand("BEGIN; SELECT 1 FROM pools WHERE id = 'p' FOR UPDATE", connection);
        await begin.ExecuteNonQueryAsync(Cancel);
        return connection;
    }

    private Task WriterWaitsAsync() =>
        Database.WaitForAsync("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");

    // Returns once its writer waits for the pool: what comes after it is stored together.
    private async Task<Task> ReportAloneAsync(string host, string without)
    {
        var report = ReportAsync(host, without);
        await WriterWaitsAsync();
        return report;
    }

    // In the queue when it returns, so that they are stored in the order of the calls.
    private Task<string?> ReportAsync(string host, string without) => ApplyAsync(host, ReportOf(without), Cancel);

    private Task<string?> ApplyAsync(string host, HostReport report, CancellationToken cancellationToken) =>
        Reports.ApplyAsync(new ReceivedReport(host, sessions.GetValueOrDefault(host, Guid.Empty), report), "p", cancellationToken);

    private HostReport ReportOf(string without)
    {
        var offers = FeatureWords.X86(Features).Without(without);
        return HostReport.Read(
            new FeatureReport
            {
                Architecture = offers.Architecture,
                Vendor = offers.Vendor,
                Supported = offers.Wire,
                Platform = new Platform { Kernel = "7.0", AgentVersion = "test" },
            },
            Time);
    }
}
