using System.Globalization;
using System.Text.Json;
using Google.Rpc;

namespace Levelset.Interop.Tests;

/// <summary>buf curl: gRPC as connect-go speaks it, and messages as JSON; what it knows it learns by reflection.</summary>
public sealed class BufCurlTests(InteropFixture fixture)
{
    private const ulong High = 1UL << 63;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reflection_ListServices_NamesEveryService()
    {
        var service = await fixture.ServiceAsync();
        var buf = await fixture.BufAsync();

        var result = await buf.RunAsync([.. Curl, "--list-services", $"http://{service.Grpc}"], Cancel);

        Assert.Equal(
            [
                "grpc.health.v1.Health",
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection",
                "levelset.v1.ActivityService",
                "levelset.v1.AgentService",
                "levelset.v1.HostService",
                "levelset.v1.MigrationService",
                "levelset.v1.PartitionService",
                "levelset.v1.PlanningService",
                "levelset.v1.PoolService",
            ],
            result.RequireSuccess().Output.Split('\n'));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CreatePool_ByReflectionOrSchema_IsListed(bool reflection)
    {
        var id = Unique("pool");
        var request = new { poolId = id, pool = new { displayName = "Größe", policy = new { reservedBits = "RESERVED_BITS_DISABLE" } } };

        var made = await CallAsync("levelset.v1.PoolService/CreatePool", request, reflection);
        var listed = await CallAsync("levelset.v1.PoolService/ListPools", new { pageSize = 1000 }, reflection);

        Assert.Equal($"pools/{id}", made.GetProperty("name").GetString());
        Assert.Equal("RESERVED_BITS_DISABLE", made.GetProperty("policy").GetProperty("reservedBits").GetString());
        var found = listed.GetProperty("pools").EnumerateArray().Single(pool => pool.GetProperty("name").GetString() == $"pools/{id}");
        Assert.Equal("Größe", found.GetProperty("displayName").GetString());
        Assert.True(JsonElement.DeepEquals(made, found));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CreatePool_TwoFaults_DetailsArrive(bool reflection)
    {
        var result = await RunAsync(
            "levelset.v1.PoolService/CreatePool",
            new { poolId = "Not_An_Id", pool = new { vendor = "Nobody" } },
            reflection);

        Assert.NotEqual(0, result.ExitCode);
        using var error = JsonDocument.Parse(result.Errors);
        Assert.Equal("invalid_argument", error.RootElement.GetProperty("code").GetString());
        var details = error.RootElement.GetProperty("details").EnumerateArray()
            .ToDictionary(detail => detail.GetProperty("type").GetString()!, detail => Unpadded(detail.GetProperty("value").GetString()!));

        // Field 1 of google.rpc.ErrorInfo is `reason`; this package still has it under its draft name.
        var info = ErrorInfo.Parser.ParseFrom(details["google.rpc.ErrorInfo"]);
        Assert.Equal(("NAME_INVALID", "levelset.v1"), (info.Reason, info.Domain));
        var violations = BadRequest.Parser.ParseFrom(details["google.rpc.BadRequest"]).FieldViolations;
        Assert.Equal(["pool_id", "pool.vendor"], violations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task Check_ByReflection_IsServing()
    {
        var response = await CallAsync("grpc.health.v1.Health/Check", new { service = "levelset.v1.PoolService" }, reflection: true);

        Assert.Equal("SERVING", response.GetProperty("status").GetString());
    }

    [Fact]
    public async Task AddHosts_AgentsAreBufToo_BaselineIsTheIntersection()
    {
        ulong[] first = [0x00057840A7F7859F | High, 0x60043 | High, 0x1F | High];
        ulong[] second = [0x000579FFA7F7859F | High, 0x60003 | High, 0x3FFF | High];
        var (one, two) = (Unique("host"), Unique("host"));
        await using var oneAgent = await ConnectAsync(one, first);
        await using var twoAgent = await ConnectAsync(two, second);
        var pool = (await CallAsync("levelset.v1.PoolService/CreatePool", new { poolId = Unique("pool") })).GetProperty("name").GetString()!;
        var request = new { pool, hosts = new[] { $"hosts/{one}", $"hosts/{two}" } };

        var change = await CallAsync("levelset.v1.PoolService/AddHosts", request);
        var baseline = await CallAsync("levelset.v1.PoolService/GetBaseline", new { name = $"{pool}/baselines/-" });

        var common = first.Zip(second, (a, b) => a & b);
        Assert.Equal(common, Words(baseline.GetProperty("features")));
        Assert.Equal(common, Words(change.GetProperty("pool").GetProperty("baseline")));

        // The assignment reaches the agents on their streams.
        await oneAgent.UntilOutputAsync($"\"pool\": \"{pool}\"", Cancel);
        await twoAgent.UntilOutputAsync($"\"pool\": \"{pool}\"", Cancel);
    }

    private static IEnumerable<string> Curl => ["curl", "--protocol", "grpc", "--http2-prior-knowledge"];

    private static string Unique(string prefix) => $"{prefix}-{Guid.NewGuid().ToString("N")[..12]}";

    private static byte[] Unpadded(string text) => Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));

    // 64-bit numbers are text in JSON.
    private static IEnumerable<ulong> Words(JsonElement set) =>
        set.GetProperty("processorBanks").EnumerateArray()
            .Append(set.GetProperty("xsave"))
            .Select(word => ulong.Parse(word.GetString()!, CultureInfo.InvariantCulture));

    private static string[] Text(IEnumerable<ulong> words) => [.. words.Select(word => word.ToString(CultureInfo.InvariantCulture))];

    // An agent by hand: what it says is typed into its input, what it hears is printed.
    private async Task<ChildProcess> ConnectAsync(string host, ulong[] words)
    {
        var service = await fixture.ServiceAsync();
        var buf = await fixture.BufAsync();
        var agent = buf.Start([.. Curl, "--data", "@-", $"http://{service.Grpc}/levelset.v1.AgentService/Connect"]);
        var hello = new { messageId = "1", hello = new { hostId = host, protocolVersion = 1, simulated = true } };
        var report = new
        {
            messageId = "2",
            featureReport = new
            {
                architecture = "ARCHITECTURE_X86_64",
                vendor = "GenuineIntel",
                supported = new { processorBanks = Text(words[..2]), xsave = Text(words[2..])[0] },
                properties = new { cacheLineFlushSize = 64 },
            },
        };
        await agent.WriteAsync(JsonSerializer.Serialize(hello), Cancel);
        await agent.UntilOutputAsync("\"resumeToken\"", Cancel);
        await agent.WriteAsync(JsonSerializer.Serialize(report), Cancel);
        await agent.UntilOutputAsync("\"ack/2\"", Cancel);
        return agent;
    }

    private async Task<JsonElement> CallAsync(string method, object request, bool reflection = true)
    {
        var result = await RunAsync(method, request, reflection);
        using var response = JsonDocument.Parse(result.RequireSuccess().Output);
        return response.RootElement.Clone();
    }

    private async Task<ProcessResult> RunAsync(string method, object request, bool reflection)
    {
        var service = await fixture.ServiceAsync();
        var buf = await fixture.BufAsync();
        IEnumerable<string> schema = reflection ? [] : ["--schema", Repository.Protos];
        return await buf.RunAsync(
            [.. Curl, .. schema, "--data", JsonSerializer.Serialize(request), $"http://{service.Grpc}/{method}"],
            Cancel);
    }
}
