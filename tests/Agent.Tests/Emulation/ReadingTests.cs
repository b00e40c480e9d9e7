using System.Diagnostics;
using System.Text.Json;
using Levelset.Agent.Devices;
using Levelset.Agent.Tests.Deployment;
using Levelset.Agent.Tests.Devices;
using Levelset.Core.Features;
using Levelset.Emulator.Faults;
using Levelset.Emulator.Hypervisor;
using Levelset.Emulator.Tests;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Emulation;

/// <summary>The agent reads the host of each kernel generation through true system calls.</summary>
public sealed class ReadingTests
{
    private const int Limit = 300_000;

    [Theory(Timeout = Limit)]
    [InlineData("6.15", "v1_partition")]
    [InlineData("6.17", "v1_partition")]
    [InlineData("6.18", "v1_partition")]
    [InlineData("6.19", "device")]
    [InlineData("7.0", "device")]
    [InlineData("microsoft", "device")]
    public async Task Probe_KernelGeneration_ReadsTheWholeHostByItsWay(string kernel, string source)
    {
        using var machine = new EmulatedMachine(kernel);

        var json = await ProbeAsync(machine);

        Assert.Equal(source, json.GetProperty("source").GetString());
        Assert.False(json.GetProperty("allow_list").GetBoolean());
        AssertWords(Simulations.SupportedBy("genoa"), json);
        Assert.Equal(52, json.GetProperty("properties").GetProperty("physical_address_width").GetInt32());
        Assert.Equal(
            source == "device" ? FeatureSetText.ToHex(EmulatedHypervisor.Synthetic) : null,
            json.GetProperty("synthetic_features").GetString());
        Assert.Equal(
            source == "device" ? FeatureSetText.ToHex(EmulatedHypervisor.AssignableSynthetic) : null,
            json.GetProperty("assignable_synthetic_features").GetString());
        Assert.Equal(
            source == "device",
            json.GetProperty("sources").GetProperty("synthetic_features").GetString()!.Contains("0x00010001", StringComparison.Ordinal));
        await machine.WaitForLiveAsync(0);
    }

    [Theory(Timeout = Limit)]
    [InlineData(false, "host_partition_property")]
    [InlineData(true, "v2_partition")]
    public async Task Probe_OlderMicrosoftKernel_UsesAMethodThatReadsTheHost(bool withoutPropertyIoctl, string source)
    {
        using var machine = new EmulatedMachine("microsoft", faults: (operation, _) =>
            operation is DeviceOperation.HostGet or DeviceOperation.HostGetEx
                || (operation == DeviceOperation.HostProperty && withoutPropertyIoctl)
                ? new FaultEffect.Fail(Errno.ENOTTY)
                : null);

        var json = await ProbeAsync(machine);

        Assert.Equal(source, json.GetProperty("source").GetString());
        AssertWords(Simulations.SupportedBy("genoa"), json);
        await machine.WaitForLiveAsync(0);
    }

    [Fact(Timeout = Limit)]
    public async Task ProbeAndRun_MicrosoftKernelWithoutFeatureBanks_SayThatItIsOnlyTheAllowListAndDoNotReportIt()
    {
        Assert.SkipWhen(
            V1AllowList.Explain(FeatureSet.Empty(Architecture.X86_64), V1AllowList.ReadProcessor()) is null,
            "this machine's processor has nothing that is not on the list");
        var creations = 0;
        using var machine = new EmulatedMachine("microsoft", faults: (operation, _) => operation switch
        {
            DeviceOperation.HostGet or DeviceOperation.HostGetEx or DeviceOperation.HostProperty => new FaultEffect.Fail(Errno.ENOTTY),
            // The agent tries v1, v2, and v1 again for the reading.
            DeviceOperation.Create when Interlocked.Increment(ref creations) % 3 == 2 => new FaultEffect.Fail(Errno.EINVAL),
            _ => null,
        });
        using var directory = new TemporaryDirectory();

        var (_, text, _) = await machine.RunAgentAsync("probe", "--device", "mshv");
        var json = await ProbeAsync(machine);
        var (exitCode, _, error) = await machine.RunAgentAsync(
            "run", "--device", "mshv", "--host-id", "h1", "--service", "http://127.0.0.1:1", "--socket", directory["a.sock"],
            "--state-dir", directory["state"]);

        Assert.StartsWith("KERNEL'S ALLOW-LIST ONLY: the host offers at least this", text, StringComparison.Ordinal);
        Assert.True(json.GetProperty("allow_list").GetBoolean());
        AssertWords(Simulations.SupportedBy("genoa").Intersect(V1AllowList.For(Architecture.X86_64)), json);
        Assert.Equal(1, exitCode);
        Assert.Contains("Linux 6.19 or later", error, StringComparison.Ordinal);
        await machine.WaitForLiveAsync(0);
    }

    [Theory(Timeout = Limit)]
    [InlineData("6.17")]
    [InlineData("7.0")]
    public async Task Probe_ReadsNeedAnActivePartition_InitializesTheThrowAwayAndNothingElse(string kernel)
    {
        using var machine = new EmulatedMachine(kernel, needsActive: true);

        AssertWords(Simulations.SupportedBy("genoa"), await ProbeAsync(machine));

        Assert.Equal(kernel == "6.17", machine.Trace.Any(line => line.Contains("INITIALIZE", StringComparison.Ordinal)));
        await machine.WaitForLiveAsync(0);
    }

    [Theory(Timeout = Limit)]
    [InlineData("7.0", DeviceOperation.HostGet, 0)]
    [InlineData("7.0", DeviceOperation.HostGet, 4)]
    [InlineData("7.0", DeviceOperation.HostGet, 7)]
    [InlineData("7.0", DeviceOperation.HostGetEx, 0)]
    [InlineData("7.0", DeviceOperation.HostGetEx, 8)]
    [InlineData("7.0", DeviceOperation.HostGetEx, 12)]
    [InlineData("6.17", DeviceOperation.Get, 4)]
    public async Task Probe_ShortAnswer_IsAnErrorAndNeverAWord(string kernel, object operation, int bytes)
    {
        using var machine = new EmulatedMachine(
            kernel,
            faults: (called, _) => called == (DeviceOperation)operation ? new FaultEffect.Shorten(bytes) : null);

        var (exitCode, output, error) = await machine.RunAgentAsync("probe", "--json", "--device", "mshv");

        Assert.Equal((1, string.Empty), (exitCode, output));
        Assert.Contains("the kernel wrote only a part", error, StringComparison.Ordinal);
        await machine.WaitForLiveAsync(0);
    }

    [Theory(Timeout = Limit)]
    [InlineData(0x6000A, 0x5A5A_A5A5_A5A5_5A5A)]
    [InlineData(0x6000B, 0xA5A5_A5A5_A5A5_A5A5)]
    [InlineData(0x60002, 0)]
    public async Task Probe_WordThatLooksLikeTheFiller_IsRead(uint property, ulong word)
    {
        using var machine = new EmulatedMachine(
            faults: (operation, code) => operation == DeviceOperation.HostGet && code == property ? new FaultEffect.Answer(word) : null);

        var json = await ProbeAsync(machine);

        var name = property switch
        {
            0x6000A => "bank0",
            0x6000B => "bank1",
            _ => "xsave",
        };
        Assert.Equal(FeatureSetText.ToHex(word), json.GetProperty("words").GetProperty(name).GetString());
        Assert.Equal(0, json.GetProperty("unreported_words").GetArrayLength());
    }

    [Fact(Timeout = Limit)]
    public async Task Probe_InterruptedAgainAndAgain_ReadsAllTheSame()
    {
        var calls = 0;
        using var machine = new EmulatedMachine(
            faults: (operation, _) => operation != DeviceOperation.Open && Interlocked.Increment(ref calls) % 50 != 0
                ? new FaultEffect.Fail(Errno.EINTR)
                : null);

        AssertWords(Simulations.SupportedBy("genoa"), await ProbeAsync(machine));
    }

    [Theory(Timeout = Limit)]
    [InlineData(3, 0)]
    [InlineData(int.MaxValue, 1)]
    public async Task Probe_Linux617LacksMemory_TriesAgainAfterEachDepositButNotForEver(int times, int expected)
    {
        var refusals = 0;
        using var machine = new EmulatedMachine("6.17", faults: (operation, code) =>
            operation == DeviceOperation.Get && code == 0x6000A && Interlocked.Increment(ref refusals) <= times
                ? new FaultEffect.Refuse(HypervisorStatus.InsufficientMemory)
                : null);

        var (exitCode, _, error) = await machine.RunAgentAsync("probe", "--device", "mshv");

        Assert.Equal(expected, exitCode);
        if (expected != 0)
        {
            Assert.Contains("MSHV_ROOT_HVCALL: EAGAIN (11)", error, StringComparison.Ordinal);
            Assert.InRange(refusals, 10, 1000);
        }

        await machine.WaitForLiveAsync(0);
    }

    [Theory(Timeout = Limit)]
    [InlineData(0x9, true)]
    [InlineData(0x6, true)]
    [InlineData(0xB, false)]
    [InlineData(0x78, false)]
    public async Task Probe_WordRefused_IsUnreportedOnlyWhenTheHypervisorDoesNotHaveIt(ushort status, bool unreported)
    {
        using var machine = new EmulatedMachine(faults: (operation, code) =>
            operation == DeviceOperation.HostGet && code == 0x6000B ? new FaultEffect.Refuse(new HypervisorStatus(status)) : null);

        var (exitCode, output, error) = await machine.RunAgentAsync("probe", "--json", "--device", "mshv");

        if (unreported)
        {
            Assert.Equal(0, exitCode);
            Assert.Equal("bank1", Parse(output).GetProperty("unreported_words")[0].GetString());
        }
        else
        {
            Assert.Equal((1, string.Empty), (exitCode, output));
            Assert.Contains($"0x{status:X4}", error, StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = Limit)]
    [InlineData("6.17", DeviceOperation.Get)]
    [InlineData("7.0", DeviceOperation.HostGet)]
    public async Task Run_HostChangesFailsAndRecovers_LogsEachAndLivesOn(string kernel, object operation)
    {
        using var machine = new EmulatedMachine(kernel);
        using var directory = new TemporaryDirectory();
        using var agent = await machine.StartAsync(
        [
            .. BuiltAgent.Command, "run", "--device", "mshv", "--host-id", "h1", "--service", "http://127.0.0.1:1",
            "--socket", directory["a.sock"], "--state-dir", directory["state"],
        ]);
        await ReadUntilAsync(agent.StandardError, "[5100]");

        machine.Faults = (called, code) =>
            called == (DeviceOperation)operation && code == 0x60002 ? new FaultEffect.Turn(1 << 3) : null;
        HangUp(agent);
        Assert.Contains("lost avx2 (xsave:3)", await ReadUntilAsync(agent.StandardError, "[5108]"), StringComparison.Ordinal);
        machine.Faults = (called, _) =>
            called == (DeviceOperation)operation ? new FaultEffect.Refuse(new HypervisorStatus(0x78)) : null;
        HangUp(agent);
        Assert.Contains(
            "MSHV_ROOT_HVCALL: EIO (5), hypervisor status 0x0078 (time out)",
            await ReadUntilAsync(agent.StandardError, "[5109]"),
            StringComparison.Ordinal);
        machine.Faults = null;
        HangUp(agent);
        Assert.Contains("gained avx2 (xsave:3)", await ReadUntilAsync(agent.StandardError, "[5108]"), StringComparison.Ordinal);

        Assert.False(agent.HasExited);
        await machine.WaitForLiveAsync(0);
    }

    private static void HangUp(Process agent)
    {
        using var kill = Process.Start("kill", ["-HUP", $"{agent.Id}"]);
        kill.WaitForExit();
    }

    private static async Task<string> ReadUntilAsync(StreamReader reader, string text)
    {
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"the agent ended before '{text}'");
    }

    private static async Task<JsonElement> ProbeAsync(EmulatedMachine machine)
    {
        var (exitCode, output, error) = await machine.RunAgentAsync("probe", "--json", "--device", "mshv");
        Assert.Equal((0, string.Empty), (exitCode, error));
        return Parse(output);
    }

    private static JsonElement Parse(string output) => JsonDocument.Parse(output).RootElement;

    private static void AssertWords(FeatureSet expected, JsonElement json)
    {
        foreach (var word in expected.Architecture.Words)
        {
            Assert.Equal(FeatureSetText.ToHex(expected[word]), json.GetProperty("words").GetProperty(word.Name).GetString());
        }
    }
}
