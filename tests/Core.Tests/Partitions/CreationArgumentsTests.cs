using Levelset.Core.Tests.Drawing;

namespace Levelset.Core.Tests.Partitions;

public sealed class CreationArgumentsTests
{
    [Fact]
    public void ToBytes_KnownX86_64Case_IsTheStructByteForByte()
    {
        var arguments = new CreationArguments(
            FeatureSet.Empty(Architecture.X86_64),
            new DisableMask(Architecture.X86_64, [0x1122334455667788, 0x99AABBCCDDEEFF00], 0x0123456789ABCDEF),
            PartitionFlags.Lapic | PartitionFlags.X2Apic | PartitionFlags.GpaSuperPages | PartitionFlags.CpuAndXsaveFeatures,
            Isolation: 0);

        Assert.Equal(
            "0F00000000000000" // pt_flags
            + "0000000000000000" // pt_isolation
            + "0200" + "000000000000" // pt_num_cpu_fbanks, pt_rsvd
            + "8877665544332211" + "00FFEEDDCCBBAA99" // pt_cpu_fbanks
            + "0000000000000000" + "0000000000000000" // pt_rsvd1
            + "EFCDAB8967452301", // pt_disabled_xsave
            Convert.ToHexString(arguments.ToBytes()));
    }

    [Fact]
    public void ToBytes_Arm64_LeavesTheLastWordZero()
    {
        var arguments = CreationArguments.For(FeatureSet.Arm64(1), FeatureSet.Arm64(3), Catalogue.Arm64, ReservedBits.Disable);
        var bytes = arguments.ToBytes();
        Assert.Equal(64, bytes.Length);
        Assert.Equal("0C00000000000000", Convert.ToHexString(bytes[..8]));
        Assert.Equal("FEFFFFFFFFFFFFFF" + "FFFFFFFFFFFFFFFF", Convert.ToHexString(bytes[24..40]));
        Assert.All(bytes[40..], value => Assert.Equal(0, value));
    }

    [Fact]
    public void ToBytes_FlagsWithoutBit3_SetsItSoThatTheBanksCount()
    {
        var mask = new DisableMask(Architecture.X86_64, [0, 0]);
        Assert.Equal(8, CreatePartitionV2.Encode(mask, PartitionFlags.None, 0)[0]);
    }

    [Fact]
    public void For_AnySet_NestedFlagAgreesWithTheFeature() => Law.Holds(pool =>
    {
        var wanted = pool.Members[0];
        var arguments = CreationArguments.For(wanted, wanted, pool.Catalogue, pool.Policy.ReservedBits);
        Assert.Equal(
            pool.Catalogue.NestedVirtualization is { } nested && wanted.Contains(nested),
            arguments.Flags.HasFlag(PartitionFlags.NestedVirtualization));
        Assert.Equal(0UL, arguments.Isolation);
        Assert.Equal(pool.Architecture == Architecture.X86_64, arguments.Flags.HasFlag(PartitionFlags.Lapic));
    });

    [Fact]
    public void For_HostThatOffersTheSet_GivesExactlyTheSet() => Law.Holds(pool =>
    {
        var wanted = pool.Level().Features;
        foreach (var host in pool.Members)
        {
            var arguments = CreationArguments.For(wanted, host, pool.Catalogue, pool.Policy.ReservedBits);
            Assert.Equal(wanted, arguments.Features);
            Assert.Equal(wanted, arguments.DisableMask.Apply(host));
            Assert.Empty(CreationArguments.Missing(wanted, host));
        }
    });

    [Fact]
    public void Missing_HostThatLacksFeatures_NamesEveryOne() => Law.Holds(pool =>
    {
        var (wanted, host) = (pool.Members[0], pool.Members[^1]);
        var expected = NaiveModel.Positions(wanted).Except(NaiveModel.Positions(host)).ToHashSet();
        Assert.True(expected.SetEquals(CreationArguments.Missing(wanted, host).Select(NaiveModel.Position)));
    });

    [Fact]
    public void FeaturesFor_AnyRequest_GivesClosedSubsetWithoutWhatIsExcluded() => Law.Holds(pool =>
    {
        var request = new PartitionRequest(Nested: pool.Seed % 2 == 0, pool.Policy.Excluded!);
        var asked = NaiveModel.Positions(CreationArguments.FeaturesFor(pool.Members[0], request, pool.Catalogue).Features);
        var expected = NaiveModel.Positions(pool.Members[0]);
        expected.ExceptWith(NaiveModel.Positions(request.Excluded));
        if (!request.Nested && pool.Catalogue.NestedVirtualization is { } nested)
        {
            expected.Remove(NaiveModel.Position(nested));
        }

        Assert.True(NaiveModel.Close(expected, pool.Catalogue).SetEquals(asked));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FeaturesFor_BaselineWithNestedVirtualization_FollowsTheRequest(bool nested)
    {
        var all = Catalogue.X86_64.Known;
        var asked = CreationArguments.FeaturesFor(
            all,
            new PartitionRequest(nested, FeatureSet.Empty(Architecture.X86_64)),
            Catalogue.X86_64).Features;
        Assert.Equal(nested, asked.Contains(Catalogue.X86_64.NestedVirtualization!.Value));
        var flags = CreationArguments.For(asked, all, Catalogue.X86_64, ReservedBits.HypervisorDefault).Flags;
        Assert.Equal(nested, flags.HasFlag(PartitionFlags.NestedVirtualization));
    }
}
