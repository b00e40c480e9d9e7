using System.Net.Sockets;
using System.Text.Encodings.Web;
using System.Text.Json;
using Levelset.Agent.Sockets;
using Levelset.Mshv.Linux;

namespace Levelset.Agent.Handover;

/// <summary>One VMM's connection: a JSON object a line each way, descriptors with them.</summary>
internal sealed class HandoverConnection(Socket socket, ucred peer, HandoverRequestHandler requests, TimeProvider time) : IDisposable
{
    private const int MaxLineBytes = 64 * 1024;
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly List<OwnedDescriptor> descriptors = [];
    private readonly byte[] buffer = new byte[MaxLineBytes];
    private int filled;

    /// <exception cref="IOException">It broke, or broke the rules.</exception>
    /// <exception cref="SocketException">It broke.</exception>
    /// <exception cref="OperationCanceledException">It was silent for too long, or the agent stops.</exception>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = Array.IndexOf(buffer, (byte)'\n', 0, filled);
            if (end >= 0)
            {
                if (!await AnswerAsync(buffer.AsMemory(0, end), cancellationToken))
                {
                    return;
                }

                filled -= end + 1;
                buffer.AsSpan(end + 1, filled).CopyTo(buffer);
            }
            else if (filled == buffer.Length)
            {
                await RefuseAsync(new HandoverException(HandoverReason.LineTooLong, $"a line has at most {MaxLineBytes} bytes"), cancellationToken);
                return;
            }
            else if (!await ReceiveAsync(cancellationToken))
            {
                return;
            }
        }
    }

    /// <summary>Refuses the first request without reading it.</summary>
    public async Task RefuseAsync(HandoverException refusal, CancellationToken cancellationToken) =>
        await SendAsync(Error(refusal), descriptor: null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => CloseDescriptors();

    private async Task<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(SocketServer.IdleTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (true)
        {
            // An empty receive waits until there is something, or the end.
            await socket.ReceiveAsync(Memory<byte>.Empty, either.Token);
            var received = SocketCalls.Receive(socket, buffer.AsSpan(filled), descriptors);
            if (received is { } count)
            {
                filled += count;
                return count > 0;
            }
        }
    }

    /// <summary>Answers one line; false when the connection ends with it.</summary>
    private async Task<bool> AnswerAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        try
        {
            var answer = requests.Answer(line, descriptors, peer);
            try
            {
                await SendAsync(Render(answer.Members), answer.Descriptor, cancellationToken);
            }
            catch
            {
                answer.Undelivered?.Invoke();
                throw;
            }

            return true;
        }
        catch (HandoverException refusal)
        {
            await RefuseAsync(refusal, cancellationToken);

            // After a malformed request, or descriptors that belong to none, the rest of the stream cannot be assigned to requests.
            return refusal.Reason is not (HandoverReason.Malformed or HandoverReason.DescriptorUnexpected);
        }
        finally
        {
            CloseDescriptors();
        }
    }

    private async Task SendAsync(byte[] line, DescriptorHandle? descriptor, CancellationToken cancellationToken)
    {
        var sent = SocketCalls.Send(socket, line, descriptor);
        using var limit = new CancellationTokenSource(SocketServer.IdleTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        while (sent < line.Length)
        {
            sent += await socket.SendAsync(line.AsMemory(sent), either.Token);
        }
    }

    private void CloseDescriptors()
    {
        descriptors.ForEach(descriptor => descriptor.Dispose());
        descriptors.Clear();
    }

    private static byte[] Error(HandoverException refusal) => Render(writer =>
    {
        writer.WriteStartObject("error");
        writer.WriteString("reason", refusal.Reason);
        writer.WriteString("message", refusal.Message);
        refusal.Details?.Invoke(writer);
        writer.WriteEndObject();
    });

    private static byte[] Render(Action<Utf8JsonWriter> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", HandoverRequestHandler.Version);
            members(writer);
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }
}
