using System.Diagnostics;
using Grpc.Core;
using Grpc.Net.Client;

namespace Levelset.FleetSimulator;

/// <summary>Plays a scenario against a service.</summary>
internal sealed class Simulation : IAsyncDisposable
{
    private const int HostsAtOnce = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly Scenario scenario;
    private readonly string prefix;
    private readonly GrpcChannel channel;
    private readonly Measurements measurements = new();
    private readonly List<SimulatedHost> hosts;
    private readonly Dictionary<string, SimulatedHost> byName;

    /// <param name="scenario">What to play.</param>
    /// <param name="service">The service's gRPC address.</param>
    /// <param name="prefix">Names of hosts and pools begin with it.</param>
    public Simulation(Scenario scenario, Uri service, string prefix)
    {
        this.scenario = scenario;
        this.prefix = prefix;
        channel = GrpcChannel.ForAddress(service, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true },
            DisposeHttpClient = true,
        });
        var agents = new V1.AgentService.AgentServiceClient(channel);
        hosts = [.. scenario.Fleet.Select((processor, number) => new SimulatedHost($"{prefix}-{number}", processor, agents, measurements))];
        byName = hosts.ToDictionary(host => host.Name, StringComparer.Ordinal);
    }

    /// <summary>Plays it; what each step came to, as soon as it is over.</summary>
    public async IAsyncEnumerable<StepResult> PlayAsync(
        TimeSpan timeout,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = WatchAsync(stop.Token);
        foreach (var step in scenario.Steps)
        {
            for (var time = 0; time < step.Times; time++)
            {
                var concerned = step.Hosts.Of(hosts.Count).ToList();
                var started = Stopwatch.GetTimestamp();
                await DoAsync(step, concerned, cancellationToken);
                while (!hosts.All(host => host.IsSettled) && Stopwatch.GetElapsedTime(started) < timeout)
                {
                    await Task.Delay(Interval, cancellationToken);
                }

                var unsettled = hosts.Count(host => !host.IsSettled);
                var elapsed = Stopwatch.GetElapsedTime(started);
                await Task.Delay(step.Pause, cancellationToken);
                yield return measurements.Take(unsettled == 0 ? step.Name : $"{step.Name}: {unsettled} not acknowledged", concerned.Count, elapsed);
            }
        }

        await stop.CancelAsync();
        await watching;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(hosts.Select(host => host.DisposeAsync().AsTask()));
        channel.Dispose();
    }

    private Task DoAsync(Step step, List<int> concerned, CancellationToken cancellationToken) =>
        step.Action == StepAction.Join
            ? JoinAsync(concerned, cancellationToken)
            : Task.WhenAll(concerned.Select((number, i) => DoAsync(step, hosts[number], step.Over * i / concerned.Count, cancellationToken)));

    private static async Task DoAsync(Step step, SimulatedHost host, TimeSpan delay, CancellationToken cancellationToken)
    {
        await Task.Delay(delay, cancellationToken);
        switch (step.Action)
        {
            case StepAction.Connect:
                host.Connect();
                break;
            case StepAction.Disconnect:
                await host.DisconnectAsync();
                break;
            case StepAction.Flap:
                await host.DisconnectAsync();
                host.Connect();
                break;
            default:
                await host.ReportAsync(step.Without);
                break;
        }
    }

    private async Task JoinAsync(List<int> concerned, CancellationToken cancellationToken)
    {
        var pools = new V1.PoolService.PoolServiceClient(channel);
        foreach (var pool in concerned.GroupBy(number => number % Math.Max(scenario.Pools, 1)))
        {
            var id = $"{prefix}-pool-{pool.Key}";
            var policy = new V1.PoolPolicy { Drift = V1.PoolPolicy.Types.Drift.LevelDown };
            try
            {
                await pools.CreatePoolAsync(new V1.CreatePoolRequest { PoolId = id, Pool = new V1.Pool { Policy = policy } }, cancellationToken: cancellationToken);
            }
            catch (RpcException exists) when (exists.StatusCode == StatusCode.AlreadyExists)
            {
                // From a run before.
            }

            foreach (var some in pool.Chunk(HostsAtOnce))
            {
                var request = new V1.AddHostsRequest { Pool = ResourceName.Pool(id), Hosts = { some.Select(number => hosts[number].Name) } };
                await pools.AddHostsAsync(request, cancellationToken: cancellationToken);
            }
        }
    }

    // Who is connected must not be said to be silent, whatever else happens.
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var watch = new V1.HostService.HostServiceClient(channel).WatchHosts(new V1.WatchHostsRequest(), cancellationToken: cancellationToken);
            while (await watch.ResponseStream.MoveNext(cancellationToken))
            {
                if (watch.ResponseStream.Current.Host is { State: V1.Host.Types.State.Silent } silent
                    && byName.TryGetValue(silent.Name, out var host)
                    && host is { IsWanted: true, IsSettled: true })
                {
                    measurements.FalselySilent();
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException || (end is RpcException && cancellationToken.IsCancellationRequested))
        {
            // The scenario is over.
        }
    }
}
