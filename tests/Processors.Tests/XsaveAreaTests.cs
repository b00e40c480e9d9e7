using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Processors;

namespace Levelset.Core.Tests.Processors;

public sealed class XsaveAreaTests
{
    private static readonly CompatibilityProperties Host = new(
        PhysicalAddressWidth: 52,
        CacheLineFlushSize: 64,
        XsaveStates: 0x602E7,
        MaxXsaveDataSize: 10752);

    [Theory]
    [InlineData("xsave,avx,avx512,amx_tile", 0x602E7, 10752)]
    [InlineData("xsave,avx,avx512", 0x2E7, 576 + 256 + 64 + 512 + 1024 + 8)]
    [InlineData("xsave,avx", 0x207, 576 + 256 + 8)]
    [InlineData("xsave", 0x203, 576 + 8)]
    [InlineData("", 0, 0)]
    public void Reduce_FeaturesOfThePartition_DecideTheStatesAndTheirArea(string features, ulong states, uint size)
    {
        var faults = Catalogue.X86_64.ParseNames(
            features.Split(',', StringSplitOptions.RemoveEmptyEntries),
            out var set);
        Assert.Empty(faults);

        var reduced = XsaveArea.Reduce(Host, set);

        Assert.Equal(states, reduced.XsaveStates);
        Assert.Equal(size, reduced.MaxXsaveDataSize);
        Assert.Equal(Host with { XsaveStates = states, MaxXsaveDataSize = size }, reduced);
    }

    [Fact]
    public void Reduce_HostThatReportsNone_StaysUnreported()
    {
        Assert.Equal(CompatibilityProperties.None, XsaveArea.Reduce(CompatibilityProperties.None, FeatureSet.X86_64(0)));
        Assert.Equal(CompatibilityProperties.None, XsaveArea.Reduce(CompatibilityProperties.None, FeatureSet.Arm64(0)));
    }
}
