using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Net.Client;
using Levelset.V1;

namespace Levelset.Interop.Tests;

/// <summary>What the process writes to its standard output: one line an entry, in the format that was chosen.</summary>
public sealed partial class LogTests
{
    // Half an hour beside the full one, so that no other zone is taken for it.
    private static readonly Dictionary<string, string> Zone = new() { ["TZ"] = "Asia/Kolkata" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_Simple_HasDateZoneLevelCategoryAndEventOnEveryLine()
    {
        using var directory = new TemporaryDirectory();
        await using var service = await ServiceProcess.StartAsync(directory.In("data"), [Repository.Service], Zone, Cancel);
        await CreatePoolAsync(service, "p");
        await service.UntilLineAsync("pools/p: pool created", Cancel);
        await service.StopAsync(Cancel);

        Assert.All(service.Lines, line => Assert.Matches(SimpleLine(), line));
        var created = SimpleLine().Match(Assert.Single(service.Lines, line => line.Contains("pools/p: ", StringComparison.Ordinal)));
        Assert.Equal(("info", "4001"), (created.Groups["level"].Value, created.Groups["event"].Value));
        var time = DateTimeOffset.Parse(created.Groups["time"].Value, CultureInfo.InvariantCulture);
        Assert.Equal(TimeSpan.FromHours(5.5), time.Offset);
        Assert.InRange(DateTimeOffset.UtcNow - time, TimeSpan.Zero, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Log_NamesWithLineBreaks_StayOnOneLine()
    {
        using var directory = new TemporaryDirectory();
        await using var service = await ServiceProcess.StartAsync(
            directory.In("data"),
            [Repository.Service, "--Logging:Console:FormatterOptions:IncludeScopes=true", "--Logging:LogLevel:Microsoft.AspNetCore.Hosting", "Information"],
            Zone,
            Cancel);
        const string Forged = "2026-01-01T00:00:00.000+05:30 info: Forged[1]";
        await Assert.ThrowsAsync<RpcException>(() => CreatePoolAsync(service, $"x\n{Forged}\r\u001b[2K\u2028\u0085end"));
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri($"http://{service.Http}/pools/x%0A{Uri.EscapeDataString(Forged)}%0D%1B%5B2Kend"), Cancel);
        await service.UntilLineAsync("Request finished HTTP/1.1 GET", Cancel);
        await service.StopAsync(Cancel);

        var forged = service.Lines.Where(line => line.Contains("Forged[1]", StringComparison.Ordinal)).ToList();
        Assert.True(forged.Count >= 2, service.Log);
        Assert.All(service.Lines, line => Assert.Matches(SimpleLine(), line));
        Assert.All(service.Lines, line => Assert.DoesNotContain(line, c => char.IsControl(c) || c is '\u2028' or '\u2029'));
        Assert.DoesNotContain(service.Lines, line => line.StartsWith(Forged, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_Json_IsOneObjectALineWithDateZoneAndIdentifiers()
    {
        using var directory = new TemporaryDirectory();
        var environment = new Dictionary<string, string>(Zone) { ["Logging__Console__FormatterName"] = "json" };
        await using var service = await ServiceProcess.StartAsync(directory.In("data"), [Repository.Service], environment, Cancel);
        await CreatePoolAsync(service, "p");
        await service.UntilLineAsync("pool created", Cancel);
        await service.StopAsync(Cancel);

        var entries = service.Lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.All(entries, entry => Assert.Equal(
            TimeSpan.FromHours(5.5),
            DateTimeOffset.Parse(entry.GetProperty("Timestamp").GetString()!, CultureInfo.InvariantCulture).Offset));
        var created = Assert.Single(entries, entry => entry.GetProperty("EventId").GetInt32() == 4001).GetProperty("State");
        Assert.Equal("pools/p", created.GetProperty("Pool").GetString());
        Assert.StartsWith("activities/", created.GetProperty("Activity").GetString(), StringComparison.Ordinal);
        Assert.Equal("anonymous (127.0.0.1)", created.GetProperty("Author").GetString());
    }

    [Fact]
    public async Task Log_LevelOfACategory_IsThatOfTheFile()
    {
        using var directory = new TemporaryDirectory();
        var file = directory.In("levelset.json");
        await File.WriteAllTextAsync(
            file,
            """{ "Logging": { "LogLevel": { "Microsoft.EntityFrameworkCore.Database.Command": "Information", "Levelset.Api.Activities": "Warning" } } }""",
            Cancel);
        await using var service = await ServiceProcess.StartAsync(
            directory.In("data"),
            [Repository.Service, "--config", file],
            Zone,
            Cancel);
        await CreatePoolAsync(service, "p");
        await service.UntilLineAsync("INSERT INTO pools", Cancel);
        await service.StopAsync(Cancel);

        Assert.DoesNotContain(service.Lines, line => line.Contains("pools/p: pool created", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, @"^<[2-7]>[\w.]+\[\d+\] ")]
    [InlineData("simple", @"^\d{4}-\d\d-\d\dT\S+\+05:30 \w{4}: [\w.]+\[\d+\] ")]
    public async Task Log_UnderSystemd_IsTheJournalsUnlessChosenAndReadinessIsReported(string? chosen, string line)
    {
        using var directory = new TemporaryDirectory();
        using var notifications = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        notifications.Bind(new UnixDomainSocketEndPoint(directory.In("notify")));

        // What the service looks at is the name of its parent.
        var systemd = directory.In("systemd");
        await File.WriteAllTextAsync(systemd, "#!/bin/sh\n\"$@\" &\nchild=$!\ntrap 'kill -TERM $child' TERM\nwait $child\nwait $child\n", Cancel);
        File.SetUnixFileMode(systemd, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var environment = new Dictionary<string, string>(Zone) { ["NOTIFY_SOCKET"] = directory.In("notify") };
        string[] choice = chosen is null ? [] : ["--Logging:Console:FormatterName", chosen];
        await using var service = await ServiceProcess.StartAsync(directory.In("data"), [systemd, Repository.Service, .. choice], environment, Cancel);

        Assert.Equal("READY=1", await ReceiveAsync(notifications));
        var stopping = service.StopAsync(Cancel);
        Assert.Equal("STOPPING=1", await ReceiveAsync(notifications));
        Assert.Equal(0, await stopping);
        Assert.All(service.Lines, one => Assert.Matches(line, one));
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[100];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(Poll.Timeout);
        return Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, limit.Token));
    }

    private static async Task CreatePoolAsync(ServiceProcess service, string id)
    {
        using var channel = GrpcChannel.ForAddress($"http://{service.Grpc}");
        await new PoolService.PoolServiceClient(channel)
            .CreatePoolAsync(new CreatePoolRequest { PoolId = id, Pool = new Pool() }, cancellationToken: Cancel);
    }

    [GeneratedRegex(@"^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+05:30) (?<level>info|warn|fail|dbug|crit): [\w.]+\[(?<event>\d+)\] \S")]
    private static partial Regex SimpleLine();
}
