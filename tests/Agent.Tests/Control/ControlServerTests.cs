using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Levelset.Agent.Control;
using Levelset.Agent.Sockets;
using Levelset.Agent.Tests.Daemon;
using Levelset.AgentV1;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Tests.Control;

/// <summary>The protocol of the control socket, byte by byte.</summary>
public sealed class ControlServerTests : IAsyncLifetime
{
    private const int Limit = 300_000;
    private readonly TemporaryDirectory directory = new();
    private readonly CapturedLogs logs = new();
    private readonly ObservableTimeProvider time = new();
    private readonly AgentSocket claim;
    private readonly ControlServer server;
    private Func<ControlRequest, ControlResponse> answer = request =>
        new ControlResponse { Error = new ControlError { Code = 5, Faults = { request.ClosePartition?.Name ?? "-" } } };

    public ControlServerTests()
    {
        claim = AgentSocket.Acquire(directory["agent.sock"]);
        server = new ControlServer(claim, request => answer(request), time, logs.CreateLogger<ControlServer>());
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
        claim.Dispose();
        directory.Dispose();
        Assert.Empty(logs.Errors);
    }

    [Fact(Timeout = Limit)]
    public async Task Requests_SeveralOnOneConnection_AreAnsweredInTurn()
    {
        using var stream = await ConnectAsync();

        // Both at once: the second waits in the stream until the first has been answered.
        stream.Write([.. Delimited(Close("a")), .. Delimited(Close("b"))]);
        var (first, second) = (await ReadAsync(stream), await ReadAsync(stream));
        stream.Write(Delimited(Close("c")));
        var third = await ReadAsync(stream);

        Assert.Equal(["a", "b", "c"], new[] { first, second, third }.Select(response => Assert.Single(response!.Error.Faults)));
    }

    [Fact(Timeout = Limit)]
    public async Task Request_AByteAtATime_IsAnswered()
    {
        using var stream = await ConnectAsync();

        // Two bytes of length.
        foreach (var one in Delimited(Close(new string('x', 300))))
        {
            stream.WriteByte(one);
        }

        Assert.Equal(300, Assert.Single((await ReadAsync(stream))!.Error.Faults).Length);
    }

    [Fact(Timeout = Limit)]
    public async Task Request_NoMessage_IsInvalidArgumentAndTheEnd()
    {
        using var stream = await ConnectAsync();

        stream.Write([2, 0x0A, 0x7F]);

        Assert.Equal((int)StatusCode.InvalidArgument, (await ReadAsync(stream))!.Error.Code);
        Assert.Null(await ReadAsync(stream));
    }

    [Theory(Timeout = Limit)]
    [InlineData(new byte[] { 0x81, 0x80, 0x40 })] // 1 MiB and a byte
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })] // 2^32 - 1
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })] // no length at all
    public async Task Request_TooLong_IsRefusedBeforeItIsRead(byte[] length)
    {
        using var stream = await ConnectAsync();

        stream.Write(length);
        var response = await ReadAsync(stream);

        Assert.Equal((int)StatusCode.ResourceExhausted, response!.Error.Code);
        Assert.Contains("1048576", Assert.Single(response.Error.Faults), StringComparison.Ordinal);
        Assert.Null(await ReadAsync(stream));
    }

    [Fact(Timeout = Limit)]
    public async Task Request_OfTheGreatestLength_IsAnswered()
    {
        using var stream = await ConnectAsync();
        var name = new string('x', ControlConnection.MaxRequestBytes - 8);
        var request = Close(name);
        Assert.Equal(ControlConnection.MaxRequestBytes, request.CalculateSize());

        stream.Write(Delimited(request));

        Assert.Equal(name, Assert.Single((await ReadAsync(stream))!.Error.Faults));
    }

    [Theory(Timeout = Limit)]
    [InlineData(new byte[] { 5, 0x2A })]
    [InlineData(new byte[] { 0x80 })]
    public async Task Request_Truncated_IsLoggedAndHasNoAnswer(byte[] bytes)
    {
        using var stream = await ConnectAsync();

        stream.Write(bytes);
        stream.Socket.Shutdown(SocketShutdown.Send);

        Assert.Null(await ReadAsync(stream));
        Assert.True(logs.Has(5600));
    }

    [Fact(Timeout = Limit)]
    public async Task Request_AndNoMoreToCome_IsStillAnswered()
    {
        using var stream = await ConnectAsync();

        stream.Write(Delimited(Close("a")));
        stream.Socket.Shutdown(SocketShutdown.Send);

        Assert.Equal("a", Assert.Single((await ReadAsync(stream))!.Error.Faults));
        Assert.Null(await ReadAsync(stream));
        Assert.False(logs.Has(5600));
    }

    [Theory(Timeout = Limit)]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 5, 0x2A })]
    public async Task Peer_SilentFor30Seconds_IsDisconnected(byte[] before)
    {
        using var stream = await ConnectAsync();
        stream.Write(before);

        await time.WaitForTimerAsync(TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromSeconds(30));

        Assert.Null(await ReadAsync(stream));
        Assert.True(logs.Has(5600));
    }

    [Fact(Timeout = Limit)]
    public async Task Stop_WhileACallRuns_AnswersItAndDropsTheIdle()
    {
        using var begun = new ManualResetEventSlim();
        using var finish = new ManualResetEventSlim();
        answer = _ =>
        {
            begun.Set();
            finish.Wait();
            return new ControlResponse { Status = new GetStatusResponse { Host = "hosts/h1" } };
        };
        using var idle = await ConnectAsync();
        using var stream = await ConnectAsync();
        stream.Write(Delimited(Close("a")));
        begun.Wait(TestContext.Current.CancellationToken);

        var stopping = server.StopAsync();
        Assert.Null(await ReadAsync(idle));
        Assert.False(stopping.IsCompleted);
        finish.Set();

        Assert.Equal("hosts/h1", (await ReadAsync(stream))!.Status.Host);
        Assert.Null(await ReadAsync(stream));
        await stopping.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact(Timeout = Limit)]
    public async Task Connection_OneTooMany_IsToldSoAndAnotherFollowsOnceOneHasGone()
    {
        var open = new List<NetworkStream>();
        for (var i = 0; i < SocketServer.MaxConnections; i++)
        {
            open.Add(await ConnectAsync());
            open[^1].Write(Delimited(Close("a")));
            Assert.NotNull(await ReadAsync(open[^1]));
        }

        var client = new ControlClient(claim.Path);
        var refused = await Assert.ThrowsAsync<AgentException>(
            () => client.ListPartitionsAsync(TestContext.Current.CancellationToken));
        open.ForEach(stream => stream.Dispose());
        string fault;
        do
        {
            var exception = await Assert.ThrowsAsync<AgentException>(
                () => client.ClosePartitionAsync("b", TestContext.Current.CancellationToken));
            fault = exception.Message;
        }
        while (fault == refused.Message);

        Assert.Contains("64", refused.Message, StringComparison.Ordinal);
        Assert.Equal("b", fault);
    }

    [Fact(Timeout = Limit)]
    public async Task Client_OfSomethingElse_SaysThatItIsNoAgent()
    {
        var path = directory["other.sock"];
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();

        var call = new ControlClient(path).ListPartitionsAsync(TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        await accepted.SendAsync("HTTP/1.1 400"u8.ToArray().AsMemory(), TestContext.Current.CancellationToken);
        accepted.Shutdown(SocketShutdown.Send);
        var exception = await Assert.ThrowsAsync<AgentException>(() => call);

        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
    }

    private static ControlRequest Close(string name) => new() { ClosePartition = new ClosePartitionRequest { Name = name } };

    private static byte[] Delimited(IMessage message)
    {
        using var bytes = new MemoryStream();
        message.WriteDelimitedTo(bytes);
        return bytes.ToArray();
    }

    private static async Task<ControlResponse?> ReadAsync(Stream stream)
    {
        try
        {
            return await DelimitedMessage.ReadAsync(stream, ControlResponse.Parser, int.MaxValue, TestContext.Current.CancellationToken);
        }
        catch (IOException exception) when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // What the server has not read when it closes resets the connection.
            return null;
        }
    }

    private async Task<NetworkStream> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(claim.Path), TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
