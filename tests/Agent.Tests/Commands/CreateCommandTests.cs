using System.Text.Json;
using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Agent.Tests.Daemon;
using Levelset.Agent.Tests.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Processors;
using Kind = Levelset.V1.AgentMessage.BodyOneofCase;

namespace Levelset.Agent.Tests.Commands;

public sealed class CreateCommandTests
{
    private const int Limit = 300_000;

    public static TheoryData<string> Profiles => [.. Profile.All.Select(profile => profile.Name)];

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task PrintStruct_Profile_IsRightOnItsArchitectureAndSwitchesOffWhatIsExcluded(string name)
    {
        var profile = Profile.Find(name)!;
        var catalogue = Catalogue.For(profile.Architecture);

        var (exitCode, output, error) = await Agent.RunAsync(
            "create", "--print-struct", "--json", "--profile", name, "--exclude", "aes", "--smt", "--no-gpa-super-pages", "--synthetic", "0x11");

        Assert.Equal((0, string.Empty), (exitCode, error));
        var json = JsonDocument.Parse(output).RootElement;
        var bytes = Convert.FromHexString(json.GetProperty("create_partition_v2").GetString()!);
        Assert.Empty(CreatePartitionV2.Validate(bytes, catalogue, KernelRules.Linux70));
        Assert.True(catalogue.TryResolve("aes", out var aes));
        Assert.Equal(aes.Mask, CreatePartitionV2.MaskOf(bytes, profile.Architecture)[aes.Word] & aes.Mask);
        var flags = CreatePartitionV2.FlagsOf(bytes);
        Assert.True(flags.HasFlag(PartitionFlags.SmtEnabledGuest));
        Assert.False(flags.HasFlag(PartitionFlags.GpaSuperPages));
        var fields = json.GetProperty("fields").EnumerateArray().ToList();
        Assert.Equal([0, 8, 16, 18, 24, 32, 40, 56], fields.Select(field => field.GetProperty("offset").GetInt32()));
        Assert.Equal(64, fields.Sum(field => field.GetProperty("size").GetInt32()));
        Assert.Equal(profile.Architecture == Levelset.Core.Features.Architecture.Arm64 ? "pt_rsvd2" : "pt_disabled_xsave", fields[^1].GetProperty("name").GetString());
        var early = Assert.Single(json.GetProperty("early_properties").EnumerateArray());
        Assert.Equal("0x00010001 0x0000000000000011", $"{early.GetProperty("code")} {early.GetProperty("value")}");
    }

    [Fact]
    public async Task PrintStruct_Text_HasEveryFieldTheBytesAndTheEarlyProperties()
    {
        var (exitCode, output, _) = await Agent.RunAsync("create", "--print-struct", "--profile", "genoa", "--early", "physical_address_width=40");

        Assert.Equal(0, exitCode);
        Assert.Contains("pt_flags           0x000000000000000f", output, StringComparison.Ordinal);
        Assert.Contains(" 0  0f000000000000000000000000000000", output, StringComparison.Ordinal);
        Assert.Contains("nested_virt", output, StringComparison.Ordinal);
        Assert.Contains("PHYSICAL_ADDRESS_WIDTH (0x00060006) = 0x0000000000000028", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--early 0x6000a=1", "0x0006000A is not early")]
    [InlineData("--early GICD_BASE_ADDRESS=1", "arm64 only")]
    [InlineData("--early nonsense --synthetic zz", "'nonsense' is not CODE=VALUE")]
    [InlineData("--early nonsense --synthetic zz", "--synthetic: 'zz'")]
    [InlineData("--isolation vbs", "'snp'")]
    [InlineData("--exclude nonsense", "'nonsense' is neither")]
    public async Task PrintStruct_FaultyOption_IsNamedAndExitsWith2(string options, string expected)
    {
        var (exitCode, output, error) = await Agent.RunAsync(["create", "--print-struct", "--profile", "genoa", .. options.Split(' ')]);

        Assert.Equal((2, string.Empty), (exitCode, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_ProfileWithoutPrintStruct_IsAUsageFault() =>
        Assert.Equal(2, (await Agent.RunAsync("create", "--profile", "genoa")).ExitCode);

    [Fact(Timeout = Limit)]
    public async Task Create_WithOptions_MakesWhatPrintStructPrinted()
    {
        using var device = Simulations.Genoa(SimulatedFaults.None with { ReadsNeedInitialize = true });
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();
        await stream.SendAsync(new V1.ServiceMessage
        {
            Assignment = new V1.Assignment
            {
                Pool = "pools/a",
                Generation = 4,
                Baseline = Simulations.SupportedBy("genoa").ToWire(),
                EarlyProperties = { new V1.EarlyProperty { Code = 0x0001_0001, Value = 0b111 } },
            },
        });
        await Until(() => agent.Service.Assignment is not null);
        string[] options = ["--smt", "--nested", "--early", "PHYSICAL_ADDRESS_WIDTH=0x28", "--uninitialized"];

        var printed = await agent.RunJsonAsync(["create", "--print-struct", .. options]);
        Assert.Equal(0, device.LivePartitions);
        var created = await agent.RunJsonAsync(["create", .. options]);

        Assert.Equal("3f", printed.GetProperty("create_partition_v2").GetString()![..2]);
        Assert.Equal(("pools/a", 4), (printed.GetProperty("pool").GetString(), printed.GetProperty("generation").GetInt32()));
        Assert.Equal("0x000000000000003f", created.GetProperty("pt_flags").GetString());
        Assert.True(created.GetProperty("verified_by_twin").GetBoolean());
        Assert.False(created.GetProperty("initialized").GetBoolean());
        Assert.Equal(printed.GetProperty("early_properties").ToString(), created.GetProperty("early_properties").ToString());
        Assert.Equal(2, created.GetProperty("early_properties").GetArrayLength());
        Assert.Equal(1, device.LivePartitions);
        var report = (await stream.ReceiveAsync(Kind.PartitionEvent)).PartitionEvent.Created;
        Assert.True(report.VerifiedByTwin);
        Assert.Equal(0x3FUL, report.PtFlags);

        var (exitCode, _, error) = await agent.RunAsync("create", "--synthetic", "0x19");
        Assert.Equal(2, exitCode);
        Assert.Contains("synthetic feature bit 3: not enabled in the pool", error, StringComparison.Ordinal);
        Assert.Contains("synthetic feature bit 4: not enabled in the pool", error, StringComparison.Ordinal);
        stream.Drop();
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
