using Xunit;

namespace Levelset.RunnerFixture;

/// <summary>Hangs without a thread.</summary>
public sealed class HangingAsyncTests
{
    private readonly TaskCompletionSource never = new();

    [Fact]
    public Task Await_NothingCompletes_Hangs() => AwaitForEverAsync();

    private async Task AwaitForEverAsync() => await never.Task;
}
