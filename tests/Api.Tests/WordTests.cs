using Levelset.Core.Features;
using Levelset.Core.Partitions;
using CompatibilityProperties = Levelset.V1.CompatibilityProperties;
using FeatureSet = Levelset.V1.FeatureSet;

namespace Levelset.Api.Tests;

/// <summary>Feature words are unsigned and 64 bits wide on the wire, in the arithmetic and in the database.</summary>
public sealed class WordTests(Postgres postgres) : ServiceTest(postgres)
{
    [Theory]
    [InlineData(0x8000_0000_0000_0000, 0x8000_0000_0000_0000, 0x8000_0000_0000_0000)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue)]
    [InlineData(ulong.MaxValue, 0, 0x8000_0000_0000_0001)]
    [InlineData(0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, 1)]
    public async Task Words_WithTheHighestBit_SurviveEveryWayThroughTheService(ulong bank0, ulong bank1, ulong xsave)
    {
        var words = FeatureWords.X86(bank0, bank1, xsave) with
        {
            Properties = new CompatibilityProperties { XsaveStates = ulong.MaxValue, ProcessorClockFrequency = ulong.MaxValue },
        };
        await PoolOfAsync("p", words);

        var host = await HostAsync("h1");
        Assert.Equal(words.Wire, host.Supported);
        Assert.Equal(words.Properties, host.Properties);
        var text = $"x86_64 bank0=0x{bank0:x16} bank1=0x{bank1:x16} xsave=0x{xsave:x16}";
        Assert.Equal([$"{text}|{ulong.MaxValue}"], await Database.ReadAsync("SELECT features, xsave_states::text FROM supported_sets"));
        var level = FeatureWords.ToCore((await PoolAsync()).Level);
        Assert.Equal([$"x86_64 {FeatureSetText.ToHex(level)}"], await Database.ReadAsync("SELECT level FROM pools"));
        Assert.True(level.IsSubsetOf(words.Set));
    }

    [Fact]
    public async Task Words_HighestBitOfEachWordAndEveryReservedBit_ReachTheBaselineAndThePartition()
    {
        // tsa_fill_no is bank1:63; the others are reserved.
        var words = FeatureWords.X86(1UL << 63 | 1, 1UL << 63 | 1UL << 62 | 1UL << 61, 1UL << 63 | 1UL << 40 | 1);
        await PoolOfAsync("p", words);

        var partition = await CreatePartitionAsync();

        Assert.Equal(words.Wire, (await PoolAsync()).Baseline);
        Assert.Equal(words.Wire, (await BaselineAsync("p", 1)).Features);
        Assert.Equal(words.Wire, partition.Features);
        Assert.Equal([$"x86_64 {FeatureSetText.ToHex(words.Set)}"], await Database.ReadAsync("SELECT features FROM partitions"));
    }

    [Fact]
    public async Task Words_HighestBitLostByOneMember_IsNamedByPosition()
    {
        await PoolOfAsync("p", FeatureWords.X86(1UL << 63 | 1, 1UL << 63, 1UL << 63 | 1), FeatureWords.X86(1, 0, 1));

        var dropped = (await BaselineAsync("p", 1)).Dropped;

        Assert.Equal(
            [("bank0", 63U, "reserved"), ("bank1", 63U, "tsa_fill_no"), ("xsave", 63U, "reserved")],
            dropped.Select(drop => (drop.Feature.Word, drop.Feature.Bit, drop.Feature.Name)));
    }

    [Fact]
    public async Task DisableMask_UnderReservedBitsDisable_HasEveryBitThatIsNotGiven()
    {
        await CreatePoolAsync("p", pool => pool.Policy = new PoolPolicy { ReservedBits = PoolPolicy.Types.ReservedBits.Disable });
        await Service.ConnectAsync("h1", FeatureWords.X86(0b1, 0, 0b1));
        await AddAsync("p", "h1");

        var partition = await CreatePartitionAsync();

        Assert.Equal(new V1.DisableMask { ProcessorBanks = { ~1UL, ulong.MaxValue }, Xsave = ~1UL }, partition.DisableMask);
        Assert.Equal(
            ["x86_64 bank0=0xfffffffffffffffe bank1=0xffffffffffffffff xsave=0xfffffffffffffffe"],
            await Database.ReadAsync("SELECT mask FROM partitions"));
    }

    [Fact]
    public async Task Words_OfArm_HaveNoXsave()
    {
        var words = new FeatureWords(Core.Features.FeatureSet.Arm64(ulong.MaxValue, ulong.MaxValue), "Arm");
        await PoolOfAsync("p", words);

        Assert.Equal(new FeatureSet { ProcessorBanks = { ulong.MaxValue, ulong.MaxValue } }, (await PoolAsync()).Baseline);
        Assert.Equal(
            ["arm64 bank0=0xffffffffffffffff bank1=0xffffffffffffffff"],
            await Database.ReadAsync("SELECT features FROM baselines"));
    }
}
