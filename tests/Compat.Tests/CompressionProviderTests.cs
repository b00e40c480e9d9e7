using System.IO.Compression;
using Grpc.Net.Compression;

namespace Levelset.Compat.Tests;

/// <summary>The compression providers by themselves.</summary>
public sealed class CompressionProviderTests
{
    private static readonly byte[] Message = new byte[1000];

    [Theory]
    [InlineData("gzip", new byte[] { 0x1f, 0x8b })]
    [InlineData("deflate", new byte[] { 0x78 })]
    public void Streams_ThereAndBack_KeepTheMessageAndTheInnerStream(string encoding, byte[] magic)
    {
        var provider = Provider(encoding);
        using var inner = new MemoryStream();
        using (var compressing = provider.CreateCompressionStream(inner, CompressionLevel.Fastest))
        {
            compressing.Write(Message);
        }

        Assert.Equal(magic, inner.ToArray()[..magic.Length]);
        inner.Position = 0;
        using var result = new MemoryStream();
        using (var decompressing = provider.CreateDecompressionStream(inner))
        {
            decompressing.CopyTo(result);
        }

        Assert.Equal(encoding, provider.EncodingName);
        Assert.Equal(Message, result.ToArray());
        Assert.True(inner.CanRead);
    }

    private static ICompressionProvider Provider(string encoding) => encoding == "gzip"
        ? new GzipCompressionProvider(CompressionLevel.Optimal)
        : new DeflateCompressionProvider(CompressionLevel.Optimal);
}
