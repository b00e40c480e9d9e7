using System.Net.Sockets;
using System.Text.Json;
using Levelset.Agent.Handover;
using Levelset.Agent.Sockets;
using Levelset.Agent.Tests.Daemon;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Tests.Handover;

/// <summary>How the handover socket treats connections, whatever they ask.</summary>
public sealed class HandoverServerTests : IAsyncLifetime
{
    private const int Limit = 300_000;
    private readonly TemporaryDirectory directory = new();
    private readonly CapturedLogs logs = new();
    private readonly ObservableTimeProvider time = new();
    private readonly HandoverEndpoint endpoint;
    private readonly HandoverServer server;

    public HandoverServerTests()
    {
        endpoint = new HandoverEndpoint(directory["handover.sock"], IsForAll: false);

        // No request of these tests comes as far as a claim or an adoption.
        server = new HandoverServer(endpoint, new HandoverRequestHandler(null!, null!), time, logs.CreateLogger<HandoverServer>());
    }

    public ValueTask InitializeAsync()
    {
        server.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync();
        server.Dispose();
        directory.Dispose();
        Assert.Empty(logs.Errors);
    }

    [Theory(Timeout = Limit)]
    [InlineData("", 0)]
    [InlineData("""{"claim":""", 1)]
    public async Task Peer_SilentFor30Seconds_IsDisconnected(string before, int receives)
    {
        using var stream = await ConnectAsync();
        stream.Write(System.Text.Encoding.UTF8.GetBytes(before));

        // It is waited for anew after everything that comes.
        for (var i = 0; i < receives; i++)
        {
            await time.WaitForTimerAsync(TimeSpan.FromSeconds(30));
        }

        await time.WaitForTimerAsync(TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(string.Empty, await ReadToEndAsync(stream));
        Assert.True(logs.Has(5600));
    }

    [Fact(Timeout = Limit)]
    public async Task Connection_OneTooMany_IsBusy()
    {
        var open = new List<NetworkStream>();
        for (var i = 0; i < SocketServer.MaxConnections; i++)
        {
            open.Add(await ConnectAsync());
        }

        // In order of arrival: the last one is too many.
        using var late = await ConnectAsync();
        var refusal = JsonDocument.Parse(await ReadToEndAsync(late)).RootElement.GetProperty("error");
        open.ForEach(stream => stream.Dispose());

        Assert.Equal("BUSY", refusal.GetProperty("reason").GetString());
    }

    [Fact(Timeout = Limit)]
    public async Task Stop_WithAnIdleConnection_EndsIt()
    {
        using var stream = await ConnectAsync();

        await server.StopAsync().WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(string.Empty, await ReadToEndAsync(stream));
        Assert.False(logs.Has(5600));
    }

    private static async Task<string> ReadToEndAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        try
        {
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // What the server has not read when it closes resets the connection.
            return string.Empty;
        }
    }

    private async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint.Path), TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
