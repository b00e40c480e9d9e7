using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Levelset.Compat.Tests.Echo;
using Levelset.Compat.Tests.Protos;

namespace Levelset.Compat.Tests;

/// <summary>Headers, trailers and rich errors travel between the official server and the official client.</summary>
public sealed class MetadataOnTheWireTests
{
    private const string StatusDetails = "grpc-status-details-bin";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RequestHeaders_TextAndBinary_ReachTheServer()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        var seen = new Metadata();
        host.Behaviour.OnSay = (words, context) =>
        {
            seen = context.RequestHeaders;
            return Task.FromResult(words);
        };
        var headers = new Metadata { { "x-word", "first" }, { "X-Word", "second" }, { "x-raw-bin", new byte[] { 0, 255 } } };

        await new Protos.Echo.EchoClient(channel).SayAsync(new Words(), new CallOptions(headers, cancellationToken: Cancel));

        // HttpClient joins the values of a repeated header.
        Assert.Equal(["first, second"], seen.GetAll("x-word").Select(entry => entry.Value));
        Assert.Equal([0, 255], seen.GetValueBytes("x-raw-bin"));
    }

    [Fact]
    public async Task ResponseHeadersAndTrailers_TextAndBinary_ReachTheClient()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        host.Behaviour.OnSay = async (words, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "x-early", "head" } });
            context.ResponseTrailers.Add("x-late", "tail");
            context.ResponseTrailers.Add("x-late-bin", [1, 2, 3]);
            return words;
        };

        using var call = new Protos.Echo.EchoClient(channel).SayAsync(new Words(), cancellationToken: Cancel);
        var headers = await call.ResponseHeadersAsync;
        await call;

        Assert.Equal("head", headers.GetValue("x-early"));
        Assert.Equal("tail", call.GetTrailers().GetValue("x-late"));
        Assert.Equal([1, 2, 3], call.GetTrailers().GetValueBytes("x-late-bin"));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task RpcException_WithStatusDetails_CarriesThemToTheClient()
    {
        await using var host = await EchoHost.StartAsync();
        using var channel = host.Channel();
        // This version of the well-known types calls field 1 "type"; later ones call it "reason".
        var details = new Google.Rpc.Status
        {
            Code = (int)Code.FailedPrecondition,
            Message = "lacking",
            Details = { Any.Pack(new ErrorInfo { Type = "FEATURE_LACKING", Domain = "levelset" }) },
        };
        host.Behaviour.OnSay = (_, _) => throw new RpcException(
            new Grpc.Core.Status(StatusCode.FailedPrecondition, "lacking"),
            new Metadata { { StatusDetails, details.ToByteArray() } });

        var error = await Assert.ThrowsAsync<RpcException>(
            () => new Protos.Echo.EchoClient(channel).SayAsync(new Words(), cancellationToken: Cancel).ResponseAsync);

        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
        Assert.Equal(details, Google.Rpc.Status.Parser.ParseFrom(error.Trailers.GetValueBytes(StatusDetails)));
    }
}
