using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Levelset.Mshv;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Handover;

/// <summary>The VMM's side of the handover protocol, as `exec` needs it.</summary>
internal static class HandoverClient
{
    private const int MaxAnswerBytes = 64 * 1024;
    private const int TimeoutMilliseconds = 30_000;

    /// <summary>Fetches a partition's descriptor with a claim.</summary>
    /// <exception cref="AgentException">The agent refused, or does not answer.</exception>
    public static MshvPartitionHandle Fetch(string path, string token)
    {
        var descriptors = new List<OwnedDescriptor>();
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            {
                ReceiveTimeout = TimeoutMilliseconds,
                SendTimeout = TimeoutMilliseconds,
            };
            socket.Connect(new UnixDomainSocketEndPoint(path));
            socket.Send(Encoding.UTF8.GetBytes($$"""{"version":1,"claim":"{{token}}"}""" + "\n"));
            using var answer = JsonDocument.Parse(ReadLine(socket, descriptors));
            return answer.RootElement.TryGetProperty("error", out var error)
                ? throw new AgentException($"{error.GetProperty("reason").GetString()}: {error.GetProperty("message").GetString()}")
                : descriptors.Count == 1 ? Take(descriptors) : throw new AgentException($"{path}: the agent sent no descriptor");
        }
        catch (Exception exception) when (exception is SocketException or IOException or JsonException)
        {
            throw new AgentException($"{path}: {exception.Message}");
        }
        finally
        {
            descriptors.ForEach(descriptor => descriptor.Dispose());
        }
    }

    private static MshvPartitionHandle Take(List<OwnedDescriptor> descriptors)
    {
        var taken = MshvPartitionHandle.From(descriptors[0]);
        descriptors.Clear();
        return taken;
    }

    private static ReadOnlyMemory<byte> ReadLine(Socket socket, List<OwnedDescriptor> descriptors)
    {
        var buffer = new byte[MaxAnswerBytes];
        var filled = 0;
        while (filled < buffer.Length)
        {
            if (!socket.Poll(TimeSpan.FromMilliseconds(TimeoutMilliseconds), SelectMode.SelectRead))
            {
                throw new IOException("no response in time");
            }

            if (SocketCalls.Receive(socket, buffer.AsSpan(filled), descriptors) is not { } count)
            {
                continue;
            }

            filled += count;
            if (count == 0 || buffer[filled - 1] == '\n')
            {
                return buffer.AsMemory(0, filled);
            }
        }

        throw new IOException("the response is too long");
    }
}
