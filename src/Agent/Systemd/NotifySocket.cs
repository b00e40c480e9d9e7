using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Systemd;

/// <summary>Sends messages to the service manager by sd_notify(3), one datagram each.</summary>
internal sealed class NotifySocket : IDisposable
{
    // A manager that does not respond must not block the agent for long.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private readonly Lock gate = new();
    private readonly Socket socket;
    private readonly TimeProvider time;

    /// <summary>Connects.</summary>
    /// <param name="address">NOTIFY_SOCKET: a path, or "@" and an abstract name.</param>
    /// <param name="time">Measures the timeout.</param>
    /// <exception cref="AgentException">Nothing listens there.</exception>
    public NotifySocket(string address, TimeProvider time)
    {
        this.time = time;
        socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { SendTimeout = (int)Timeout.TotalMilliseconds };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(address.StartsWith('@') ? '\0' + address[1..] : address));
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new AgentException($"NOTIFY_SOCKET: {address}: {exception.Message}");
        }
    }

    /// <summary>Sends a message: VARIABLE=VALUE lines, and a descriptor.</summary>
    /// <exception cref="IOException">It could not be sent.</exception>
    public void Send(string message, SafeHandle? descriptor = null)
    {
        lock (gate)
        {
            SocketCalls.Send(socket, Encoding.UTF8.GetBytes(message), descriptor);
        }
    }

    /// <summary>Waits until the manager has processed everything that was sent; false after a timeout.</summary>
    /// <exception cref="IOException">It could not be sent.</exception>
    public bool WaitForManager()
    {
        var (read, write) = DescriptorCalls.CreatePipe();
        using (read)
        {
            // The manager closes its end when it has processed the messages; ours must be closed to detect that.
            using (write)
            {
                Send("BARRIER=1", write);
            }

            return DescriptorCalls.WaitForHangUp(read, Timeout, time);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
