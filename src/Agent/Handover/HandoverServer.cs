using System.Net.Sockets;
using Levelset.Agent.Sockets;
using Levelset.Mshv.Linux;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Handover;

/// <summary>Serves the handover socket. Whoever connects is judged by the kernel's word on who they are.</summary>
internal sealed class HandoverServer(HandoverPlace place, HandoverRequests requests, TimeProvider time, ILogger<HandoverServer> logger)
    : IDisposable
{
    private AgentSocket? claim;
    private SocketServer? server;

    /// <summary>Listens from here on.</summary>
    /// <exception cref="AgentException">Another agent lives there, or the place is not fit for it.</exception>
    public void Start()
    {
        claim = place.Claim();
        server = new SocketServer(claim, ServeAsync, time, logger);
        server.Start();
        logger.Listening(place.Path);
    }

    /// <summary>Returns once every connection has ended.</summary>
    public Task StopAsync() => server?.StopAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        server?.Dispose();
        claim?.Dispose();
    }

    private async Task ServeAsync(Socket socket, ucred peer, bool busy, CancellationToken stopping)
    {
        using var connection = new HandoverConnection(socket, peer, requests, time);
        await (busy
            ? connection.RefuseAsync(new HandoverException(HandoverReason.Busy, $"{SocketServer.MostConnections} are connected already"), stopping)
            : connection.ServeAsync(stopping));
    }
}
