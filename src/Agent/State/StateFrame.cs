using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Levelset.Agent.State;

/// <summary>
/// The frame of a state file, little-endian: 8 bytes "LVLSTATE", a 4-byte format version, an 8-byte payload length, the
/// payload's SHA-256, and the payload.
/// </summary>
internal static class StateFrame
{
    /// <summary>The version that is written, and the only one that is read.</summary>
    public const uint Version = 1;

    private const int VersionOffset = 8;
    private const int LengthOffset = 12;
    private const int DigestOffset = 20;
    private const int HeaderLength = DigestOffset + SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "LVLSTATE"u8;

    /// <summary>Header and payload.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> payload)
    {
        var file = new byte[HeaderLength + payload.Length];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(VersionOffset), Version);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(LengthOffset), (ulong)payload.Length);
        SHA256.HashData(payload, file.AsSpan(DigestOffset));
        payload.CopyTo(file.AsSpan(HeaderLength));
        return file;
    }

    /// <summary>The fault of a file; empty, with the payload, when it is valid.</summary>
    public static string TryOpen(ReadOnlySpan<byte> file, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (file.Length < HeaderLength)
        {
            return $"{file.Length} bytes are too few for a state file";
        }

        if (!file.StartsWith(Magic))
        {
            return "it does not start like a state file";
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(file[VersionOffset..]) is var version && version != Version)
        {
            return $"its format version is {version}; this agent reads {Version}";
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(file[LengthOffset..]);
        var content = file[HeaderLength..];
        if (length != (ulong)content.Length)
        {
            return $"its header announces {length} bytes, but {content.Length} follow";
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, digest);
        if (!digest.SequenceEqual(file.Slice(DigestOffset, SHA256.HashSizeInBytes)))
        {
            return "its checksum does not match its content";
        }

        payload = content;
        return string.Empty;
    }
}
