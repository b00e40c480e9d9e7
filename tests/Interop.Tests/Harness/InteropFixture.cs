using Levelset.Interop.Tests.Harness;

[assembly: AssemblyFixture(typeof(InteropFixture))]

namespace Levelset.Interop.Tests.Harness;

/// <summary>
/// What all tests share: one running service, the Python stubs and buf. Each is made when it is first asked for, so that what
/// a machine lacks skips only the tests that need it.
/// </summary>
public sealed class InteropFixture : IAsyncDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly Lazy<Task<ServiceProcess>> service;
    private readonly Lazy<Task<PythonStubs>> stubs;
    private readonly Lazy<Task<Buf>> buf;

    public InteropFixture()
    {
        service = new(() => ServiceProcess.StartAsync(directory.In("data"), CancellationToken.None));
        stubs = new(() => PythonStubs.GenerateAsync(directory.In("stubs"), CancellationToken.None));
        buf = new(() => Buf.InstallAsync(CancellationToken.None));
    }

    /// <summary>The one service that the tests share; each uses names of its own.</summary>
    internal Task<ServiceProcess> ServiceAsync() => service.Value;

    internal Task<PythonStubs> StubsAsync() => stubs.Value;

    internal Task<Buf> BufAsync() => buf.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (directory)
        {
            if (service.IsValueCreated && service.Value.IsCompletedSuccessfully)
            {
                await StopAsync(await service.Value);
            }
        }
    }

    private static async Task StopAsync(ServiceProcess running)
    {
        await using (running)
        {
            var exitCode = await running.StopAsync(CancellationToken.None);
            var faults = running.Log.Split('\n').Where(line => line.Contains("fail: ", StringComparison.Ordinal)).ToList();
            Assert.True(exitCode == 0, $"the service ended with {exitCode}\n{running.Log}");
            Assert.True(faults.Count == 0, $"the service logged errors that no test expects:\n{string.Join('\n', faults)}");
        }
    }
}
