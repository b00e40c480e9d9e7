using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Levelset.Cli.Tests.Harness;

/// <summary>A way to the service that can be cut.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<TcpClient> connections = [];
    private readonly Task accepting;

    public CuttableProxy(string target)
    {
        listener.Start();
        accepting = AcceptAsync(IPEndPoint.Parse(target));
    }

    /// <summary>Where to connect to.</summary>
    public string Address => $"http://{listener.LocalEndpoint}";

    /// <summary>Breaks every connection; new ones are served.</summary>
    public void Cut()
    {
        while (connections.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        Cut();
        await accepting;
    }

    private async Task AcceptAsync(IPEndPoint target)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptTcpClientAsync();
                var far = new TcpClient();
                await far.ConnectAsync(target);
                connections.Add(near);
                connections.Add(far);
                _ = CopyAsync(near, far);
                _ = CopyAsync(far, near);
            }
        }
        catch (SocketException)
        {
            // The listener was stopped.
        }
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream());
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }
}
