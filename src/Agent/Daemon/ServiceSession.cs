using System.Threading.Channels;
using Grpc.Core;
using Levelset.Agent.State;
using Microsoft.Extensions.Logging;

namespace Levelset.Agent.Daemon;

/// <summary>One stream to the service, from Hello to its end.</summary>
internal sealed class ServiceSession(
    AsyncDuplexStreamingCall<V1.AgentMessage, V1.ServiceMessage> call,
    SessionContext context,
    ReconnectOptions options,
    TimeProvider time,
    ILogger logger)
{
    private const uint ProtocolVersion = 1;

    // Everything that is sent goes through here, so that one task alone writes to the stream.
    private readonly Channel<V1.AgentMessage> outgoing =
        Channel.CreateUnbounded<V1.AgentMessage>(new UnboundedChannelOptions { SingleReader = true });

    private readonly TaskCompletionSource<V1.Welcome> welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The service's answer to Hello; null before it.</summary>
    public V1.Welcome? Welcome => welcome.Task.IsCompletedSuccessfully ? welcome.Task.Result : null;

    /// <summary>Runs it. Returns when <paramref name="stopping"/> is cancelled; any other end is an exception.</summary>
    /// <exception cref="RpcException">The service ended the call with an error, or cannot be reached.</exception>
    /// <exception cref="SessionException">The service ended the stream, or broke the protocol.</exception>
    public async Task RunAsync(string resumeToken, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Send(new V1.AgentMessage { MessageId = Outbox.NewId(), Hello = Hello(resumeToken) });
        var sending = SendAllAsync();
        var receiving = ReceiveAllAsync();
        var beating = OpenAsync(ended.Token);
        try
        {
            var first = await Task.WhenAny(sending, receiving, beating);

            // A failed write shows only that the call has ended; the reading side gets the reason.
            await (first == sending ? receiving.WaitAsync(options.ShutdownGrace, time, stopping) : first);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            outgoing.Writer.TryComplete();
            await Quietly(Task.WhenAll(sending, receiving).WaitAsync(options.ShutdownGrace, time, CancellationToken.None));
        }
        finally
        {
            context.Outbox.Detach();
            context.Reports.Detach();
            context.Service.Connected = false;
            outgoing.Writer.TryComplete();
            await ended.CancelAsync();
            call.Dispose();
            await Quietly(Task.WhenAll(sending, receiving, beating));
        }
    }

    /// <summary>Waits for the Welcome, sends the report, then heartbeats.</summary>
    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        var interval = await WelcomeAsync(cancellationToken);
        context.Readings.Reread(V1.FeatureReport.Types.Cause.Connected);
        context.Reports.Attach(outgoing.Writer);
        context.Outbox.Attach(outgoing.Writer);
        context.Service.Connected = true;
        await BeatAsync(interval, cancellationToken);
    }

    private async Task<TimeSpan> WelcomeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await welcome.Task.WaitAsync(options.WelcomeTimeout, time, cancellationToken);
            var interval = answer.HeartbeatInterval?.ToTimeSpan() ?? TimeSpan.Zero;
            return interval > TimeSpan.Zero
                ? interval
                : throw new SessionException($"the service sent an invalid heartbeat interval: {interval}");
        }
        catch (TimeoutException)
        {
            throw new SessionException($"the service did not answer Hello within {options.WelcomeTimeout}");
        }
    }

    private async Task BeatAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            Send(new V1.AgentMessage { MessageId = Outbox.NewId(), Heartbeat = new V1.Heartbeat() });
        }
    }

    private async Task SendAllAsync()
    {
        await foreach (var message in outgoing.Reader.ReadAllAsync(CancellationToken.None))
        {
            // Cancelling a write would break the call; it ends with the call instead.
            await call.RequestStream.WriteAsync(message);
        }

        await call.RequestStream.CompleteAsync();
    }

    private async Task ReceiveAllAsync()
    {
        // Cancelling a read would break the call; it ends with the call instead.
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            Receive(call.ResponseStream.Current);
        }

        throw new SessionException("the service ended the stream");
    }

    private void Receive(V1.ServiceMessage message)
    {
        switch (message.BodyCase)
        {
            case V1.ServiceMessage.BodyOneofCase.Welcome:
                logger.Connected(message.Welcome.Host);
                welcome.TrySetResult(message.Welcome);
                break;
            case var _ when Welcome is null:
                throw new SessionException($"the service answered Hello with {message.BodyCase}");
            case V1.ServiceMessage.BodyOneofCase.Assignment:
                logger.Assigned(message.Assignment.Pool, message.Assignment.Generation, message.Assignment.HostState);
                context.Assignment.Receive(message.Assignment);
                break;
            case V1.ServiceMessage.BodyOneofCase.Command:
                context.Executor.Execute(message.MessageId, message.Command);
                break;
            case V1.ServiceMessage.BodyOneofCase.Ack:
                context.Reports.Acknowledge(message.Ack.MessageId);
                context.Partitions.Acknowledge(message.Ack.MessageId, message.Ack.Rejection);
                break;
            default:
                logger.MessageUnknown(message.MessageId);
                break;
        }
    }

    private V1.Hello Hello(string resumeToken) => new()
    {
        HostId = context.Options.HostId,
        ProtocolVersion = ProtocolVersion,
        ResumeToken = resumeToken,
        DisplayName = context.Options.DisplayName,
        Simulated = context.Device.IsSimulated,
        Platform = context.Host.Reading.Platform,
        Partitions = { context.Partitions.All.Select(held => held.Name) },
    };

    private static async Task Quietly(Task task) =>
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Send(V1.AgentMessage message) => outgoing.Writer.TryWrite(message);
}
