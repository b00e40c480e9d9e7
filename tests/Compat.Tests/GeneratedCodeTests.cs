using Grpc.Core;
using Grpc.Core.Interceptors;
using Levelset.Compat.Tests.Echo;
using Levelset.Compat.Tests.Protos;

namespace Levelset.Compat.Tests;

/// <summary>What generated stubs offer beyond plain calls.</summary>
public sealed class GeneratedCodeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void BindService_ToBinder_HandsOverEachMethodOnce()
    {
        var binder = new RecordingBinder();

        Protos.Echo.BindService(new EchoService(new EchoBehaviour())).BindService(binder);

        Assert.Equal(
            [
                "/levelset.compat.tests.Echo/Collect ClientStreaming",
                "/levelset.compat.tests.Echo/Converse DuplexStreaming",
                "/levelset.compat.tests.Echo/Say Unary",
                "/levelset.compat.tests.Echo/Split ServerStreaming",
            ],
            binder.Methods.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task WithHost_OnClient_AddressesItsCallsOnly()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        var hosts = new HostRecordingInterceptor();
        var client = new Protos.Echo.EchoClient(channel.Intercept(hosts));

        await client.WithHost("elsewhere").SayAsync(new Words(), cancellationToken: Cancel);
        await client.SayAsync(new Words(), cancellationToken: Cancel);

        Assert.Equal(["elsewhere", null], hosts.Seen);
    }

    [Fact]
    public void Client_MadeAsTestDouble_HasNoCalls()
    {
        var client = new DoubleClient();

        Assert.Throws<NotImplementedException>(() => client.Say(new Words(), cancellationToken: Cancel));
    }

    private sealed class DoubleClient : Protos.Echo.EchoClient;

    private sealed class HostRecordingInterceptor : Interceptor
    {
        public List<string?> Seen { get; } = [];

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request,
            ClientInterceptorContext<TRequest, TResponse> context,
            AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Seen.Add(context.Host);
            return continuation(request, context);
        }
    }

    private sealed class RecordingBinder : ServiceBinderBase
    {
        public List<string> Methods { get; } = [];

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
            Methods.Add($"{method.FullName} {method.Type}");

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler) =>
            Methods.Add($"{method.FullName} {method.Type}");

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler) =>
            Methods.Add($"{method.FullName} {method.Type}");

        public override void AddMethod<TRequest, TResponse>(
            Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler) =>
            Methods.Add($"{method.FullName} {method.Type}");
    }
}
