using System.Net.Sockets;
using Levelset.Mshv.Linux;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Sockets;

/// <summary>Listens on one of the agent's sockets, and serves each connection by a task of its own.</summary>
/// <param name="place">Where to listen; the caller disposes it, after this.</param>
/// <param name="serve">Serves one connection to its end.</param>
/// <param name="time">Measures the pause after a failed accept.</param>
/// <param name="logger">Receives connections that failed or violated the protocol.</param>
internal sealed class SocketServer(AgentSocket place, SocketServer.Serve serve, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>The maximum number of connections; further ones are served as busy.</summary>
    public const int MaxConnections = 64;

    /// <summary>The maximum time that a client may send no request, or not read its answer.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AcceptPause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource stop = new();
    private readonly HashSet<Task> connections = [];
    private readonly Lock gate = new();
    private Socket? listener;
    private Task accepting = Task.CompletedTask;

    /// <summary>Serves a connection.</summary>
    /// <param name="connection">The server's to close.</param>
    /// <param name="peer">The client's process and user, from the kernel.</param>
    /// <param name="busy">Whether there are too many connections, so that this one must be refused.</param>
    /// <param name="stopping">Cancelled when the agent stops.</param>
    public delegate Task Serve(Socket connection, ucred peer, bool busy, CancellationToken stopping);

    /// <summary>Listens from here on.</summary>
    public void Start()
    {
        listener = place.Bind();
        listener.Listen(MaxConnections);
        accepting = AcceptAsync(listener);
    }

    /// <summary>Accepts no more connections; returns when all have ended.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Closes connections that were not accepted yet.
        listener?.Dispose();
        Task[] open;
        lock (gate)
        {
            open = [.. connections];
        }

        await Task.WhenAll(open);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listener?.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (true)
        {
            try
            {
                Start(await socket.AcceptAsync(stop.Token));
            }
            catch (SocketException exception)
            {
                // Most likely out of descriptors, which is temporary.
                logger.AcceptFailed(place.Path, exception.Message);
                await Task.Delay(AcceptPause, time, stop.Token);
            }
        }
    }

    private void Start(Socket connection)
    {
        lock (gate)
        {
            var task = ServeAsync(connection, connections.Count >= MaxConnections);
            connections.Add(task);
            _ = task.ContinueWith(Forget, TaskScheduler.Default);
        }
    }

    private void Forget(Task task)
    {
        lock (gate)
        {
            connections.Remove(task);
        }
    }

    private async Task ServeAsync(Socket socket, bool busy)
    {
        // Not under the caller's lock.
        await Task.Yield();
        var peer = default(ucred);
        try
        {
            peer = SocketCalls.PeerOf(socket);
            await serve(socket, peer, busy, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops.
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            var reason = exception is OperationCanceledException ? "idle for too long" : exception.Message;
            logger.Ended(place.Path, peer.uid, peer.pid, reason);
        }
        finally
        {
            socket.Dispose();
        }
    }
}
