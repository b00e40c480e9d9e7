namespace Levelset.Contracts.Tests;

/// <summary>Names are put together and taken apart by the same rules.</summary>
public sealed class ResourceNameTests
{
    [Fact]
    public void NewPartition_ItsId_IsAPartitionId()
    {
        var name = ResourceName.NewPartition();

        Assert.StartsWith("partitions/", name, StringComparison.Ordinal);
        Assert.True(ResourceName.IsPartitionId(ResourceName.IdOf(name)), name);
    }

    [Theory]
    [InlineData("web", 7L)]
    [InlineData("a", 999_999_999_999_999_999L)]
    public void TryParseBaseline_NameOfABaseline_GivesPoolAndGeneration(string pool, long generation)
    {
        Assert.True(ResourceName.TryParseBaseline(ResourceName.Baseline(pool, generation), out var found, out var number));
        Assert.Equal((pool, generation), (found, number));
    }

    [Fact]
    public void TryParseBaseline_Hyphen_IsTheCurrentOne()
    {
        Assert.True(ResourceName.TryParseBaseline("pools/web/baselines/-", out var pool, out var generation));
        Assert.Equal(("web", null), (pool, generation));
    }

    [Theory]
    [InlineData("pools/web/baselines/0")]
    [InlineData("pools/web/baselines/01")]
    [InlineData("pools/Web/baselines/1")]
    [InlineData("pools/web/baselines/1\n")]
    [InlineData("pools/web/baselines/1000000000000000000")]
    [InlineData("web/baselines/1")]
    public void TryParseBaseline_AnythingElse_IsRefused(string name) => Assert.False(ResourceName.TryParseBaseline(name, out _, out _));

    [Theory]
    [InlineData("a", true)]
    [InlineData("fra1-r09.example", true)]
    [InlineData("-a", false)]
    [InlineData("a.", false)]
    [InlineData("A", false)]
    [InlineData("a\n", false)]
    [InlineData("", false)]
    public void IsHostId_Text_FollowsTheRule(string text, bool expected) => Assert.Equal(expected, ResourceName.IsHostId(text));

    [Theory]
    [InlineData(253, true)]
    [InlineData(254, false)]
    public void IsHostId_LongText_HasALimit(int length, bool expected) => Assert.Equal(expected, ResourceName.IsHostId(new string('a', length)));

    [Theory]
    [InlineData("web", true)]
    [InlineData("web-1", true)]
    [InlineData("1web", false)]
    [InlineData("web-", false)]
    [InlineData("web.1", false)]
    public void IsPoolId_Text_FollowsTheRule(string text, bool expected) => Assert.Equal(expected, ResourceName.IsPoolId(text));
}
