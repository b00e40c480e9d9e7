namespace Levelset.Core.Tests.Features;

public sealed class CompatibilityPropertiesTests
{
    private static readonly CompatibilityProperties Big = new(52, 64, 0xFF, 10752, 3_000_000_000);
    private static readonly CompatibilityProperties Small = new(46, 64, 0x1E7, 2440, 2_000_000_000);

    [Fact]
    public void Intersect_TwoHosts_GivesWhatBothCanGive()
    {
        var both = new CompatibilityProperties(46, 64, 0xE7, 2440, 2_000_000_000);
        Assert.Equal(both, Big.Intersect(Small));
        Assert.Equal(both, Small.Intersect(Big));
    }

    [Fact]
    public void Intersect_OneDoesNotReport_TakesTheOther()
    {
        Assert.Equal(Small, CompatibilityProperties.None.Intersect(Small));
        Assert.Equal(Small, Small.Intersect(CompatibilityProperties.None));
        Assert.Equal(CompatibilityProperties.None, CompatibilityProperties.None.Intersect(CompatibilityProperties.None));
    }
}
