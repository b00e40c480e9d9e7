using System.Net.Sockets;
using Levelset.Agent.Sockets;
using Levelset.Mshv.Linux;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Handover;

/// <summary>Serves the handover socket. The kernel's peer credentials decide what a client may do.</summary>
internal sealed class HandoverServer(HandoverEndpoint endpoint, HandoverRequestHandler requests, TimeProvider time, ILogger<HandoverServer> logger)
    : IDisposable
{
    private AgentSocket? socket;
    private SocketServer? server;

    /// <summary>Listens from here on.</summary>
    /// <exception cref="AgentException">The socket is in use, or its directory is unsafe.</exception>
    public void Start()
    {
        socket = endpoint.Acquire();
        server = new SocketServer(socket, ServeAsync, time, logger);
        server.Start();
        logger.Listening(endpoint.Path);
    }

    /// <summary>Returns once every connection has ended.</summary>
    public Task StopAsync() => server?.StopAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        server?.Dispose();
        socket?.Dispose();
    }

    private async Task ServeAsync(Socket connected, ucred peer, bool busy, CancellationToken stopping)
    {
        using var connection = new HandoverConnection(connected, peer, requests, time);
        await (busy
            ? connection.RefuseAsync(new HandoverException(HandoverReason.Busy, $"the agent has {SocketServer.MaxConnections} connections already"), stopping)
            : connection.ServeAsync(stopping));
    }
}
