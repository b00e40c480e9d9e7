using static Levelset.Processors.Tests.X86Rows;

namespace Levelset.Processors.Tests;

public sealed class X86PropertiesTests
{
    private const uint HasXsave = 1 << 26;

    [Fact]
    public void From_AddressWidthAndCacheLine_AreRead()
    {
        var properties = Map(
            Basic(1),
            new CpuidRow(1, 0, 0, 0x00100800, 0, 1 << 19),
            Extended(0x80000008),
            new CpuidRow(0x80000008, 0, 0x3934, 0, 0, 0)).Properties;
        Assert.Equal(52u, properties.PhysicalAddressWidth);
        Assert.Equal(64u, properties.CacheLineFlushSize);
    }

    [Fact]
    public void From_NoClflush_HasNoCacheLine() =>
        Assert.Null(Map(Basic(1), new CpuidRow(1, 0, 0, 0x00100800, 0, 0)).Properties.CacheLineFlushSize);

    [Fact]
    public void From_CompactedForm_SumsAlignedComponents()
    {
        // 576; AVX 256 at 576; component 9 of 8 bytes at 832; component 17 of 64 bytes, aligned, at 896.
        var properties = Map(
            Basic(0xD),
            new CpuidRow(1, 0, 0, 0, HasXsave, 0),
            new CpuidRow(0xD, 0, 0x20207, 0, 4096, 0),
            new CpuidRow(0xD, 1, 0b10, 0, 0x1800, 0),
            new CpuidRow(0xD, 2, 256, 576, 0, 0),
            new CpuidRow(0xD, 9, 8, 2688, 0, 0),
            new CpuidRow(0xD, 17, 64, 2752, 0b10, 0)).Properties;
        Assert.Equal(0x20207ul, properties.XsaveStates);
        Assert.Equal(960u, properties.MaxXsaveDataSize);
    }

    [Fact]
    public void From_StandardFormOnly_TakesTheSizeOfAllComponents()
    {
        var properties = Map(
            Basic(0xD),
            new CpuidRow(1, 0, 0, 0, HasXsave, 0),
            new CpuidRow(0xD, 0, 7, 576, 832, 0x40000000),
            new CpuidRow(0xD, 1, 1, 0, 0, 0)).Properties;
        Assert.Equal(0x4000_0000_0000_0007ul, properties.XsaveStates);
        Assert.Equal(832u, properties.MaxXsaveDataSize);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void From_ComponentWithoutASize_LeavesTheSizeUnknown(bool rowOfZero)
    {
        CpuidRow[] rows =
        [
            Basic(0xD), new(1, 0, 0, 0, HasXsave, 0), new(0xD, 0, 7, 0, 832, 0), new(0xD, 1, 0b10, 0, 0, 0),
            .. rowOfZero ? [new CpuidRow(0xD, 2, 0, 576, 0, 0)] : Array.Empty<CpuidRow>(),
        ];
        Assert.Null(Map(rows).Properties.MaxXsaveDataSize);
    }

    [Fact]
    public void From_NoXsave_HasNoStates()
    {
        var properties = Map(Basic(0xD), new CpuidRow(1, 0, 0, 0, 0, 0), Full(0xD), Full(0xD, 1)).Properties;
        Assert.Equal((0ul, 0u), (properties.XsaveStates, properties.MaxXsaveDataSize));
    }

    [Fact]
    public void From_FrequencyLeaves_PrefersTheTscsRate()
    {
        var tsc = new CpuidRow(0x15, 0, 2, 168, 25_000_000, 0);
        var frequency = new CpuidRow(0x16, 0, 2000, 4000, 100, 0);
        Assert.Equal(2_100_000_000ul, Map(Basic(0x16), tsc, frequency).Properties.ProcessorClockFrequency);
        Assert.Equal(2_000_000_000ul, Map(Basic(0x16), tsc with { Ecx = 0 }, frequency).Properties.ProcessorClockFrequency);
        Assert.Null(Map(Basic(0x15), tsc with { Eax = 0 }, frequency).Properties.ProcessorClockFrequency);
    }
}
