using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Levelset.Api.ChangeFeed;

/// <summary>Where a watch goes on: a position in the log of changes of one database. Good for every watch and every filter.</summary>
/// <param name="Database">The database's <see cref="EventLog.IdentityAsync"/>.</param>
/// <param name="Position">Everything up to here, itself included, has been shown.</param>
internal readonly record struct WatchToken(Guid Database, long Position)
{
    private const byte Format = 1;
    private const int ContentLength = 1 + 16 + 8;
    private const int ChecksumLength = 4;

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is anything else.</summary>
    public static WatchToken? Parse(string text)
    {
        if (text.Length > 100 || !Base64Url.IsValid(text))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(text).AsSpan();
        if (bytes.Length != ContentLength + ChecksumLength
            || bytes[0] != Format
            || !Checksum(bytes[..ContentLength]).SequenceEqual(bytes[ContentLength..]))
        {
            return null;
        }

        return new WatchToken(new Guid(bytes[1..17], bigEndian: true), BinaryPrimitives.ReadInt64BigEndian(bytes[17..25]));
    }

    /// <summary>The token as it is sent.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[ContentLength + ChecksumLength];
        bytes[0] = Format;
        Database.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[17..], Position);
        Checksum(bytes[..ContentLength]).CopyTo(bytes[ContentLength..]);
        return Base64Url.EncodeToString(bytes);
    }

    private static ReadOnlySpan<byte> Checksum(ReadOnlySpan<byte> content) => SHA256.HashData(content).AsSpan(0, ChecksumLength);
}
