using Levelset.Cli.Output;

namespace Levelset.Cli.Tests.Output;

/// <summary>Numbers with nouns.</summary>
public sealed class QuantityTests
{
    [Theory]
    [InlineData(0, "0 hosts")]
    [InlineData(1, "1 host")]
    [InlineData(2, "2 hosts")]
    [InlineData(21, "21 hosts")]
    public void Of_Number_NounAgrees(long count, string expected) => Assert.Equal(expected, Quantity.Of(count, "host"));
}
