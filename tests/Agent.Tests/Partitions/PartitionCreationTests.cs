using Levelset.Agent.Devices;
using Levelset.Agent.Interop;
using Levelset.Agent.Partitions;
using Levelset.Agent.Tests.Devices;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

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
        using var device = Simulations.Genoa();
        var argument = Argument();
        argument[16] = 3;

        var failure = Assert.IsType<CreationFailure>(PartitionCreation.Create(device, argument, Wanted));

        Assert.Equal(CreationFailureReason.Device, failure.Reason);
        Assert.Equal(Errno.EINVAL, failure.Errno);
        Assert.Equal(0, device.LivePartitions);
    }

    [Fact]
    public void Create_HypervisorThatAnswersForActivePartitionsOnly_IsAskedAgainOnceActive()
    {
        using var device = Simulations.Genoa(SimulatedFaults.None with { ReadsNeedInitialize = true });

        var created = Assert.IsType<CreatedPartition>(Create(device));

        Assert.Equal(Wanted, created.Features);
        created.Partition.Dispose();
    }

    private static CreationResult Create(SimulatedMshvDevice device) => PartitionCreation.Create(device, Argument(), Wanted);

    private static byte[] Argument() =>
        CreationArguments.For(Wanted, Own, Catalogue.X86_64, ReservedBits.HypervisorDefault).ToBytes();

    private static FeatureSet Set(string name)
    {
        Assert.True(Catalogue.X86_64.TryResolve(name, out var bit));
        return FeatureSet.Of(Architecture.X86_64, [bit]);
    }
}
