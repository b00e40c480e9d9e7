using Grpc.Net.Client;
using Levelset.V1;

namespace Levelset.Interop.Tests;

/// <summary>The process itself: how it stops, and what it leaves.</summary>
[Trait("Length", "long")]
public sealed class ServiceProcessTests(InteropFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static bool IsStop(string commandLine) => commandLine.Contains("pg_ctl", StringComparison.Ordinal);

    [Fact]
    public async Task Stop_StreamsAreOpen_EachEndsInOrder()
    {
        var stubs = await fixture.StubsAsync();
        using var directory = new TemporaryDirectory();
        await using var service = await ServiceProcess.StartAsync(directory.In("data"), Cancel);
        Assert.NotEmpty(service.PostgresProcesses());
        await using var client = stubs.Start(
            "run.py",
            service.Grpc,
            "health",
            PythonCases.Spell(nameof(Stop_StreamsAreOpen_EachEndsInOrder)));
        await client.UntilOutputAsync("streams are open", Cancel);

        var exitCode = await service.StopAsync(Cancel);

        Assert.True(await client.WaitAsync(Cancel) == 0, client.Transcript);
        Assert.True(exitCode == 0, $"ended with {exitCode}\n{service.Log}");
        Assert.Empty(service.PostgresProcesses());
    }

    [Fact]
    public async Task Stop_DatabaseTakesItsTime_WaitsForIt()
    {
        using var directory = new TemporaryDirectory();
        await using var service = await ServiceProcess.StartAsync(directory.In("data"), Cancel);
        Task<int> stopping;
        using (service.HoldPostgres())
        {
            stopping = service.StopAsync(Cancel);
            await Poll.UntilAsync(
                () => Task.FromResult(stopping.IsCompleted || service.PostgresProcesses().Values.Any(IsStop)),
                "its PostgreSQL is told to stop",
                () => service.Log,
                Cancel);

            // Until it has waited for longer than the two seconds after which a command line ends the process by default.
            var waiting = System.Diagnostics.Stopwatch.StartNew();
            await Poll.UntilAsync(
                () => Task.FromResult(stopping.IsCompleted || waiting.Elapsed > TimeSpan.FromSeconds(2.5)),
                "it waits for its PostgreSQL",
                () => service.Log,
                Cancel);
            Assert.False(stopping.IsCompleted, service.Log);
        }

        var exitCode = await stopping;

        Assert.True(exitCode == 0, $"ended with {exitCode}\n{service.Log}");
        Assert.Empty(service.PostgresProcesses());
    }

    [Fact]
    public async Task Stop_BeforeItIsReady_LeavesNoPostgres()
    {
        Prerequisite.RequirePostgres();
        using var directory = new TemporaryDirectory();
        await using var service = ServiceProcess.Start(directory.In("data"));
        await Poll.UntilAsync(
            () => Task.FromResult(service.PostgresProcesses().Any()),
            "its PostgreSQL is being made",
            () => service.Log,
            Cancel);

        var exitCode = await service.StopAsync(Cancel);

        Assert.True(exitCode == 0, $"ended with {exitCode}\n{service.Log}");
        Assert.Empty(service.PostgresProcesses());
    }

    [Fact]
    public async Task Start_AfterAStop_StillHasWhatWasStored()
    {
        using var directory = new TemporaryDirectory();
        Pool made;
        await using (var first = await ServiceProcess.StartAsync(directory.In("data"), Cancel))
        {
            using var channel = GrpcChannel.ForAddress($"http://{first.Grpc}");
            var request = new CreatePoolRequest { PoolId = "kept", Pool = new Pool { DisplayName = "Kept" } };
            made = await new PoolService.PoolServiceClient(channel).CreatePoolAsync(request, cancellationToken: Cancel);
            Assert.Equal(0, await first.StopAsync(Cancel));
        }

        await using var second = await ServiceProcess.StartAsync(directory.In("data"), Cancel);
        using var again = GrpcChannel.ForAddress($"http://{second.Grpc}");
        var found = await new PoolService.PoolServiceClient(again)
            .GetPoolAsync(new GetPoolRequest { Name = made.Name }, cancellationToken: Cancel);

        Assert.Equal(made, found);
    }
}
