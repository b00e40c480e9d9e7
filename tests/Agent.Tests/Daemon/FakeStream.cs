using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Levelset.Agent.Tests.Daemon;

/// <summary>One stream of an agent, seen from the service.</summary>
internal sealed class FakeStream(
    IAsyncStreamReader<V1.AgentMessage> requests,
    IServerStreamWriter<V1.ServiceMessage> responses)
{
    private readonly TaskCompletionSource<Status> end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How the test ends it.</summary>
    public Task<Status> End => end.Task;

    /// <summary>The next message; it must be of this kind. Heartbeats are passed over unless asked for.</summary>
    public async Task<V1.AgentMessage> ReceiveAsync(V1.AgentMessage.BodyOneofCase kind)
    {
        while (await requests.MoveNext(TestContext.Current.CancellationToken))
        {
            var message = requests.Current;
            Assert.NotEqual(string.Empty, message.MessageId);
            if (message.BodyCase == kind)
            {
                return message;
            }

            Assert.Equal(V1.AgentMessage.BodyOneofCase.Heartbeat, message.BodyCase);
        }

        throw new InvalidOperationException($"the agent ended the stream before {kind}");
    }

    /// <summary>The next event of a partition; results that are sent again are passed over.</summary>
    public async Task<V1.AgentMessage> ReceiveEventAsync()
    {
        while (await requests.MoveNext(TestContext.Current.CancellationToken))
        {
            if (requests.Current.BodyCase == V1.AgentMessage.BodyOneofCase.PartitionEvent)
            {
                return requests.Current;
            }
        }

        throw new InvalidOperationException("the agent ended the stream before an event");
    }

    /// <summary>Returns when everything that was sent before has been read; earlier results that come again are passed over.</summary>
    public async Task ReadAsync()
    {
        var id = $"read-{Guid.NewGuid():N}";
        await SendAsync(new V1.ServiceMessage
        {
            MessageId = id,
            Command = new V1.Command { Partition = "partitions/none", Delete = new V1.DeletePartitionCommand() },
        });
        V1.AgentMessage answer;
        do
        {
            answer = await ReceiveAsync(V1.AgentMessage.BodyOneofCase.CommandResult);
        }
        while (answer.CommandResult.CommandId != id);
        await AckAsync(answer);
    }

    /// <summary>Waits until the agent has ended its side; only heartbeats may come before that.</summary>
    public async Task ReceiveEndAsync()
    {
        while (await requests.MoveNext(TestContext.Current.CancellationToken))
        {
            Assert.Equal(V1.AgentMessage.BodyOneofCase.Heartbeat, requests.Current.BodyCase);
        }
    }

    public Task WelcomeAsync(string token = "token", int heartbeatMilliseconds = 60_000) => SendAsync(new V1.ServiceMessage
    {
        Welcome = new V1.Welcome
        {
            Host = "hosts/h1",
            ResumeToken = token,
            HeartbeatInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(heartbeatMilliseconds)),
            ProtocolVersion = 1,
        },
    });

    public Task AckAsync(V1.AgentMessage message, V1.Rejection? rejection = null) =>
        SendAsync(new V1.ServiceMessage { Ack = new V1.Ack { MessageId = message.MessageId, Rejection = rejection } });

    /// <summary>Sends a command and reads its result.</summary>
    public async Task<V1.AgentMessage> CommandAsync(string id, V1.Command command)
    {
        await SendAsync(new V1.ServiceMessage { MessageId = id, Command = command });
        var message = await ReceiveAsync(V1.AgentMessage.BodyOneofCase.CommandResult);
        Assert.Equal(id, message.CommandResult.CommandId);
        Assert.Equal(command.Partition, message.CommandResult.Partition);
        return message;
    }

    public Task SendAsync(V1.ServiceMessage message) => responses.WriteAsync(message);

    /// <summary>Ends the stream without an error, as a service that goes down does.</summary>
    public void Drop() => Fail(Status.DefaultSuccess);

    public void Fail(Status status) => end.TrySetResult(status);
}
