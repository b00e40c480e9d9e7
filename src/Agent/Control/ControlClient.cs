using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;

namespace Levelset.Agent.Control;

/// <summary>Talks to the daemon of this host over its socket.</summary>
internal sealed class ControlClient : IDisposable
{
    private readonly string path;
    private readonly GrpcChannel channel;
    private readonly V1.ControlService.ControlServiceClient client;

    /// <summary>A client of the daemon at a socket; connects with the first call.</summary>
    public ControlClient(string path)
    {
        this.path = Path.GetFullPath(path);

        // The address is never resolved: every connection goes to the socket.
        channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { ConnectCallback = (_, token) => ConnectAsync(token) },
            DisposeHttpClient = true,
        });
        client = new V1.ControlService.ControlServiceClient(channel);
    }

    /// <summary>One call.</summary>
    /// <exception cref="UsageException">The daemon says that the request is not right.</exception>
    /// <exception cref="AgentException">No daemon runs, or it cannot do it now.</exception>
    public async Task<T> CallAsync<T>(
        Func<V1.ControlService.ControlServiceClient, CancellationToken, AsyncUnaryCall<T>> call,
        CancellationToken cancellationToken)
    {
        try
        {
            return await call(client, cancellationToken);
        }
        catch (RpcException exception)
        {
            throw Translate(exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => channel.Dispose();

    private AgentException Translate(RpcException exception) => exception.StatusCode switch
    {
        StatusCode.Unavailable => new AgentException(
            $"no agent answers at {path}: start it with `levelset-agent run`, or name its socket with --socket"),
        StatusCode.InvalidArgument => new UsageException(exception.Status.Detail.Split(Environment.NewLine)),
        _ => new AgentException(exception.Status.Detail.Split(Environment.NewLine)),
    };

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
