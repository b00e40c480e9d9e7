using Google.Protobuf;

namespace Levelset.Agent.Control;

/// <summary>Protobuf's delimited messages on a stream: the length of a message as a varint, then the message.</summary>
internal static class DelimitedMessage
{
    // Seven bits of the length in each; no length that an int holds has more.
    private const int MaxLengthBytes = 5;

    /// <summary>Reads one; null where the stream ends in place of a message.</summary>
    /// <param name="stream">Where from. Nothing is read beyond the message.</param>
    /// <param name="parser">Of the message.</param>
    /// <param name="longest">The most bytes that a message may have, without its length.</param>
    /// <param name="cancellationToken">Gives up; the stream is of no use after that.</param>
    /// <exception cref="InvalidDataException">It is longer; not a byte of it was read.</exception>
    /// <exception cref="InvalidProtocolBufferException">It is no message of this type.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within it.</exception>
    public static async Task<T?> ReadAsync<T>(Stream stream, MessageParser<T> parser, int longest, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        if (await ReadLengthAsync(stream, cancellationToken) is not { } length)
        {
            return null;
        }

        if (length > longest)
        {
            throw new InvalidDataException($"a message has at most {longest} bytes");
        }

        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return parser.ParseFrom(bytes);
    }

    public static async Task WriteAsync(Stream stream, IMessage message, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        message.WriteDelimitedTo(bytes);
        await stream.WriteAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), cancellationToken);
    }

    private static async Task<long?> ReadLengthAsync(Stream stream, CancellationToken cancellationToken)
    {
        var one = new byte[1];
        var length = 0L;
        for (var i = 0; i < MaxLengthBytes; i++)
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return i == 0 ? null : throw new EndOfStreamException("the stream ends within the length of a message");
            }

            length |= (long)(one[0] & 0x7F) << (7 * i);
            if (one[0] < 0x80)
            {
                return length;
            }
        }

        return long.MaxValue;
    }
}
