using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;
using Levelset.Compat.Tests.Echo;
using Levelset.Compat.Tests.Protos;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Levelset.Compat.Tests;

/// <summary>Unix sockets, TLS, call credentials and client certificates.</summary>
public sealed class TransportTests
{
    private static readonly CallCredentials Token = CallCredentials.FromInterceptor((_, metadata) =>
    {
        metadata.Add("authorization", "Bearer token");
        return Task.CompletedTask;
    });

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_OverUnixSocket_ReturnsTheWordsFromAnUnknownPeer()
    {
        var directory = Directory.CreateTempSubdirectory("compat");
        try
        {
            var path = Path.Combine(directory.FullName, "s");
            await using var host = await EchoHost.StartAsync(
                kestrel => kestrel.ListenUnixSocket(path, endpoint => endpoint.Protocols = HttpProtocols.Http2));
            using var handler = new SocketsHttpHandler { ConnectCallback = (_, cancel) => ConnectAsync(path, cancel) };
            using var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions { HttpHandler = handler });
            host.Behaviour.OnSay = (_, context) => Task.FromResult(new Words { Text = context.Peer });

            var response = await new Protos.Echo.EchoClient(channel).SayAsync(new Words(), cancellationToken: Cancel);

            Assert.Equal("unknown", response.Text);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ChannelCredentials_ComposedOverTls_AreSentWithEveryCall()
    {
        using var certificate = Certificates.SelfSigned("localhost");
        await using var host = await EchoHost.StartAsync(EchoHost.Loopback(endpoint => endpoint.UseHttps(certificate)));
        using var handler = Trusting(certificate);
        var second = CallCredentials.FromInterceptor((context, metadata) =>
        {
            metadata.Add("x-method", context.MethodName);
            return Task.CompletedTask;
        });
        using var channel = host.Channel(new GrpcChannelOptions
        {
            HttpHandler = handler,
            Credentials = ChannelCredentials.Create(ChannelCredentials.SecureSsl, CallCredentials.Compose(Token, second)),
        });
        host.Behaviour.OnSay = (_, context) =>
            Task.FromResult(new Words { Text = Header(context, "authorization") + Header(context, "x-method") });

        var response = await new Protos.Echo.EchoClient(channel).SayAsync(new Words(), cancellationToken: Cancel);

        Assert.Equal("Bearer token;Say;", response.Text);
    }

    [Fact]
    public async Task CallCredentials_OfOneCallOverTls_AreSentWithIt()
    {
        using var certificate = Certificates.SelfSigned("localhost");
        await using var host = await EchoHost.StartAsync(EchoHost.Loopback(endpoint => endpoint.UseHttps(certificate)));
        using var handler = Trusting(certificate);
        using var channel = host.Channel(new GrpcChannelOptions { HttpHandler = handler, Credentials = new SslCredentials() });
        host.Behaviour.OnSay = (_, context) => Task.FromResult(new Words { Text = Header(context, "authorization") });
        var client = new Protos.Echo.EchoClient(channel);

        var with = await client.SayAsync(new Words(), new CallOptions(cancellationToken: Cancel).WithCredentials(Token));
        var without = await client.SayAsync(new Words(), new CallOptions(cancellationToken: Cancel));

        Assert.Equal("Bearer token;", with.Text);
        Assert.Equal("", without.Text);
    }

    /// <summary>A trap of the official client: nothing fails, the server just never sees them.</summary>
    [Fact]
    public async Task CallCredentials_OverCleartext_AreDropped()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel(new GrpcChannelOptions { Credentials = ChannelCredentials.Insecure });
        host.Behaviour.OnSay = (_, context) => Task.FromResult(new Words { Text = Header(context, "authorization") });

        var response = await new Protos.Echo.EchoClient(channel).SayAsync(
            new Words(), new CallOptions(cancellationToken: Cancel).WithCredentials(Token));

        Assert.Equal("", response.Text);
    }

    [Fact]
    public async Task AuthContext_ClientCertificate_IsVisibleToTheServer()
    {
        using var certificate = Certificates.SelfSigned("localhost");
        using var agent = Certificates.SelfSigned("agent-7");
        await using var host = await EchoHost.StartAsync(EchoHost.Loopback(endpoint => endpoint.UseHttps(certificate, https =>
        {
            https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            https.ClientCertificateValidation = (presented, _, _) => presented.Thumbprint == agent.Thumbprint;
        })));
        using var handler = Trusting(certificate, agent);
        using var channel = host.Channel(new GrpcChannelOptions { HttpHandler = handler });
        AuthContext? seen = null;
        host.Behaviour.OnSay = (_, context) =>
        {
            seen = context.AuthContext;
            return Task.FromResult(new Words { Text = context.GetHttpContext().Connection.ClientCertificate?.Thumbprint ?? "" });
        };

        var response = await new Protos.Echo.EchoClient(channel).SayAsync(new Words(), cancellationToken: Cancel);

        Assert.Equal(agent.Thumbprint, response.Text);
        Assert.True(seen!.IsPeerAuthenticated);
        Assert.Equal("agent-7", Assert.Single(seen.FindPropertiesByName("x509_common_name")).Value);
        Assert.Equal("agent-7", Assert.Single(seen.PeerIdentity).Value);
    }

    [Fact]
    public async Task AuthContext_NoClientCertificate_IsNotAuthenticated()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        host.Behaviour.OnSay = (_, context) => Task.FromResult(new Words { Text = $"{context.AuthContext.IsPeerAuthenticated}" });

        var response = await new Protos.Echo.EchoClient(channel).SayAsync(new Words(), cancellationToken: Cancel);

        Assert.Equal("False", response.Text);
    }

    private static string Header(ServerCallContext context, string key) =>
        string.Concat(context.RequestHeaders.GetAll(key).Select(entry => $"{entry.Value};"));

    private static SocketsHttpHandler Trusting(X509Certificate2 server, X509Certificate2? client = null) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, presented, _, _) =>
                presented?.GetCertHashString() == server.GetCertHashString(),
            ClientCertificates = client is null ? null : [client],
        },
    };

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
