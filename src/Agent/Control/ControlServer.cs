using System.Net.Sockets;
using Levelset.Agent.Sockets;
using Levelset.AgentV1;
using Levelset.Mshv.Linux;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Control;

/// <summary>Serves the agent's own socket, which its user alone can connect to.</summary>
internal sealed class ControlServer : IDisposable
{
    private readonly Func<ControlRequest, ControlResponse> answer;
    private readonly TimeProvider time;
    private readonly SocketServer server;

    public ControlServer(AgentSocket socket, Func<ControlRequest, ControlResponse> answer, TimeProvider time, ILogger<ControlServer> logger)
    {
        this.answer = answer;
        this.time = time;
        server = new SocketServer(socket, ServeAsync, time, logger);
    }

    /// <summary>Listens from here on.</summary>
    public void Start() => server.Start();

    /// <summary>Returns once every connection has ended; calls that have begun are answered.</summary>
    public Task StopAsync() => server.StopAsync();

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();

    private async Task ServeAsync(Socket socket, ucred peer, bool busy, CancellationToken stopping)
    {
        using var connection = new ControlConnection(socket, answer, time);
        await (busy ? connection.RefuseAsync() : connection.ServeAsync(stopping));
    }
}
