using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Levelset.Agent.Control;
using Levelset.Agent.Tests.Daemon;
using Levelset.Agent.Tests.Devices;
using Levelset.AgentV1;

namespace Levelset.Agent.Tests.Control;

/// <summary>What a running agent answers, as it is on the wire.</summary>
public sealed class ControlRequestHandlerTests
{
    [Fact(Timeout = 300_000)]
    public async Task Answer_CallOfALaterVersion_IsUnimplementedAndTheNextIsAnswered()
    {
        await using var agent = RunningAgent.Start("http://127.0.0.1:1", Simulations.Genoa());
        using var stream = await ConnectAsync(agent.SocketPath);

        // Field 100, an empty message.
        stream.Write([3, 0xA2, 0x06, 0]);
        var unknown = await ReadAsync(stream);
        new ControlRequest { GetStatus = new GetStatusRequest() }.WriteDelimitedTo(stream);
        var status = await ReadAsync(stream);

        Assert.Equal((int)StatusCode.Unimplemented, unknown.Error.Code);
        Assert.Equal("hosts/h1", status.Status.Host);
    }

    [Fact(Timeout = 300_000)]
    public async Task Answer_WhatIsNotHeld_IsNotFoundAndNamed()
    {
        await using var agent = RunningAgent.Start("http://127.0.0.1:1", Simulations.Genoa());
        using var stream = await ConnectAsync(agent.SocketPath);

        new ControlRequest { ClosePartition = new ClosePartitionRequest { Name = "partitions/x" } }.WriteDelimitedTo(stream);
        var close = await ReadAsync(stream);
        new ControlRequest { CreateClaim = new CreateClaimRequest { Partition = "partitions/y", Lifetime = new() { Seconds = 60 } } }.WriteDelimitedTo(stream);
        var claim = await ReadAsync(stream);

        Assert.Equal(new ControlError { Code = (int)StatusCode.NotFound, Faults = { "the agent holds no partition 'partitions/x'" } }, close.Error);
        Assert.Equal(new ControlError { Code = (int)StatusCode.NotFound, Faults = { "the agent holds no partition 'partitions/y'" } }, claim.Error);
    }

    private static async Task<ControlResponse> ReadAsync(Stream stream) =>
        (await DelimitedMessage.ReadAsync(stream, ControlResponse.Parser, int.MaxValue, TestContext.Current.CancellationToken))!;

    private static async Task<NetworkStream> ConnectAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
