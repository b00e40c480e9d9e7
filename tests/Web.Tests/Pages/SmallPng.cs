using System.Buffers.Binary;
using System.IO.Compression;

namespace Levelset.Web.Tests.Pages;

/// <summary>
/// Makes a browser's picture a third of its size: 256 colours, which is what a page has but for the edges of its letters, and thorough
/// compression.
/// </summary>
public static class SmallPng
{
    private const int Colours = 256;
    private const int BytesPerPixel = 3;
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The same picture with a palette.</summary>
    /// <param name="png">8 bits a channel, RGB, not interlaced: what Chromium writes.</param>
    public static byte[] Shrink(ReadOnlySpan<byte> png)
    {
        var header = png.Slice(16, 13);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header[4..]));
        if (!header[8..].SequenceEqual<byte>([8, 2, 0, 0, 0]))
        {
            throw new ArgumentException("not 8-bit RGB without interlacing", nameof(png));
        }

        var pixels = Pixels(Decompress(png), width, height);
        var palette = pixels.CountBy(pixel => pixel).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key)
            .Take(Colours).Select(pair => pair.Key).ToArray();
        var nearest = new Dictionary<int, byte>();
        using var result = new MemoryStream();
        result.Write(Signature);
        WriteChunk(result, "IHDR"u8, [.. header[..8], 8, 3, 0, 0, 0]);
        WriteChunk(result, "PLTE"u8, [.. palette.SelectMany(colour => (byte[])[(byte)(colour >> 16), (byte)(colour >> 8), (byte)colour])]);
        WriteChunk(result, "IDAT"u8, Compress(pixels, width, colour => Nearest(palette, colour, nearest)));
        WriteChunk(result, "IEND"u8, []);
        return result.ToArray();
    }

    private static byte[] Decompress(ReadOnlySpan<byte> png)
    {
        using var data = new MemoryStream();
        for (var at = Signature.Length; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (png.Slice(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                data.Write(png.Slice(at + 8, length));
            }

            at += length + 12;
        }

        data.Position = 0;
        using var inflate = new ZLibStream(data, CompressionMode.Decompress);
        using var raw = new MemoryStream();
        inflate.CopyTo(raw);
        return raw.ToArray();
    }

    // Each line begins with the number of its filter; the filters are those of the PNG specification, section 9.
    private static int[] Pixels(byte[] raw, int width, int height)
    {
        var stride = width * BytesPerPixel;
        var pixels = new int[width * height];
        var above = new byte[stride];
        for (var y = 0; y < height; y++)
        {
            var filter = raw[y * (stride + 1)];
            var line = raw.AsSpan((y * (stride + 1)) + 1, stride);
            for (var x = 0; x < stride; x++)
            {
                var left = x < BytesPerPixel ? 0 : line[x - BytesPerPixel];
                var corner = x < BytesPerPixel ? 0 : above[x - BytesPerPixel];
                line[x] += filter switch
                {
                    0 => 0,
                    1 => (byte)left,
                    2 => above[x],
                    3 => (byte)((left + above[x]) / 2),
                    _ => (byte)Paeth(left, above[x], corner),
                };
            }

            for (var x = 0; x < width; x++)
            {
                pixels[(y * width) + x] = (line[x * 3] << 16) | (line[(x * 3) + 1] << 8) | line[(x * 3) + 2];
            }

            line.CopyTo(above);
        }

        return pixels;
    }

    private static int Paeth(int left, int above, int corner)
    {
        var guess = left + above - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? above : corner;
    }

    private static byte Nearest(int[] palette, int colour, Dictionary<int, byte> known)
    {
        if (!known.TryGetValue(colour, out var index))
        {
            index = (byte)Array.IndexOf(palette, palette.MinBy(one => Distance(one, colour)));
            known.Add(colour, index);
        }

        return index;
    }

    private static int Distance(int one, int other)
    {
        var (r, g, b) = ((one >> 16) - (other >> 16), ((one >> 8) & 255) - ((other >> 8) & 255), (one & 255) - (other & 255));
        return (r * r) + (g * g) + (b * b);
    }

    private static byte[] Compress(int[] pixels, int width, Func<int, byte> index)
    {
        using var result = new MemoryStream();
        using (var deflate = new ZLibStream(result, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            foreach (var line in pixels.Chunk(width))
            {
                deflate.Write([0, .. line.Select(index)]);
            }
        }

        return result.ToArray();
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc([.. type, .. data]));
        png.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
