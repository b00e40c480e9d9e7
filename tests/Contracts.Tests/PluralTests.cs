namespace Levelset.Contracts.Tests;

/// <summary>Words that agree with a number.</summary>
public sealed class PluralTests
{
    [Theory]
    [InlineData(0, "0 hosts")]
    [InlineData(1, "1 host")]
    [InlineData(2, "2 hosts")]
    [InlineData(21, "21 hosts")]
    public void Of_Number_NounAgrees(long count, string expected) => Assert.Equal(expected, Plural.Of(count, "host"));

    [Theory]
    [InlineData(1, "host does")]
    [InlineData(2, "hosts do")]
    public void Word_Number_VerbAgrees(long count, string expected) => Assert.Equal(expected, Plural.Word(count, "host does", "hosts do"));
}
