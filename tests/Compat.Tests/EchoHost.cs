using Grpc.AspNetCore.Server;
using Grpc.Net.Client;
using Levelset.Compat.Tests.Protos;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using System.Net;

namespace Levelset.Compat.Tests;

/// <summary>The official server on Kestrel with the echo service, and the address that it got.</summary>
internal sealed class EchoHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private EchoHost(WebApplication app) => _app = app;

    public EchoBehaviour Behaviour { get; private init; } = new();

    public Uri Address => new(_app.Urls.Single());

    public static async Task<EchoHost> StartAsync(
        Action<GrpcServiceOptions>? grpc = null, Action<KestrelServerOptions>? listen = null)
    {
        var behaviour = new EchoBehaviour();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(
            listen ?? (kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2)));
        builder.Services.AddSingleton(behaviour);
        builder.Services.AddGrpc(options => grpc?.Invoke(options));
        var app = builder.Build();
        app.MapGrpcService<EchoService>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new EchoHost(app) { Behaviour = behaviour };
    }

    public GrpcChannel Channel(GrpcChannelOptions? options = null) =>
        GrpcChannel.ForAddress(Address, options ?? new GrpcChannelOptions());

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}
