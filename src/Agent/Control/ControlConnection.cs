using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Levelset.Agent.Sockets;
using Levelset.AgentV1;

namespace Levelset.Agent.Control;

/// <summary>One client's connection: a delimited request, its answer, and so on.</summary>
internal sealed class ControlConnection(Socket socket, Func<ControlRequest, ControlResponse> answer, TimeProvider time) : IDisposable
{
    /// <summary>The most bytes of a request.</summary>
    public const int MaxRequestBytes = 1024 * 1024;

    private readonly NetworkStream stream = new(socket);

    /// <summary>Serves it until it ends. A call that has begun is answered even when the agent stops meanwhile.</summary>
    /// <exception cref="IOException">It broke.</exception>
    /// <exception cref="OperationCanceledException">It was silent for too long, or the agent stops.</exception>
    public async Task ServeAsync(CancellationToken stopping)
    {
        while (true)
        {
            ControlRequest? request;
            try
            {
                request = await ReceiveAsync(stopping);
            }
            catch (InvalidProtocolBufferException exception)
            {
                await SendAsync(ControlRequestHandler.Error(StatusCode.InvalidArgument, exception.Message));
                return;
            }
            catch (InvalidDataException exception)
            {
                await SendAsync(ControlRequestHandler.Error(StatusCode.ResourceExhausted, exception.Message));
                return;
            }

            if (request is null)
            {
                return;
            }

            await SendAsync(answer(request));
        }
    }

    /// <summary>Refuses the first request without reading it.</summary>
    public Task RefuseAsync() => SendAsync(
        ControlRequestHandler.Error(StatusCode.ResourceExhausted, $"the agent has {SocketServer.MaxConnections} connections already"));

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private async Task<ControlRequest?> ReceiveAsync(CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(SocketServer.IdleTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        return await DelimitedMessage.ReadAsync(stream, ControlRequest.Parser, MaxRequestBytes, either.Token);
    }

    private async Task SendAsync(ControlResponse response)
    {
        using var limit = new CancellationTokenSource(SocketServer.IdleTimeout, time);
        await DelimitedMessage.WriteAsync(stream, response, limit.Token);
    }
}
