using System.Net.Sockets;
using Levelset.Agent.Control;
using Levelset.Agent.Interop;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Handover;

/// <summary>Listens on the handover socket. Whoever connects is judged by the kernel's word on who they are.</summary>
internal sealed class HandoverServer(HandoverPlace place, HandoverRequests requests, TimeProvider time, ILogger<HandoverServer> logger)
    : IHostedService, IDisposable
{
    private const int MostConnections = 64;
    private readonly CancellationTokenSource stop = new();
    private readonly HashSet<Task> connections = [];
    private readonly Lock gate = new();
    private ControlSocket? claim;
    private Socket? listener;
    private Task accepting = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        claim = place.Claim();
        listener = claim.Bind(new UnixDomainSocketEndPoint(place.Path));
        listener.Listen(MostConnections);
        logger.Listening(place.Path);
        accepting = AcceptAsync(listener);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stop.CancelAsync();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task[] open;
        lock (gate)
        {
            open = [.. connections];
        }

        await Task.WhenAll(open).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listener?.Dispose();
        claim?.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync(Socket socket)
    {
        while (true)
        {
            Socket connection;
            try
            {
                connection = await socket.AcceptAsync(stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // Out of descriptors, most likely: that passes, and to stop listening would not help.
                logger.Ended(0, 0, exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, stop.Token);
                continue;
            }

            Start(connection);
        }
    }

    private void Start(Socket connection)
    {
        lock (gate)
        {
            var task = ServeAsync(connection, connections.Count >= MostConnections);
            if (!task.IsCompleted)
            {
                connections.Add(task);
                _ = task.ContinueWith(Forget, TaskScheduler.Default);
            }
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
            using var connection = new HandoverConnection(socket, peer, requests, time);
            await (busy
                ? connection.RefuseAsync(new HandoverException(HandoverReason.Busy, $"{MostConnections} are connected already"), stop.Token)
                : connection.ServeAsync(stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The agent stops.
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            logger.Ended(peer.uid, peer.pid, exception is OperationCanceledException ? "silent for too long" : exception.Message);
        }
        finally
        {
            socket.Dispose();
        }
    }
}
