using System.Threading.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Levelset.Agent.Tests.Daemon;

/// <summary>A service whose every answer the test gives. It listens on a free port of the loopback.</summary>
internal sealed class FakeService : V1.AgentService.AgentServiceBase, IAsyncDisposable
{
    private readonly Channel<FakeStream> streams = Channel.CreateUnbounded<FakeStream>();
    private WebApplication? application;

    public string Address => application!.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<FakeService> StartAsync()
    {
        var service = new FakeService();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(service);
        service.application = builder.Build();
        service.application.MapGrpcService<FakeService>();
        await service.application.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    /// <summary>The next stream that the agent opens.</summary>
    public async Task<FakeStream> AcceptAsync() =>
        await streams.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>The next stream, with its Hello read and answered; the report that follows is read too.</summary>
    public async Task<(FakeStream Stream, V1.Hello Hello, V1.FeatureReport Report)> WelcomeAsync()
    {
        var stream = await AcceptAsync();
        var hello = (await stream.ReceiveAsync(V1.AgentMessage.BodyOneofCase.Hello)).Hello;
        await stream.WelcomeAsync();
        var report = (await stream.ReceiveAsync(V1.AgentMessage.BodyOneofCase.FeatureReport)).FeatureReport;
        return (stream, hello, report);
    }

    public override async Task Connect(
        IAsyncStreamReader<V1.AgentMessage> requestStream,
        IServerStreamWriter<V1.ServiceMessage> responseStream,
        ServerCallContext context)
    {
        var stream = new FakeStream(requestStream, responseStream);
        streams.Writer.TryWrite(stream);
        var end = await stream.End;
        if (end.StatusCode != StatusCode.OK)
        {
            throw new RpcException(end);
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (streams.Reader.TryRead(out var stream))
        {
            stream.Drop();
        }

        if (application is not null)
        {
            await application.DisposeAsync();
        }
    }
}
