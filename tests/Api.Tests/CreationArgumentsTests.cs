using System.Buffers.Binary;
using Levelset.Core.Catalogues;
using CoreMask = Levelset.Core.Partitions.DisableMask;
using CoreSet = Levelset.Core.Features.FeatureSet;

namespace Levelset.Api.Tests;

public sealed class CreationArgumentsTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task ForAPool_Nested_AreTheBaselineAndTheStructOfSixtyFourBytes()
    {
        await PoolOfAsync("p", FeatureWords.Plain.With("fma", "rdtscp"), FeatureWords.Plain);

        var arguments = await ForPoolAsync("h1", request => request.Nested = true);

        Assert.Equal(FeatureWords.Plain.Wire, arguments.Features);
        Assert.Equal(0b1_1111UL, arguments.PtFlags);
        Assert.Equal(0UL, arguments.PtIsolation);
        AssertStruct(arguments);
        AssertGives(arguments, FeatureWords.Plain.With("fma", "rdtscp").Set);
    }

    [Fact]
    public async Task ForAPool_Plain_LeaveOutNestedAndItsFlag()
    {
        await PoolOfAsync("p", FeatureWords.Plain);

        var arguments = await ForPoolAsync("h1", request => request.ExcludedFeatures.Add("avx2"));

        Assert.Equal(FeatureWords.Plain.Without("nested_virt", "avx2").Wire, arguments.Features);
        Assert.Equal(0b0_1111UL, arguments.PtFlags);
        AssertStruct(arguments);
        AssertGives(arguments, FeatureWords.Plain.Set);
    }

    [Theory]
    [InlineData(PoolPolicy.Types.ReservedBits.HypervisorDefault)]
    [InlineData(PoolPolicy.Types.ReservedBits.Disable)]
    public async Task ForAPool_EveryMember_IsGivenExactlyTheBaseline(PoolPolicy.Types.ReservedBits policy)
    {
        await CreatePoolAsync("p", pool => pool.Policy = new PoolPolicy { ReservedBits = policy });
        FeatureWords[] offers =
        [
            FeatureWords.X86(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue),
            FeatureWords.X86(ulong.MaxValue, ulong.MaxValue & ~(1UL << 61), ulong.MaxValue >> 1),
            FeatureWords.X86(ulong.MaxValue & ~(1UL << 63) & ~(1UL << 16), ulong.MaxValue, ulong.MaxValue),
        ];
        for (var i = 0; i < offers.Length; i++)
        {
            await Service.ConnectAsync($"h{i}", offers[i]);
            await AddAsync("p", $"h{i}");
        }

        var baseline = (await PoolAsync()).Baseline;
        for (var i = 0; i < offers.Length; i++)
        {
            var arguments = await ForPoolAsync($"h{i}", request => request.Nested = true);
            Assert.Equal(baseline, arguments.Features);
            AssertGives(arguments, offers[i].Set);
            AssertStruct(arguments);
        }
    }

    [Fact]
    public async Task ForAPool_UnknownBitsThatAreNotReported_StayZeroByDefault()
    {
        await PoolOfAsync("p", FeatureWords.X86(1, 0, 0));

        var mask = (await ForPoolAsync("h1")).DisableMask;

        var known = Catalogue.X86_64.Known;
        Assert.Equal(new[] { known.ProcessorBanks[0] & ~1UL, known.ProcessorBanks[1] }, mask.ProcessorBanks);
        Assert.Equal(known.Xsave, mask.Xsave);
    }

    [Fact]
    public async Task ForAPartition_OnAnotherHost_AreItsOwnSetAndNotThePoolsBaseline()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var partition = await CreatePartitionAsync();
        await Service.ConnectAsync("low", FeatureWords.X86("sse3"));
        await Service.ConnectAsync("target", FeatureWords.Plain.With("fma", "f16c"));
        await AddAsync("p", "low", "target");

        var arguments = await Hosts.GetCreationArgumentsAsync(
            new GetCreationArgumentsRequest { Host = "hosts/target", Partition = partition.Name },
            cancellationToken: Cancel);

        Assert.NotEqual((await PoolAsync()).Baseline, arguments.Features);
        Assert.Equal(partition.Features, arguments.Features);
        AssertGives(arguments, FeatureWords.Plain.With("fma", "f16c").Set);
        AssertStruct(arguments);
    }

    [Fact]
    public async Task ForAPool_OfArm_HaveNoXsaveAndNoApicFlags()
    {
        await PoolOfAsync("p", FeatureWords.Arm);

        var arguments = await ForPoolAsync("h1");

        Assert.Equal((0b1100UL, 0UL), (arguments.PtFlags, arguments.DisableMask.Xsave));
        Assert.Contains("gic_v3v4", FeatureWords.Names(arguments.Features, Core.Features.Architecture.Arm64));
        AssertStruct(arguments);
    }

    private static void AssertGives(CreationArguments arguments, CoreSet offered)
    {
        var mask = new CoreMask(offered.Architecture, [.. arguments.DisableMask.ProcessorBanks], arguments.DisableMask.Xsave);
        Assert.Equal(FeatureWords.ToCore(arguments.Features), mask.Apply(offered));
    }

    // struct mshv_create_partition_v2: pt_flags, pt_isolation, pt_num_cpu_fbanks, padding, pt_cpu_fbanks[2], pt_rsvd1[2], pt_disabled_xsave.
    private static void AssertStruct(CreationArguments arguments)
    {
        var bytes = arguments.CreatePartitionV2.ToByteArray();
        Assert.Equal(64, bytes.Length);
        ulong[] words = [.. Enumerable.Range(0, 8).Select(i => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8 * i)))];
        var mask = arguments.DisableMask;
        Assert.Equal([arguments.PtFlags, 0, 2, mask.ProcessorBanks[0], mask.ProcessorBanks[1], 0, 0, mask.Xsave], words);
    }

    private async Task<CreationArguments> ForPoolAsync(string host, Action<GetCreationArgumentsRequest>? change = null)
    {
        var request = new GetCreationArgumentsRequest { Host = $"hosts/{host}", Pool = "pools/p" };
        change?.Invoke(request);
        return await Hosts.GetCreationArgumentsAsync(request, cancellationToken: Cancel);
    }
}
