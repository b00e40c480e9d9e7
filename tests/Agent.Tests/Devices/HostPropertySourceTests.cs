using Levelset.Agent.Devices;
using Levelset.Agent.Probe;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Devices;

public sealed class HostPropertySourceTests
{
    private static readonly FeatureSet Own = Simulations.SupportedBy("genoa");
    private static readonly FeatureSet Allowed = V1AllowList.For(Architecture.X86_64);

    [Fact]
    public void Read_DeviceAnswers_AsksNothingElse()
    {
        var kernel = new FakeKernel(Simulations.Genoa) { AnswersOnDevice = true };

        var capabilities = Read(kernel);

        Assert.Equal(ProbeSource.Device, capabilities.Method.Source);
        Assert.Null(capabilities.Method.AllowList);
        Assert.Equal((Own, "AuthenticAMD"), (capabilities.Supported, capabilities.Vendor));
        Assert.Equal((0UL, 0xF0UL), (capabilities.Synthetic, capabilities.AssignableSynthetic));
        Assert.DoesNotContain(kernel.Calls, call => call is not ("ROOT_HVCALL" or "ROOT_HVCALL EX"));
    }

    [Fact]
    public void Read_MicrosoftsPropertyIoctl_IsTheSecondRungAndCreatesNothing()
    {
        var kernel = new FakeKernel(Simulations.Genoa) { AnswersHostProperty = true, KnowsBanks = true, V1Allowed = Allowed };

        var capabilities = Read(kernel);

        Assert.Equal(ProbeSource.HostPartitionProperty, capabilities.Method.Source);
        Assert.Equal(Own, capabilities.Supported);
        Assert.Equal(52u, capabilities.Properties.PhysicalAddressWidth);

        // Refused without a status: beside the words, that is "not reported".
        Assert.Null(capabilities.Synthetic);
        Assert.Null(capabilities.AssignableSynthetic);
        Assert.DoesNotContain(kernel.Calls, call => call.StartsWith("CREATE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_Linux615To618_IsTheV1PartitionWithAllThatTheHostOffers(bool readsNeedInitialize)
    {
        var kernel = new FakeKernel(Simulations.Genoa) { ReadsNeedInitialize = readsNeedInitialize };

        var capabilities = Read(kernel);

        Assert.Equal(ProbeSource.V1Partition, capabilities.Method.Source);
        Assert.Null(capabilities.Method.AllowList);
        Assert.Equal(Own, capabilities.Supported);
        Assert.Equal((52u, 64u), (capabilities.Properties.PhysicalAddressWidth, capabilities.Properties.CacheLineFlushSize));
        Assert.Null(capabilities.Synthetic);
        Assert.Contains("ENOTTY; MSHV_GET_HOST_PARTITION_PROPERTY: ENOTTY; a v2 partition: EINVAL", capabilities.Method.Detail, StringComparison.Ordinal);
        Assert.Equal(0, kernel.LivePartitions);
    }

    [Fact]
    public void Read_KernelThatTakesBanksButCannotBeAsked_IsMicrosoftsAndTheV2PartitionTellsTheTruth()
    {
        var kernel = new FakeKernel(Simulations.Genoa) { KnowsBanks = true, V1Allowed = Allowed };

        var capabilities = Read(kernel);

        Assert.Equal(ProbeSource.V2Partition, capabilities.Method.Source);
        Assert.Null(capabilities.Method.AllowList);
        Assert.Equal(Own, capabilities.Supported);
        foreach (var bit in Own.Except(Allowed).Bits())
        {
            Assert.Contains($"({bit})", capabilities.Method.Detail, StringComparison.Ordinal);
        }

        Assert.Contains("allow-list", capabilities.Method.Detail, StringComparison.Ordinal);
        Assert.Equal(0, kernel.LivePartitions);
    }

    [Fact]
    public void Read_OlderMicrosoftKernel_IsMarkedAsItsAllowList()
    {
        var kernel = new FakeKernel(Simulations.Genoa) { V1Allowed = Allowed };

        var capabilities = Read(kernel);

        Assert.Equal(ProbeSource.V1Partition, capabilities.Method.Source);
        Assert.Equal(Own.Intersect(Allowed), capabilities.Supported);
        Assert.Contains("avx2", capabilities.Method.AllowList!, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OldProcessorOnLinux615_IsNotTakenForAnAllowList()
    {
        // The words are inside the list, but so is the processor.
        var kernel = new FakeKernel(Simulations.Genoa) { V1Allowed = Allowed };

        Assert.Null(Read(kernel, processor: Own.Intersect(Allowed)).Method.AllowList);
        Assert.Null(Read(kernel, processor: null).Method.AllowList);
    }

    [Fact]
    public void Explain_WordsBesideTheList_AreTheHostsEvenWhenTheyLackWhatTheProcessorHas()
    {
        Assert.True(Catalogue.X86_64.TryResolve("avx2", out var avx2));
        var hidden = FeatureSet.Of(Architecture.X86_64, [avx2]);

        Assert.Null(V1AllowList.Explain(Own.Except(hidden), Own));
        Assert.NotNull(V1AllowList.Explain(Own.Intersect(Allowed), hidden));
        Assert.Null(V1AllowList.Explain(Simulations.SupportedBy("neoverse-n2"), processor: null));
    }

    [Fact]
    public void Read_Arm64OfAnOlderMicrosoftKernel_IsMarkedAsItsAllowList()
    {
        var kernel = new FakeKernel(Simulations.NeoverseN2) { V1Allowed = Catalogue.Arm64.MustStayEnabled };

        var capabilities = Read(kernel, Architecture.Arm64, processor: null);

        Assert.NotNull(capabilities.Method.AllowList);
        Assert.Equal(Catalogue.Arm64.MustStayEnabled, capabilities.Supported);
    }

    [Fact]
    public void Read_Again_GoesStraightToTheRung()
    {
        var kernel = new FakeKernel(Simulations.Genoa);
        using var device = new FakeKernelDevice(kernel, Architecture.X86_64, Own);
        HostCapabilities.Read(device, TimeProvider.System);
        kernel.Calls.Clear();

        HostCapabilities.Read(device, TimeProvider.System);

        Assert.Equal(["CREATE v1"], kernel.Calls);
        Assert.Equal(0, kernel.LivePartitions);
    }

    [Fact]
    public void Read_AnythingButENOTTY_IsAnErrorAndNoReasonToClimb()
    {
        var kernel = new FakeKernel(Simulations.Genoa) { AnswersOnDevice = true, AnswersHostProperty = true };
        foreach (var errno in (Errno[])[Errno.EINVAL, Errno.EFAULT, Errno.ENOMEM, Errno.EIO, Errno.EPERM, Errno.ENODEV])
        {
            kernel.Fault = (_, _) => new MshvException("MSHV_ROOT_HVCALL", errno);
            Assert.Equal(errno, Assert.Throws<MshvException>(() => Read(kernel)).Errno);
        }

        Assert.DoesNotContain("MSHV_GET_HOST_PARTITION_PROPERTY", kernel.Calls);
    }

    [Theory]
    [InlineData("CREATE v1", 12)]
    [InlineData("CREATE v2", 24)]
    [InlineData("CREATE v2", 5)]
    public void Read_PartitionCannotBeMade_IsAnErrorAndLeavesNothingOpen(string call, int errno)
    {
        var kernel = new FakeKernel(Simulations.Genoa)
        {
            KnowsBanks = true,
            Fault = (name, _) => name == call ? new MshvException("MSHV_CREATE_PARTITION", new Errno(errno)) : null,
        };

        Assert.Equal(errno, Assert.Throws<MshvException>(() => Read(kernel)).Errno.Number);
        Assert.Equal(0, kernel.LivePartitions);
    }

    [Fact]
    public void Read_WordRefusedWithoutAStatus_IsNeverGivenUp()
    {
        var kernel = new FakeKernel(Simulations.Genoa)
        {
            AnswersHostProperty = true,
            Fault = (name, code) => code == HvPartitionPropertyCode.ProcessorFeatures1
                ? new MshvException("MSHV_GET_HOST_PARTITION_PROPERTY", Errno.EIO)
                : null,
        };

        Assert.Throws<MshvException>(() => Read(kernel));
    }

    [Theory]
    [InlineData(22, 0)]
    [InlineData(22, 2)]
    [InlineData(5, 6)]
    [InlineData(5, 9)]
    public void Read_AssignableFeaturesNotKnown_AreNotReported(int errno, ushort status)
    {
        var kernel = new FakeKernel(Simulations.Genoa)
        {
            AnswersOnDevice = true,
            Fault = (name, _) => name == "ROOT_HVCALL EX"
                ? new MshvException("MSHV_ROOT_HVCALL", new Errno(errno), status == 0 ? null : new HypervisorStatus(status))
                : null,
        };

        Assert.Null(Read(kernel).AssignableSynthetic);
    }

    [Fact]
    public void Read_NoBankOfAssignableFeatures_IsNotReportedRatherThanZero()
    {
        var kernel = new FakeKernel(Simulations.Genoa) { AnswersOnDevice = true, Banks = [] };

        Assert.Null(Read(kernel).AssignableSynthetic);
    }

    private static HostCapabilities Read(FakeKernel kernel) => Read(kernel, processor: Own);

    private static HostCapabilities Read(FakeKernel kernel, FeatureSet? processor) => Read(kernel, Architecture.X86_64, processor);

    private static HostCapabilities Read(FakeKernel kernel, Architecture architecture, FeatureSet? processor)
    {
        using var device = new FakeKernelDevice(kernel, architecture, processor);
        return HostCapabilities.Read(device, TimeProvider.System);
    }
}
