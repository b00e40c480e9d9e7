using Levelset.Cli.Errors;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Tests.Framework;

/// <summary>Names of resources on the command line.</summary>
public sealed class ResourceNamesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("pools/a")]
    public void Pool_WithOrWithoutCollection_IsTheSame(string text) => Assert.Equal("pools/a", ResourceNames.Pool(text));

    [Theory]
    [InlineData("hosts/a")]
    [InlineData("pools/")]
    [InlineData("")]
    [InlineData("pools/a/baselines/1")]
    public void Pool_SomethingElse_SaysWhatIsExpected(string text) =>
        Assert.Contains("expected NAME or pools/NAME", Assert.Throws<UsageException>(() => ResourceNames.Pool(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a", null, "pools/a/baselines/-")]
    [InlineData("a", "3", "pools/a/baselines/3")]
    [InlineData("pools/a", "3", "pools/a/baselines/3")]
    [InlineData("pools/a/baselines/3", null, "pools/a/baselines/3")]
    [InlineData("a/baselines/3", null, "pools/a/baselines/3")]
    public void Baseline_PoolAndGeneration_InAnyForm(string pool, string? generation, string expected) =>
        Assert.Equal(expected, ResourceNames.Baseline(pool, generation));
}
