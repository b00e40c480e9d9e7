using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Levelset.V1;

namespace Levelset.Interop.Tests;

/// <summary>The other way round: the .NET client and our stubs against a server written with Python's grpcio.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "DisposeAsync disposes what InitializeAsync made.")]
public sealed partial class PythonServerTests(InteropFixture fixture) : IAsyncLifetime
{
    private readonly EncodingRecorder encodings = new() { InnerHandler = new SocketsHttpHandler() };
    private ChildProcess? server;
    private GrpcChannel? channel;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private PoolService.PoolServiceClient Pools => new(channel!);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        server = (await fixture.StubsAsync()).Start("pool_server.py");
        await server.UntilOutputAsync("listening on", Cancel);
        channel = GrpcChannel.ForAddress(
            $"http://127.0.0.1:{Port().Match(server.Output).Groups[1].Value}",
            new GrpcChannelOptions { HttpHandler = encodings });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        channel?.Dispose();
        encodings.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Check_PythonServer_IsServing()
    {
        var response = await new Health.HealthClient(channel!).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancel);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, response.Status);
    }

    [Fact]
    public async Task Watch_PythonServer_StreamsToItsEnd()
    {
        using var call = new Health.HealthClient(channel!).Watch(new HealthCheckRequest(), cancellationToken: Cancel);

        var statuses = await call.ResponseStream.ReadAllAsync(Cancel).Select(response => response.Status).ToListAsync(Cancel);

        Assert.Equal([HealthCheckResponse.Types.ServingStatus.Serving, HealthCheckResponse.Types.ServingStatus.NotServing], statuses);
    }

    [Fact]
    public async Task GetPool_PythonServerCompresses_EveryBitArrives()
    {
        var pool = await Pools.GetPoolAsync(new GetPoolRequest { Name = "pools/a" }, cancellationToken: Cancel);

        Assert.Equal("gzip", encodings.Last);
        Assert.Equal(new string('x', 2000), pool.DisplayName);
        Assert.Equal([0xFFFFFFFFFFFFFFFF, 0x8000000000000001], pool.Baseline.ProcessorBanks);
        Assert.Equal(1UL << 63, pool.Baseline.Xsave);
    }

    [Fact]
    public async Task GetPool_PythonServerRefuses_EveryDetailArrives()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(
            async () => await Pools.GetPoolAsync(new GetPoolRequest { Name = "pools/refused" }, cancellationToken: Cancel));

        Assert.Equal(Grpc.Core.StatusCode.FailedPrecondition, exception.StatusCode);
        Assert.Equal("two things are wrong", exception.Status.Detail);
        var trailer = exception.Trailers.GetValueBytes("grpc-status-details-bin");
        Assert.NotNull(trailer);
        var status = Google.Rpc.Status.Parser.ParseFrom(trailer);
        Assert.Equal((int)Grpc.Core.StatusCode.FailedPrecondition, status.Code);

        // Field 1 of google.rpc.ErrorInfo is `reason`; this package still has it under its draft name.
        var info = status.Details[0].Unpack<ErrorInfo>();
        Assert.Equal(("POOL_REFUSED", "example.org", "pools/refused"), (info.Reason, info.Domain, info.Metadata["resource"]));
        var violations = status.Details[1].Unpack<PreconditionFailure>().Violations;
        Assert.Equal([("ONE", "hosts/a"), ("TWO", "hosts/b")], violations.Select(violation => (violation.Type, violation.Subject)));
    }

    [Fact]
    public async Task GetPool_DeadlinePasses_BothSidesSeeIt()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(async () => await Pools.GetPoolAsync(
            new GetPoolRequest { Name = "pools/slow" },
            deadline: DateTime.UtcNow.AddSeconds(1),
            cancellationToken: Cancel));
        Assert.Equal(Grpc.Core.StatusCode.DeadlineExceeded, exception.StatusCode);

        // Answered once the server has seen that the first call was given up.
        var pool = await Pools.GetPoolAsync(
            new GetPoolRequest { Name = "pools/patient" },
            deadline: DateTime.UtcNow + Poll.Timeout,
            cancellationToken: Cancel);
        Assert.Equal("given up", pool.DisplayName);
    }

    [Fact]
    public async Task ListPools_PythonServerLacksIt_Unimplemented()
    {
        var exception = await Assert.ThrowsAsync<RpcException>(
            async () => await Pools.ListPoolsAsync(new ListPoolsRequest(), cancellationToken: Cancel));

        Assert.Equal(Grpc.Core.StatusCode.Unimplemented, exception.StatusCode);
    }

    [GeneratedRegex(@"listening on (\d+)\.")]
    private static partial Regex Port();
}
