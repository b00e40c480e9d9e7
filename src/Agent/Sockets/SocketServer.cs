using System.Net.Sockets;
using Levelset.Mshv.Linux;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Sockets;

/// <summary>Listens on one of the agent's sockets, and has every connection served by itself until the agent stops.</summary>
/// <param name="place">Where; the caller's to give up, after this.</param>
/// <param name="serve">Serves one connection to its end.</param>
/// <param name="time">Measures the pause after a failed accept.</param>
/// <param name="logger">Is told of connections that broke, or broke the rules.</param>
internal sealed class SocketServer(AgentSocket place, SocketServer.Serve serve, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>How many are served at the same time; whoever comes then is served as busy.</summary>
    public const int MaxConnections = 64;

    /// <summary>The longest silence: of one that asks nothing, and of one that does not read its answer.</summary>
    public static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AcceptPause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource stop = new();
    private readonly HashSet<Task> connections = [];
    private readonly Lock gate = new();
    private Socket? listener;
    private Task accepting = Task.CompletedTask;

    /// <summary>Serves a connection.</summary>
    /// <param name="connection">The server's to close.</param>
    /// <param name="peer">Who the kernel says it is.</param>
    /// <param name="busy">Whether it is one too many, to be refused whatever it asks.</param>
    /// <param name="stopping">The agent stops.</param>
    public delegate Task Serve(Socket connection, ucred peer, bool busy, CancellationToken stopping);

    /// <summary>Listens from here on.</summary>
    public void Start()
    {
        listener = place.Bind();
        listener.Listen(MaxConnections);
        accepting = AcceptAsync(listener);
    }

    /// <summary>Accepts nobody any more; returns once every connection has ended.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // Whoever has connected and was not accepted is told by this that nobody will answer.
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
                // Out of descriptors, most likely: that passes, and to stop listening would not help.
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
            var reason = exception is OperationCanceledException ? "silent for too long" : exception.Message;
            logger.Ended(place.Path, peer.uid, peer.pid, reason);
        }
        finally
        {
            socket.Dispose();
        }
    }
}
