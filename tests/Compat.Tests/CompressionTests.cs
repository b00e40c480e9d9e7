using Grpc.Core;
using Grpc.Net.Client;
using Levelset.Compat.Tests.Echo;
using Levelset.Compat.Tests.Protos;

namespace Levelset.Compat.Tests;

/// <summary>Messages are compressed both ways by the providers of Grpc.Net.Common.</summary>
public sealed class CompressionTests
{
    private static readonly string Long = new('a', 10_000);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Call_RequestCompressed_ServerReadsTheCompressedBody(string encoding)
    {
        await using var host = await EchoHost.StartAsync();
        using var wire = new WireHandler();
        using var channel = host.Channel(new GrpcChannelOptions { HttpHandler = wire });
        var seen = "";
        host.Behaviour.OnSay = (words, context) =>
        {
            seen = context.GetHttpContext().Request.Headers["grpc-encoding"].ToString();
            return Task.FromResult(words);
        };
        var headers = new Metadata { { "grpc-internal-encoding-request", encoding } };

        var response = await new Protos.Echo.EchoClient(channel).SayAsync(
            new Words { Text = Long }, headers, cancellationToken: Cancel);

        Assert.Equal(Long, response.Text);
        Assert.Equal(encoding, seen);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Call_ResponseCompressed_ClientReadsTheCompressedBody(string encoding)
    {
        await using var host = await EchoHost.StartAsync(grpc => grpc.ResponseCompressionAlgorithm = encoding);
        using var wire = new WireHandler();
        using var channel = host.Channel(new GrpcChannelOptions { HttpHandler = wire });

        var response = await new Protos.Echo.EchoClient(channel).SayAsync(new Words { Text = Long }, cancellationToken: Cancel);

        Assert.Equal(Long, response.Text);
        Assert.Equal(encoding, wire.ResponseEncoding);
        Assert.InRange(wire.ResponseBytes, 1, Long.Length / 10);
    }

    [Fact]
    public async Task Call_ResponseWrittenWithNoCompress_IsNotCompressed()
    {
        await using var host = await EchoHost.StartAsync(grpc => grpc.ResponseCompressionAlgorithm = "gzip");
        using var wire = new WireHandler();
        using var channel = host.Channel(new GrpcChannelOptions { HttpHandler = wire });
        host.Behaviour.OnSay = (words, context) =>
        {
            context.WriteOptions = new WriteOptions(WriteFlags.NoCompress);
            return Task.FromResult(words);
        };

        var response = await new Protos.Echo.EchoClient(channel).SayAsync(new Words { Text = Long }, cancellationToken: Cancel);

        Assert.Equal(Long, response.Text);
        Assert.InRange(wire.ResponseBytes, Long.Length, int.MaxValue);
    }
}
