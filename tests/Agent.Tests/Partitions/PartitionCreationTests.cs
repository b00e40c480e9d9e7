using Levelset.Agent.Devices;
using Levelset.Agent.Partitions;
using Levelset.Agent.Tests.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Tests.Partitions;

public sealed class PartitionCreationTests
{
    private static readonly FeatureSet Own = Simulations.SupportedBy("genoa");
    private static readonly FeatureSet Avx2 = Set("avx2");
    private static readonly FeatureSet Wanted = Own.Except(Set("aes"));

    [Fact]
    public void Create_HypervisorGivesWhatWasAskedFor_KeepsThePartition()
    {
        using var device = Simulations.Genoa();

        var created = Assert.IsType<CreatedPartition>(Create(device));

        Assert.Equal(Wanted, created.Features);
        Assert.Equal(1, device.LivePartitions);
        created.Partition.Dispose();
    }

    [Fact]
    public void Create_HypervisorDropsAFeature_ClosesAndNamesIt()
    {
        using var device = Simulations.Genoa(new SimulatedFaults(set => set.Except(Avx2)));

        var failure = Assert.IsType<CreationFailure>(Create(device));

        Assert.Equal(CreationFailureReason.ReadBackDiffers, failure.Reason);
        Assert.Equal([.. Avx2.Bits()], failure.Missing);
        Assert.Empty(failure.Unexpected);
        Assert.Contains("missing avx2 (xsave:3)", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, device.LivePartitions);
    }

    [Fact]
    public void Create_HypervisorGivesTooMuch_ClosesAndNamesEveryBit()
    {
        var extra = FeatureSet.X86_64(1UL << 63 | 1UL << 16);
        using var device = Simulations.Genoa(new SimulatedFaults(set => set.Union(extra)));

        var failure = Assert.IsType<CreationFailure>(Create(device));

        Assert.Equal(CreationFailureReason.ReadBackDiffers, failure.Reason);
        Assert.Empty(failure.Missing);
        Assert.Equal([.. extra.Bits()], failure.Unexpected);
        Assert.Contains("unexpected aes (bank0:16), reserved bit (bank0:63)", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, device.LivePartitions);
    }

    [Theory]
    [InlineData("bank0")]
    [InlineData("bank1")]
    [InlineData("xsave")]
    public void Create_OneBitOfAnyWordDiffers_IsFound(string name)
    {
        Assert.True(FeatureWord.TryParse(name, Architecture.X86_64, out var word));
        var bit = FeatureSet.Of(Architecture.X86_64, [new FeatureBit(word, 62)]);
        using var device = Simulations.Genoa(new SimulatedFaults(set => set.Union(bit)));

        var failure = Assert.IsType<CreationFailure>(Create(device));

        Assert.Equal([.. bit.Bits()], failure.Unexpected);
    }

    [Fact]
    public void Create_DeviceRefuses_KeepsTheErrno()
    {
        using var device = Simulations.Genoa(SimulatedFaults.None with { Kernel = KernelRules.Linux615 });

        var failure = Assert.IsType<CreationFailure>(Create(device));

        Assert.Equal(CreationFailureReason.Device, failure.Reason);
        Assert.Equal(("MSHV_CREATE_PARTITION", Errno.EINVAL, null), (failure.Call, failure.Errno, failure.Status));
        Assert.Equal(0, device.LivePartitions);
    }

    [Fact]
    public void Create_HypervisorThatAnswersForActivePartitionsOnly_IsAskedAgainOnceActive()
    {
        using var device = Simulations.Genoa(SimulatedFaults.None with { ReadsNeedInitialize = true });

        var created = Assert.IsType<CreatedPartition>(Create(device));

        Assert.Equal(Wanted, created.Features);
        Assert.Equal((true, false), (created.Initialized, created.VerifiedByTwin));
        created.Partition.Dispose();
    }

    [Fact]
    public void Create_UninitializedWhereOnlyActivePartitionsAnswer_IsVerifiedByATwin()
    {
        using var device = Simulations.Genoa(SimulatedFaults.None with { ReadsNeedInitialize = true });

        var created = Assert.IsType<CreatedPartition>(Create(device, uninitialized: true, Synthetic(5)));

        Assert.Equal((false, true), (created.Initialized, created.VerifiedByTwin));
        Assert.Equal(Wanted, created.Features);
        Assert.Equal(5UL, created.SyntheticFeatures);
        Assert.Equal(1, device.LivePartitions);

        // Its VMM can still set early properties, and finds the agent's set once it is active.
        created.Partition.SetProperty(HvPartitionPropertyCode.PrivilegeFlags, 1);
        created.Partition.Initialize();
        Assert.Equal(5UL, created.Partition.ReadProperty(HvPartitionPropertyCode.SyntheticProcFeatures));
        created.Partition.Dispose();
    }

    [Fact]
    public void Create_UninitializedWhereTheTwinDiffers_LeavesNothing()
    {
        using var device = Simulations.Genoa(new SimulatedFaults(set => set.Except(Avx2), ReadsNeedInitialize: true));

        var failure = Assert.IsType<CreationFailure>(Create(device, uninitialized: true));

        Assert.Equal([.. Avx2.Bits()], failure.Missing);
        Assert.Equal(0, device.LivePartitions);
    }

    [Fact]
    public void Create_UninitializedWherePartitionsCanBeReadAtOnce_NeedsNoTwin()
    {
        using var device = Simulations.Genoa();

        var created = Assert.IsType<CreatedPartition>(Create(device, uninitialized: true));

        Assert.Equal((false, false), (created.Initialized, created.VerifiedByTwin));
        created.Partition.Dispose();
    }

    [Fact]
    public void Create_EarlyPropertyReadBackDifferently_IsNamedBitByBit()
    {
        using var device = Simulations.Genoa(SimulatedFaults.None with { DistortEarly = property => property.Value ^ 0b110 });

        var failure = Assert.IsType<CreationFailure>(Create(device, uninitialized: false, Synthetic(0b011), new(0x0006_0006, 40)));

        Assert.Equal(CreationFailureReason.ReadBackDiffers, failure.Reason);
        Assert.Contains("SYNTHETIC_PROC_FEATURES: missing bit 1, unexpected bit 2;", failure.Message, StringComparison.Ordinal);
        Assert.Contains("PHYSICAL_ADDRESS_WIDTH: requested 40, got 46", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, device.LivePartitions);
    }

    [Fact]
    public void Create_EarlyPropertyRefused_KeepsCallErrnoAndStatusAndCloses()
    {
        using var device = Simulations.Genoa();

        var failure = Assert.IsType<CreationFailure>(Create(device, uninitialized: false, new EarlyProperty(0x0006_0006, 60)));

        Assert.Equal(
            ("MSHV_ROOT_HVCALL", Errno.EIO, HypervisorStatus.PropertyValueOutOfRange),
            (failure.Call, failure.Errno, failure.Status));
        Assert.Equal(0, device.LivePartitions);
    }

    [Fact]
    public void Create_ArgumentsThatAreFaulty_NeverReachTheDevice()
    {
        using var device = Simulations.Genoa();
        var argument = Argument();
        argument[16] = 3;
        argument[20] = 1;
        var spec = new PartitionSpec(argument, Wanted) { EarlyProperties = [new EarlyProperty(0x0006_000A, 1)] };

        var failure = Assert.IsType<CreationFailure>(PartitionCreation.Create(device, spec));

        Assert.Equal((CreationFailureReason.Unsupported, null), (failure.Reason, failure.Errno));
        Assert.Contains("pt_num_cpu_fbanks (offset 16): is 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("pt_rsvd (offset 18)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("0x0006000A is not early", failure.Message, StringComparison.Ordinal);
    }

    private static EarlyProperty Synthetic(ulong value) => new(EarlyPropertyKind.SyntheticProcFeatures, value);

    private static CreationResult Create(SimulatedMshvDevice device, bool uninitialized, params EarlyProperty[] early) =>
        PartitionCreation.Create(device, new PartitionSpec(Argument(), Wanted) { EarlyProperties = [.. early], Uninitialized = uninitialized });

    private static CreationResult Create(SimulatedMshvDevice device) => PartitionCreation.Create(device, new PartitionSpec(Argument(), Wanted));

    private static byte[] Argument() =>
        CreationArguments.For(Wanted, Own, Catalogue.X86_64, ReservedBits.HypervisorDefault).ToBytes();

    private static FeatureSet Set(string name)
    {
        Assert.True(Catalogue.X86_64.TryResolve(name, out var bit));
        return FeatureSet.Of(Architecture.X86_64, [bit]);
    }
}
