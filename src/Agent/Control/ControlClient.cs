using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Levelset.AgentV1;

namespace Levelset.Agent.Control;

/// <summary>Talks to the daemon of this host over its socket; a connection a call.</summary>
/// <remarks>
/// Every call throws a <see cref="UsageException"/> when the daemon finds the request invalid, and another
/// <see cref="AgentException"/> when no daemon runs, or the daemon cannot carry it out now.
/// </remarks>
internal sealed class ControlClient(string path)
{
    // Far more than a host's partitions take: it only bounds what something that is no agent can send.
    private const int MaxResponseBytes = 64 * 1024 * 1024;
    private readonly string path = Path.GetFullPath(path);

    public async Task<GetStatusResponse> GetStatusAsync(CancellationToken cancellationToken) =>
        (await CallAsync(new ControlRequest { GetStatus = new GetStatusRequest() }, cancellationToken)).Status;

    public async Task<HeldPartition> CreatePartitionAsync(CreatePartitionRequest request, CancellationToken cancellationToken) =>
        (await CallAsync(new ControlRequest { CreatePartition = request }, cancellationToken)).Partition;

    public async Task<PreparedArguments> PrepareArgumentsAsync(CreatePartitionRequest request, CancellationToken cancellationToken) =>
        (await CallAsync(new ControlRequest { PrepareArguments = request }, cancellationToken)).Arguments;

    public async Task<ListPartitionsResponse> ListPartitionsAsync(CancellationToken cancellationToken) =>
        (await CallAsync(new ControlRequest { ListPartitions = new ListPartitionsRequest() }, cancellationToken)).Partitions;

    public Task ClosePartitionAsync(string name, CancellationToken cancellationToken) =>
        CallAsync(new ControlRequest { ClosePartition = new ClosePartitionRequest { Name = name } }, cancellationToken);

    public async Task<CreateClaimResponse> CreateClaimAsync(CreateClaimRequest request, CancellationToken cancellationToken) =>
        (await CallAsync(new ControlRequest { CreateClaim = request }, cancellationToken)).Claim;

    private async Task<ControlResponse> CallAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        ControlResponse response;
        try
        {
            response = await ExchangeAsync(request, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new AgentException($"{path}: not the socket of an agent: {exception.Message}");
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            throw new AgentException(
                $"no agent listens on {path}: start it with `levelset-agent run`, or set --socket");
        }

        return response.Error is not { } error ? response
            : error.Code == (int)StatusCode.InvalidArgument ? throw new UsageException(error.Faults)
            : throw new AgentException(error.Faults);
    }

    private async Task<ControlResponse> ExchangeAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        using var stream = new NetworkStream(socket);
        try
        {
            await DelimitedMessage.WriteAsync(stream, request, cancellationToken);
        }
        catch (IOException)
        {
            // An agent that has too many connections answers without listening; if it has not answered, the end is seen below.
        }

        return await DelimitedMessage.ReadAsync(stream, ControlResponse.Parser, MaxResponseBytes, cancellationToken)
            ?? throw new EndOfStreamException("the agent closed the connection without a response");
    }
}
