using System.Net;
using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Levelset.Compat.Tests.Echo;

/// <summary>The official server on Kestrel with the echo service, and the address that it was given.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoHost(WebApplication app, EchoBehaviour behaviour)
    {
        _app = app;
        Behaviour = behaviour;
    }

    public EchoBehaviour Behaviour { get; }

    public Uri Address => new(_app.Urls.Single());

    public static Task<EchoHost> StartAsync(Action<GrpcServiceOptions>? grpc = null) => StartAsync(Loopback(), grpc);

    public static async Task<EchoHost> StartAsync(Action<KestrelServerOptions> listen, Action<GrpcServiceOptions>? grpc = null)
    {
        var behaviour = new EchoBehaviour();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(listen);
        builder.Services.AddSingleton(behaviour);
        builder.Services.AddGrpc(options => grpc?.Invoke(options));
        var app = builder.Build();
        app.MapGrpcService<EchoService>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new EchoHost(app, behaviour);
    }

    /// <summary>A free port of the loopback interface, HTTP/2 only.</summary>
    public static Action<KestrelServerOptions> Loopback(Action<ListenOptions>? endpoint = null) => kestrel =>
        kestrel.Listen(IPAddress.Loopback, 0, options =>
        {
            options.Protocols = HttpProtocols.Http2;
            endpoint?.Invoke(options);
        });

    public GrpcChannel Channel(GrpcChannelOptions? options = null) =>
        GrpcChannel.ForAddress(Address, options ?? new GrpcChannelOptions());

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
