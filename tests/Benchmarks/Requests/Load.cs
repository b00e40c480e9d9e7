using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;

namespace Levelset.Benchmarks.Requests;

/// <summary>Many unary calls at once on several connections. Messages are bytes, so that making and reading them costs nothing here.</summary>
internal sealed class Load : IDisposable
{
    private const int Connections = 4;
    private const int StreamsOfEach = 16;

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create(static message => message, static message => message);
    private readonly GrpcChannel[] channels;

    public Load(Uri address)
    {
        channels = [.. Enumerable.Range(0, Connections).Select(_ => GrpcChannel.ForAddress(address))];
    }

    /// <summary>Calls for as long, with requests chosen at random; returns calls per second.</summary>
    public async Task<double> RunAsync(string service, string method, byte[][] requests, TimeSpan duration)
    {
        var call = new Method<byte[], byte[]>(MethodType.Unary, service, method, Bytes, Bytes);
        var clock = Stopwatch.StartNew();
        var loops = channels.SelectMany(channel => Enumerable.Range(0, StreamsOfEach).Select(async _ =>
        {
            var invoker = channel.CreateCallInvoker();
            var count = 0;
            while (clock.Elapsed < duration)
            {
                await invoker.AsyncUnaryCall(call, null, default, requests[Random.Shared.Next(requests.Length)]);
                count++;
            }

            return count;
        }));
        var counts = await Task.WhenAll(loops);
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    public void Dispose()
    {
        foreach (var channel in channels)
        {
            channel.Dispose();
        }
    }
}
