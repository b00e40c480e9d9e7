using Levelset.Agent.Daemon;
using Levelset.Agent.Tests.Devices;
using Levelset.Mshv;
using Levelset.Mshv.Linux;
using Cause = Levelset.V1.FeatureReport.Types.Cause;
using Kind = Levelset.V1.AgentMessage.BodyOneofCase;

namespace Levelset.Agent.Tests.Daemon;

/// <summary>The daemon reads its host again, and reports what has changed.</summary>
public sealed class RereadingTests
{
    private const int Limit = 300_000;
    private const ulong Avx2 = 1 << 3;
    private static readonly HostPollerOptions Often = new(TimeSpan.FromMilliseconds(5)) { WakeCheck = TimeSpan.FromHours(1) };
    private static readonly HostPollerOptions Never = new(TimeSpan.FromHours(1)) { WakeCheck = TimeSpan.FromHours(1) };

    [Fact(Timeout = Limit)]
    public async Task Timer_NothingChanged_SaysNothingAndAChangeSaysWhatItIs()
    {
        using var device = new ChangingDevice();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device, Often);
        var (stream, _, first) = await service.WelcomeAsync();
        await UntilAsync(() => device.Readings > 10);

        device.Change = (code, value) => code switch
        {
            HvPartitionPropertyCode.ProcessorXsaveFeatures => value & ~Avx2,
            HvPartitionPropertyCode.PhysicalAddressWidth => 48,
            HvPartitionPropertyCode.SyntheticProcFeatures => 0,
            _ => value,
        };
        var report = (await stream.ReceiveAsync(Kind.FeatureReport)).FeatureReport;

        Assert.Equal((Cause.Connected, null), (first.Cause, first.Change));
        Assert.Equal(V1.FeatureReport.Types.Source.Simulated, first.Source);
        Assert.Equal((0x3FFFul, 0xFFul), (first.SyntheticFeatures, first.AssignableSyntheticFeatures));
        Assert.Equal(Cause.Timer, report.Cause);
        Assert.Equal("avx2", Assert.Single(report.Change.Lost).Name);
        Assert.Empty(report.Change.Gained);
        Assert.Equal(
            ["physical_address_width 52 bits -> 48 bits", "synthetic_features 0x0000000000003fff -> 0x0000000000000000"],
            report.Change.Properties);
        Assert.Equal((first.Platform, report.Platform), (report.Change.Before, report.Change.After));
        Assert.Equal((true, 0ul), (report.HasSyntheticFeatures, report.SyntheticFeatures));
        Assert.Equal(first.Supported.Xsave & ~Avx2, report.Supported.Xsave);
        Assert.True(agent.Logs.Has(5108));
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Reading_Fails_KeepsTheLastAndTheStreamAndRecovers()
    {
        using var device = new ChangingDevice();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device, Often);
        agent.Expected = error => error.Contains("could not be read (", StringComparison.Ordinal);
        var (stream, _, first) = await service.WelcomeAsync();

        device.Change = (_, _) => throw new MshvException("MSHV_ROOT_HVCALL", Errno.EIO, new HypervisorStatus(0x78));
        await UntilAsync(() => agent.Logs.Has(5109));
        stream.Drop();
        var (again, _, kept) = await service.WelcomeAsync();
        device.Change = (code, value) => code == HvPartitionPropertyCode.ProcessorXsaveFeatures ? value & ~Avx2 : value;
        var report = (await again.ReceiveAsync(Kind.FeatureReport)).FeatureReport;

        Assert.Equal((first.Supported, first.ReportTime <= kept.ReportTime), (kept.Supported, true));
        Assert.Contains(agent.Logs.Errors, error => error.Contains("MSHV_ROOT_HVCALL: EIO (5), hypervisor status 0x0078 (time out)", StringComparison.Ordinal));
        Assert.Equal("avx2", Assert.Single(report.Change.Lost).Name);
        again.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Machine_HasSlept_IsReadAgain()
    {
        using var device = new ChangingDevice();
        var slept = 0L;
        var watch = Never with
        {
            WakeCheck = TimeSpan.FromMilliseconds(5),
            Slept = () => TimeSpan.FromSeconds(Interlocked.Read(ref slept)),
        };
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device, watch);
        var (stream, _, _) = await service.WelcomeAsync();

        device.Change = (code, value) => code == HvPartitionPropertyCode.ProcessorFeatures1 ? 0 : value;
        Interlocked.Exchange(ref slept, 3600);
        var report = (await stream.ReceiveAsync(Kind.FeatureReport)).FeatureReport;

        Assert.Equal((Cause.Resume, 0ul), (report.Cause, report.Supported.ProcessorBanks[1]));
        stream.Drop();
    }

    [Theory(Timeout = Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_OpenedAfterAChange_MeasuresItFromTheLastReportThatWasStored(bool stored)
    {
        using var device = new ChangingDevice();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device, Never);
        var stream = await service.AcceptAsync();
        await stream.ReceiveAsync(Kind.Hello);
        await stream.WelcomeAsync();
        var message = await stream.ReceiveAsync(Kind.FeatureReport);
        if (stored)
        {
            await stream.AckAsync(message);
        }

        // Answers come in order: the assignment has arrived, and so the acknowledgement has.
        await stream.SendAsync(new V1.ServiceMessage { Assignment = new V1.Assignment { Pool = "pools/a" } });
        await UntilAsync(() => agent.Service.Assignment is not null);
        device.Change = (code, value) => code == HvPartitionPropertyCode.ProcessorXsaveFeatures ? value & ~Avx2 : value;
        stream.Drop();
        var (again, _, report) = await service.WelcomeAsync();

        Assert.Equal(Cause.Connected, report.Cause);
        Assert.Equal(stored, report.Change is not null);
        again.Drop();
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
