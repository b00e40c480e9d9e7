using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>A message encoding that client and server can agree on by name.</summary>
public interface ICompressionProvider
{
    string EncodingName { get; }

    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    Stream CreateDecompressionStream(Stream stream);
}
