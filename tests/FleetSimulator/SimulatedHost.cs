using System.Collections.Concurrent;
using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Processors;

namespace Levelset.FleetSimulator;

/// <summary>
/// A host with an agent that speaks the protocol: says hello, reports, sends heartbeats, carries out commands as a hypervisor would,
/// and connects again with a growing delay when its stream ends.
/// </summary>
/// <param name="id">The {host}.</param>
/// <param name="processor">What it offers before any change.</param>
/// <param name="client">How it reaches the service.</param>
/// <param name="measurements">Where it counts what happens.</param>
internal sealed class SimulatedHost(string id, SimulatedProcessor processor, V1.AgentService.AgentServiceClient client, Measurements measurements)
    : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (Sent Kind, long At)> unacknowledged = new();
    private readonly ConcurrentDictionary<string, V1.PartitionReport> held = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim writing = new(1);
    private AsyncDuplexStreamingCall<V1.AgentMessage, V1.ServiceMessage>? call;
    private CancellationTokenSource? life;
    private Task running = Task.CompletedTask;
    private string resumeToken = "";
    private FeatureSet offers = processor.Supported;
    private volatile bool isReported;
    private int messages;

    private enum Sent
    {
        Report,
        Heartbeat,
        Answer,
    }

    public string Name => ResourceName.Host(id);

    /// <summary>Whether it is to be connected.</summary>
    public bool IsWanted => life is not null;

    /// <summary>Whether all that it was to do has been acknowledged.</summary>
    public bool IsSettled => !IsWanted || (isReported && unacknowledged.Values.All(sent => sent.Kind != Sent.Report));

    /// <summary>Connects, and goes on to connect whenever the stream ends.</summary>
    public void Connect()
    {
        if (life is null)
        {
            life = new CancellationTokenSource();
            running = RunAsync(life.Token);
        }
    }

    /// <summary>Breaks the connection, as a crash does; returns when nothing of it is left.</summary>
    public async Task DisconnectAsync()
    {
        if (life is { } ending)
        {
            life = null;
            await ending.CancelAsync();
            await running;
            ending.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await DisconnectAsync();
        writing.Dispose();
    }

    /// <summary>Reports, from now on without some features.</summary>
    public async Task ReportAsync(IEnumerable<string> without)
    {
        Catalogue.For(processor.Supported.Architecture).ParseNames(without, out var lost);
        offers = processor.Supported.Except(lost);
        isReported = false;
        try
        {
            await (call is { } open ? SendReportAsync(open) : Task.CompletedTask);
        }
        catch (Exception ended) when (ended is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // The stream has just ended: what it offers is reported when it is open again.
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; !cancellationToken.IsCancellationRequested; attempt++)
        {
            var opened = Stopwatch.GetTimestamp();
            try
            {
                await ServeAsync(cancellationToken);
            }
            catch (RpcException ended) when (!cancellationToken.IsCancellationRequested)
            {
                measurements.StreamEnded(ended.StatusCode);
            }
            catch (Exception ended) when (ended is RpcException or OperationCanceledException or InvalidOperationException or IOException)
            {
                // It was broken, or a write met its end; the call itself says why.
            }

            call = null;
            unacknowledged.Clear();
            isReported = false;
            attempt = Stopwatch.GetElapsedTime(opened) > MaxDelay ? 0 : attempt;
            var wait = Math.Min(FirstDelay.TotalSeconds * Math.Pow(2, attempt), MaxDelay.TotalSeconds) * (1 + Random.Shared.NextDouble()) / 2;
            await Task.Delay(TimeSpan.FromSeconds(wait), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        using var opened = client.Connect(cancellationToken: cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var hello = new V1.Hello
        {
            HostId = id,
            ProtocolVersion = 1,
            ResumeToken = resumeToken,
            Simulated = true,
            Platform = new V1.Platform { CpuModel = processor.Model ?? "", AgentVersion = "simulator" },
            Partitions = { held.Keys },
        };
        await WriteAsync(opened, new V1.AgentMessage { Hello = hello });
        using var beating = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var beat = Task.CompletedTask;
        try
        {
            while (await opened.ResponseStream.MoveNext(cancellationToken))
            {
                var message = opened.ResponseStream.Current;
                if (message.Welcome is { } welcome)
                {
                    resumeToken = welcome.ResumeToken;
                    measurements.Welcomed(started);
                    call = opened;
                    await SendReportAsync(opened);
                    beat = BeatAsync(opened, welcome.HeartbeatInterval.ToTimeSpan(), beating.Token);
                }

                await TakeAsync(opened, message);
            }
        }
        finally
        {
            await beating.CancelAsync();
            await beat.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TakeAsync(AsyncDuplexStreamingCall<V1.AgentMessage, V1.ServiceMessage> open, V1.ServiceMessage message)
    {
        switch (message.BodyCase)
        {
            case V1.ServiceMessage.BodyOneofCase.Ack when unacknowledged.TryRemove(message.Ack.MessageId, out var sent):
                if (sent.Kind == Sent.Report)
                {
                    isReported = true;
                    measurements.ReportAcknowledged(sent.At);
                }

                break;
            case V1.ServiceMessage.BodyOneofCase.Assignment:
                measurements.Assigned();
                break;
            case V1.ServiceMessage.BodyOneofCase.Command:
                await SendAsync(open, Sent.Answer, new V1.AgentMessage { CommandResult = CarryOut(message.MessageId, message.Command) });
                break;
            default:
                break;
        }
    }

    // F(P) = S(h) & ~D.
    private V1.CommandResult CarryOut(string commandId, V1.Command command)
    {
        var result = new V1.CommandResult { CommandId = commandId, Partition = command.Partition };
        switch (command.ActionCase)
        {
            case V1.Command.ActionOneofCase.Create:
                var arguments = command.Create.Arguments;
                result.Created = held.GetOrAdd(command.Partition, _ => new V1.PartitionReport
                {
                    DisplayName = command.Create.DisplayName,
                    Pool = command.Create.Pool,
                    Generation = command.Create.Generation,
                    RequestedFeatures = arguments.Features,
                    Features = arguments.DisableMask.ToMask(offers.Architecture)!.Apply(offers).ToWire(),
                    DisableMask = arguments.DisableMask,
                    Properties = processor.Properties.ToWire(),
                    EarlyProperties = { arguments.EarlyProperties },
                    Nested = command.Create.Nested,
                });
                break;
            case V1.Command.ActionOneofCase.Report when held.TryGetValue(command.Partition, out var report):
                result.Created = report;
                break;
            default:
                held.TryRemove(command.Partition, out _);
                result.Deleted = new Empty();
                break;
        }

        return result;
    }

    private async Task BeatAsync(
        AsyncDuplexStreamingCall<V1.AgentMessage, V1.ServiceMessage> open,
        TimeSpan interval,
        CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            await SendAsync(open, Sent.Heartbeat, new V1.AgentMessage { Heartbeat = new V1.Heartbeat() });
        }
    }

    private Task SendReportAsync(AsyncDuplexStreamingCall<V1.AgentMessage, V1.ServiceMessage> open) =>
        SendAsync(
            open,
            Sent.Report,
            new V1.AgentMessage
            {
                FeatureReport = new V1.FeatureReport
                {
                    Architecture = offers.Architecture.ToWire(),
                    Vendor = processor.Vendor,
                    Supported = offers.ToWire(),
                    Properties = processor.Properties.ToWire(),
                    ReportTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow),
                    Platform = new V1.Platform { CpuModel = processor.Model ?? "", AgentVersion = "simulator" },
                    Source = V1.FeatureReport.Types.Source.Simulated,
                },
            });

    private async Task SendAsync(AsyncDuplexStreamingCall<V1.AgentMessage, V1.ServiceMessage> open, Sent kind, V1.AgentMessage message)
    {
        message.MessageId = $"{id}/{Interlocked.Increment(ref messages)}";
        unacknowledged[message.MessageId] = (kind, Stopwatch.GetTimestamp());
        await WriteAsync(open, message);
    }

    private async Task WriteAsync(AsyncDuplexStreamingCall<V1.AgentMessage, V1.ServiceMessage> open, V1.AgentMessage message)
    {
        await writing.WaitAsync();
        try
        {
            await open.RequestStream.WriteAsync(message);
        }
        finally
        {
            writing.Release();
        }
    }
}
