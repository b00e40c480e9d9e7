using Grpc.Net.Client;

namespace Levelset.Web.Tests.Harness;

/// <summary>A host whose agent says what its machine is, carries out commands, and gives signs of life.</summary>
public sealed class ScriptedHost(GrpcChannel channel, string id, Machine machine) : IAsyncDisposable
{
    private readonly TestAgent agent = new(channel, id, machine.Offers);
    private readonly CancellationTokenSource stop = new();
    private Task beating = Task.CompletedTask;
    private bool isDisposed;

    /// <summary>The {host}.</summary>
    public string Id => id;

    /// <summary>What the last report said.</summary>
    public Machine Machine { get; private set; } = machine;

    /// <summary>Says hello, and from then on that it is alive.</summary>
    public async Task ConnectAsync(string displayName)
    {
        var welcome = await agent.HelloAsync(hello =>
        {
            hello.DisplayName = displayName;
            hello.Platform = Machine.Platform;
        });
        beating = BeatAsync(welcome.HeartbeatInterval.ToTimeSpan());
    }

    /// <summary>Reports the machine, or from now on another, and waits until that is in force.</summary>
    public async Task ReportAsync(Machine? now = null)
    {
        var before = Machine;
        Machine = now ?? before;
        agent.Offers = Machine.Offers;
        var report = agent.Report();
        report.Platform = Machine.Platform;
        report.Source = FeatureReport.Types.Source.Device;
        report.SourceDetail = "MSHV_ROOT_HVCALL HvCallGetPartitionProperty on /dev/mshv";
        report.Cause = now is null ? FeatureReport.Types.Cause.Connected : FeatureReport.Types.Cause.Timer;
        if (now is not null)
        {
            report.Change = now.ChangeFrom(before);
        }

        await agent.DeliverAsync(new AgentMessage { FeatureReport = report });
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        isDisposed = true;
        await stop.CancelAsync();
        await beating;
        await agent.DisposeAsync();
        stop.Dispose();
    }

    private async Task BeatAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token))
            {
                await agent.SendAsync(new AgentMessage { Heartbeat = new Heartbeat() });
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or RpcException or InvalidOperationException)
        {
            // The test is over, or its service has stopped.
        }
    }
}
