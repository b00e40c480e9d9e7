using Grpc.Core;
using Grpc.Core.Interceptors;
using Levelset.Compat.Tests.Echo;
using Levelset.Compat.Tests.Protos;

namespace Levelset.Compat.Tests;

/// <summary>Interceptors see each kind of call, on the client and on the server.</summary>
public sealed class InterceptorTests
{
    public static TheoryData<MethodType> Kinds => EchoCalls.Kinds;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ServerInterceptor_CallOfEachKind_SeesIt(MethodType kind)
    {
        var seen = new List<MethodType>();
        await using var host = await EchoHost.StartAsync(grpc => grpc.Interceptors.Add<RecordingInterceptor>("server", seen));
        using var channel = host.Channel();

        var words = await new Protos.Echo.EchoClient(channel).CallAsync(kind);

        Assert.Equal(EchoCalls.Words, words);
        Assert.Equal([kind], seen);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task ClientInterceptor_CallOfEachKind_SeesIt(MethodType kind)
    {
        var seen = new List<MethodType>();
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();

        var client = new Protos.Echo.EchoClient(channel.Intercept(new RecordingInterceptor("client", seen)));

        Assert.Equal(EchoCalls.Words, await client.CallAsync(kind));
        Assert.Equal([kind], seen);
    }

    [Fact]
    public async Task ClientInterceptor_BlockingCall_SeesIt()
    {
        var seen = new List<MethodType>();
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();

        new Protos.Echo.EchoClient(channel.Intercept(new RecordingInterceptor("client", seen)))
            .Say(new Words(), cancellationToken: Cancel);

        Assert.Equal([MethodType.Unary], seen);
    }

    [Fact]
    public async Task ClientInterceptors_Several_FirstSeesTheCallFirst()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        host.Behaviour.OnSay = (_, context) => Task.FromResult(new Words { Text = context.RequestHeaders.GetValue("x-by") });

        var invoker = channel.CreateCallInvoker().Intercept(
            new RecordingInterceptor("first", []), new RecordingInterceptor("second", []));
        var response = await new Protos.Echo.EchoClient(invoker).SayAsync(new Words(), cancellationToken: Cancel);

        Assert.Equal("first second", response.Text);
    }

    [Fact]
    public async Task ClientInterceptor_OfHeaders_ChangesThem()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        host.Behaviour.OnSay = (_, context) => Task.FromResult(new Words { Text = context.RequestHeaders.GetValue("x-by") });

        var client = new Protos.Echo.EchoClient(
            channel.Intercept(headers => [.. headers, new Metadata.Entry("x-by", "function")]));
        var response = await client.SayAsync(new Words(), cancellationToken: Cancel);

        Assert.Equal("function", response.Text);
    }

    [Fact]
    public async Task ServerInterceptor_ThrowsRpcException_EndsTheCallWithItsStatus()
    {
        await using var host = await EchoHost.StartAsync(grpc => grpc.Interceptors.Add<RefusingInterceptor>());
        using var channel = host.Channel();

        var error = await Assert.ThrowsAsync<RpcException>(
            () => new Protos.Echo.EchoClient(channel).SayAsync(new Words(), cancellationToken: Cancel).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, error.StatusCode);
    }
}
