using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Api.Errors;
using Levelset.Api.Hosts;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Levelset.Api.Sessions;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Agents;

/// <summary>AgentService: one stream per host.</summary>
internal sealed class AgentGrpcService(
    AgentSessions sessions,
    AgentHello hellos,
    HostReports reports,
    AgentAnswers answers,
    AssignmentPublisher assignments,
    AgentPresence presence,
    SessionEnds ends,
    ServiceOptions options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<AgentGrpcService> logger) : V1.AgentService.AgentServiceBase
{
    // How long an agent may take to read what is being written when its stream ends.
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override async Task Connect(
        IAsyncStreamReader<V1.AgentMessage> requestStream,
        IServerStreamWriter<V1.ServiceMessage> responseStream,
        ServerCallContext context)
    {
        using var opening = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        var first = await ReadHelloAsync(requestStream, opening.Token);
        using var session = sessions.TryOpen(first.Hello.HostId, first.Hello.ResumeToken)
            ?? throw AgentStreamErrors.HostIdInUse(first.Hello.HostId);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, session.Broken);
        using var cut = new CancellationTokenSource();
        var writing = WriteAsync(session, responseStream, stop.Token, cut.Token);
        try
        {
            // What the older stream of this agent still stores must not come after what this one stores.
            await session.Predecessor.WaitAsync(stop.Token);
            await ServeAsync(session, first, requestStream, stop.Token);
            session.Complete();
            await writing;
        }
        catch (OperationCanceledException) when (session.Fault is { } fault)
        {
            throw fault;
        }
        finally
        {
            await stop.CancelAsync();

            // A write that is cancelled takes the call with it, and the status that says why it ends.
            await writing.WaitAsync(LastWrite, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await cut.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            sessions.Close(session);
            await ends.DisconnectAsync(session);
            AgentLog.Disconnected(logger, ResourceName.Host(session.HostId));
        }
    }

    private static async Task<V1.AgentMessage> ReadHelloAsync(
        IAsyncStreamReader<V1.AgentMessage> requestStream,
        CancellationToken cancellationToken)
    {
        if (!await requestStream.MoveNext(cancellationToken)
            || requestStream.Current.BodyCase != V1.AgentMessage.BodyOneofCase.Hello)
        {
            throw ApiErrors.Precondition(
                Reasons.HelloExpected,
                "the first message of the stream must be a hello",
                new Precondition(Reasons.HelloExpected, "stream", "send hello first"));
        }

        AgentHello.Check(requestStream.Current.Hello);
        return requestStream.Current;
    }

    private async Task ServeAsync(
        AgentSession session,
        V1.AgentMessage first,
        IAsyncStreamReader<V1.AgentMessage> requestStream,
        CancellationToken cancellationToken)
    {
        var answer = await hellos.RecordAsync(new ReceivedHello(first.Hello, session), cancellationToken);
        var unrecorded = answer.Unrecorded;
        session.PoolId = answer.PoolId;
        session.IsRecorded = true;
        AgentLog.Connected(
            logger,
            ResourceName.Host(session.HostId),
            first.Hello.Simulated ? " (SIMULATED)" : "",
            first.Hello.Platform?.AgentVersion ?? "");
        session.Welcome(Welcome(session, first.MessageId));
        await assignments.PublishAsync([], [session.HostId], cancellationToken);
        SendAll(answer.Commands);

        while (await requestStream.MoveNext(cancellationToken))
        {
            var message = requestStream.Current;
            var rejection = await HandleAsync(session, message, cancellationToken);
            await presence.HearAsync(session, cancellationToken);
            session.Send(Ack(message.MessageId, rejection));
            if (message.BodyCase == V1.AgentMessage.BodyOneofCase.FeatureReport)
            {
                SendAll(unrecorded);
                unrecorded = [];
            }
        }

        void SendAll(IReadOnlyList<V1.ServiceMessage> commands)
        {
            foreach (var command in commands)
            {
                session.Send(command);
            }
        }
    }

    private async Task<V1.Rejection?> HandleAsync(AgentSession session, V1.AgentMessage message, CancellationToken cancellationToken)
    {
        switch (message.BodyCase)
        {
            case V1.AgentMessage.BodyOneofCase.Heartbeat:
                return null;
            case V1.AgentMessage.BodyOneofCase.FeatureReport:
                var report = HostReport.Read(message.FeatureReport, time);
                AgentLog.Reported(
                    logger,
                    ResourceName.Host(session.HostId),
                    report.Supported.Fingerprint,
                    report.Supported.Features.ToString());
                session.PoolId = await reports.ApplyAsync(new ReceivedReport(session.HostId, session.Id, report), session.PoolId, cancellationToken);
                return null;
            case V1.AgentMessage.BodyOneofCase.PartitionEvent:
                return await StoreAsync(
                    session,
                    message.PartitionEvent.Partition,
                    () => answers.StoreAsync(session, message.PartitionEvent, cancellationToken));
            case V1.AgentMessage.BodyOneofCase.CommandResult:
                var refused = await StoreAsync(
                    session,
                    message.CommandResult.Partition,
                    () => answers.StoreAsync(session, message.CommandResult, cancellationToken));

                // Whatever it said, it is done with the command: asked for again, it is sent again.
                session.Answered(message.CommandResult.CommandId);
                return refused;
            default:
                throw ApiErrors.Precondition(
                    Reasons.HelloExpected,
                    $"a {message.BodyCase} cannot follow hello; expected a report, a heartbeat, an event or a result",
                    new Precondition(Reasons.HelloExpected, ResourceName.Host(session.HostId), "send hello only once, as the first message"));
        }
    }

    /// <summary>
    /// What is wrong in itself stays wrong however often it comes: it is answered, and the stream goes on. If it ended the
    /// stream, the agent would send it again for ever, and nothing behind it would arrive.
    /// </summary>
    private async Task<V1.Rejection?> StoreAsync(AgentSession session, string partition, Func<Task> store)
    {
        try
        {
            await store();
            return null;
        }
        catch (ServiceException exception) when (exception.Code == StatusCode.InvalidArgument)
        {
            AgentLog.Rejected(logger, ResourceName.Host(session.HostId), PlainText.Fit(partition, 100), exception.Message);
            return new V1.Rejection { Reason = exception.Reason, Message = exception.Message };
        }
    }

    private static async Task WriteAsync(
        AgentSession session,
        IServerStreamWriter<V1.ServiceMessage> responseStream,
        CancellationToken stop,
        CancellationToken cut)
    {
        await foreach (var message in session.Outbox.ReadAllAsync(stop))
        {
            await responseStream.WriteAsync(message, cut);
        }
    }

    private V1.ServiceMessage Welcome(AgentSession session, string messageId) =>
        new()
        {
            MessageId = $"welcome/{messageId}",
            Welcome = new V1.Welcome
            {
                Host = ResourceName.Host(session.HostId),
                ResumeToken = session.ResumeToken,
                HeartbeatInterval = options.HeartbeatInterval.ToDuration(),
                ProtocolVersion = AgentHello.ProtocolVersion,
            },
        };

    private static V1.ServiceMessage Ack(string messageId, V1.Rejection? rejection) =>
        new() { MessageId = $"ack/{messageId}", Ack = new V1.Ack { MessageId = messageId, Rejection = rejection } };
}
