using System.Threading.Channels;
using Levelset.Api.Errors;

namespace Levelset.Api.Sessions;

/// <summary>One agent's open stream.</summary>
/// <param name="hostId">Its host.</param>
/// <param name="resumeToken">What the same agent proves itself by when it comes back.</param>
/// <param name="predecessor">Ends when every older stream of this host has ended.</param>
/// <param name="time">By whose timestamps it is heard of.</param>
internal sealed class AgentSession(string hostId, string resumeToken, Task predecessor, TimeProvider time) : IDisposable
{
    /// <summary>How many messages may wait for an agent that does not read.</summary>
    public const int OutboxCapacity = 1000;

    private const int RememberedClosings = 4096;

    private readonly Lock gate = new();
    private readonly Channel<V1.ServiceMessage> outbox = Channel.CreateBounded<V1.ServiceMessage>(
        new BoundedChannelOptions(OutboxCapacity) { SingleReader = true });

    private readonly CancellationTokenSource broken = new();
    private readonly TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<string> commanded = [];
    private readonly HashSet<string> closedPartitions = [];
    private readonly Queue<string> closedInOrder = [];
    private List<V1.ServiceMessage>? early = [];
    private V1.Assignment? assigned;
    private bool isComplete;
    private bool isDisposed;
    private long heardAt = time.GetTimestamp();

    /// <summary>Tells this stream from all others, of any service process.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary>Whether the database knows of it.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>The pool that the host was in when it last said something about itself; null = in none, or not yet known.</summary>
    public string? PoolId { get; set; }

    /// <summary>Whether the database says that the host is silent.</summary>
    public bool IsSilent { get; set; }

    /// <summary>For how long the agent has said nothing.</summary>
    public TimeSpan Silence => time.GetElapsedTime(Interlocked.Read(ref heardAt));

    public string HostId => hostId;

    /// <summary>What the same agent proves itself by when it comes back.</summary>
    public string ResumeToken => resumeToken;

    /// <summary>Ends when every older stream of this host has ended: only then may this one store anything.</summary>
    public Task Predecessor => predecessor;

    /// <summary>Ends when this stream and every older one have ended.</summary>
    public Task Ended => Task.WhenAll(predecessor, closed.Task);

    /// <summary>Cancelled when the service breaks the stream; <see cref="Fault"/> says why.</summary>
    public CancellationToken Broken => broken.Token;

    /// <summary>Why the service broke the stream, or null.</summary>
    public ServiceException? Fault { get; private set; }

    /// <summary>What is to be written to the stream, by one writer.</summary>
    public ChannelReader<V1.ServiceMessage> Outbox => outbox.Reader;

    /// <summary>The agent has said something.</summary>
    public void Hear() => Interlocked.Exchange(ref heardAt, time.GetTimestamp());

    /// <summary>Sends the welcome, and after it what others have sent before.</summary>
    public void Welcome(V1.ServiceMessage welcome)
    {
        lock (gate)
        {
            outbox.Writer.TryWrite(welcome);
            early?.ForEach(message => outbox.Writer.TryWrite(message));
            early = null;
        }
    }

    /// <summary>Puts a command on its way, unless it is on its way already or the stream is closing.</summary>
    public Delivery SendOnce(V1.ServiceMessage command)
    {
        lock (gate)
        {
            return commanded.Contains(command.MessageId) ? Delivery.Earlier
                : Send(command) ? Delivery.Sent
                : Delivery.NotHere;
        }
    }

    /// <summary>The agent has answered a command, or nobody waits for it any more: asked for again, it is sent again.</summary>
    public void Answered(string commandId)
    {
        lock (gate)
        {
            commanded.Remove(commandId);
        }
    }

    /// <summary>The agent has closed a partition.</summary>
    public void NoteClosed(string partitionId)
    {
        lock (gate)
        {
            if (!closedPartitions.Add(partitionId))
            {
                return;
            }

            closedInOrder.Enqueue(partitionId);
            if (closedInOrder.Count > RememberedClosings)
            {
                closedPartitions.Remove(closedInOrder.Dequeue());
            }
        }
    }

    /// <summary>Whether the agent has closed a partition lately: created after that, it was by a command that the deletion overtook.</summary>
    public bool HasClosed(string partitionId)
    {
        lock (gate)
        {
            return closedPartitions.Contains(partitionId);
        }
    }

    /// <summary>Puts an assignment on its way, unless it is what was sent last.</summary>
    public void SendIfNew(V1.ServiceMessage assignment)
    {
        lock (gate)
        {
            if (!assignment.Assignment.Equals(assigned))
            {
                Send(assignment);
            }
        }
    }

    /// <summary>Puts a message on its way; false when the stream is closing.</summary>
    public bool Send(V1.ServiceMessage message)
    {
        lock (gate)
        {
            assigned = message.Assignment ?? assigned;
            if (message.BodyCase == V1.ServiceMessage.BodyOneofCase.Command)
            {
                commanded.Add(message.MessageId);
            }

            if (early is not null)
            {
                early.Add(message);
                return true;
            }

            if (outbox.Writer.TryWrite(message))
            {
                return true;
            }

            if (!isComplete)
            {
                Break(AgentStreamErrors.TooSlow(hostId));
            }

            return false;
        }
    }

    /// <summary>Nothing more will be sent.</summary>
    public void Complete()
    {
        lock (gate)
        {
            isComplete = true;
            outbox.Writer.TryComplete();
        }
    }

    /// <summary>Ends the stream, if it has not ended; the first fault counts.</summary>
    public void Break(ServiceException fault)
    {
        lock (gate)
        {
            Fault ??= fault;
            if (!isDisposed)
            {
                // Whoever waits for the token goes on elsewhere, not inside this lock.
                _ = broken.CancelAsync();
            }
        }
    }

    /// <summary>The stream has ended, and nothing of it is under way any more.</summary>
    public void Close()
    {
        Complete();
        closed.TrySetResult();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            broken.Dispose();
        }
    }
}
