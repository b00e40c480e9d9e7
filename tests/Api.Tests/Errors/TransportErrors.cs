using Grpc.Health.V1;
using static Levelset.Api.Tests.Errors.ErrorCase;
using HealthClient = Grpc.Health.V1.Health.HealthClient;

namespace Levelset.Api.Tests.Errors;

/// <summary>What is refused before it reaches a service.</summary>
internal static class TransportErrors
{
    private static readonly string Huge = new('x', 5 * 1024 * 1024);

    public static IEnumerable<ErrorCase> Cases { get; } =
    [
        Of("any: a message that is too large", t => t.CreatePoolAsync("p", pool => pool.DisplayName = Huge)),
        Of("any: bytes that are not a valid message", t => SendAsync(t, "levelset.v1.PoolService", "GetPool", [0x0A, 0xFF])),
        Of("any: a method that does not exist", t => SendAsync(t, "levelset.v1.PoolService", "RaisePool", [])),
        Of("any: a service that does not exist", t => SendAsync(t, "levelset.v1.SwimmingService", "GetPool", [])),
        Of("Connect: a message that is too large", t => t.Service.Agent("h1").HelloAsync(hello => hello.DisplayName = Huge)),
        Of("Connect: bytes that are not a valid message", StreamGarbageAsync),
        Of("Check: a service that does not exist", t => new HealthClient(t.Service.Channel).CheckAsync(new HealthCheckRequest { Service = "x" }).ResponseAsync),
        new("any: the database does not answer", async t =>
        {
            var without = await TestService.StartAsync("Host=/nowhere;Username=levelset;Database=levelset");
            return async () =>
            {
                await using (without)
                {
                    await without.Pools.ListPoolsAsync(new ListPoolsRequest());
                }
            };
        }),
        new("CreatePartition: the agent is not connected", async t =>
        {
            var agents = await t.PoolOfAsync("p", FeatureWords.Plain);
            await agents[0].DropAsync();
            await t.GoneAsync("h1");
            await Refusal.OfAsync(() => Named(t));
            return () => Named(t);
        }),
    ];

    private static Marshaller<byte[]> Bytes { get; } = new(bytes => bytes, bytes => bytes);

    private static Task Named(ServiceTest t) => t.CreatePartitionAsync("p", request => (request.Host, request.RequestId) = ("hosts/h1", "r-1"));

    private static Task SendAsync(ServiceTest t, string service, string method, byte[] message) =>
        t.Service.Channel.CreateCallInvoker()
            .AsyncUnaryCall(new Method<byte[], byte[]>(MethodType.Unary, service, method, Bytes, Bytes), null, default, message)
            .ResponseAsync;

    private static async Task StreamGarbageAsync(ServiceTest t)
    {
        using var call = t.Service.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            new Method<byte[], byte[]>(MethodType.DuplexStreaming, "levelset.v1.AgentService", "Connect", Bytes, Bytes),
            null,
            default);
        await call.RequestStream.WriteAsync([0x0A, 0xFF]);
        await call.ResponseStream.MoveNext(CancellationToken.None);
    }
}
