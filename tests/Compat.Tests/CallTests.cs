using Grpc.Core;
using Levelset.Compat.Tests.Protos;

namespace Levelset.Compat.Tests;

/// <summary>The four kinds of call between the official server and the official client.</summary>
public sealed class CallTests
{
    private static readonly string[] ThreeWords = ["one", "two", "three"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Unary_OverLoopback_ReturnsTheResponse()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();

        var response = await new Echo.EchoClient(channel).SayAsync(new Words { Text = "hello" }, cancellationToken: Cancel);

        Assert.Equal("hello", response.Text);
    }
}
