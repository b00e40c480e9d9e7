using Grpc.Core;
using Levelset.Cli.Output;
using Levelset.V1;

namespace Levelset.Cli.Tests.Output;

/// <summary>Enum values as text.</summary>
public sealed class EnumTextTests
{
    [Fact]
    public void UpperSnake_SeveralWords_IsTheProtocolsSpelling() => Assert.Equal("FAILED_PRECONDITION", EnumText.UpperSnake(StatusCode.FailedPrecondition));

    [Fact]
    public void Kebab_SeveralWords_IsTheSpellingOfOptions() => Assert.Equal("level-down", EnumText.Kebab(PoolPolicy.Types.Join.LevelDown));
}
