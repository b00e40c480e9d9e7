using Xunit;

namespace Levelset.RunnerFixture;

/// <summary>One test of each outcome.</summary>
public sealed class OrdinaryTests
{
    [Fact]
    public void Test_Right_Passes() => Assert.Equal(1, 1);

    [Fact]
    public void Test_Wrong_Fails() => Assert.Fail("this test always fails");

    [Fact(Skip = "this test is always skipped")]
    public void Test_Unwanted_IsSkipped() => Assert.Fail("this test was not skipped");
}
