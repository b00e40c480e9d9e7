using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Levelset.Core.Features;
using DisableMask = Levelset.Core.Partitions.DisableMask;

namespace Levelset.Api.Tests.Support;

/// <summary>A scripted agent: it says what the test lets it say, and carries out commands as a hypervisor would.</summary>
public sealed class TestAgent : IAsyncDisposable
{
    /// <summary>How long a test waits for what must come; only a failing test ever waits that long.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(180);

    /// <summary>How long to wait before looking again; the service under test needs the processors too.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly GrpcChannel channel;
    private readonly CancellationTokenSource stop = new();
    private readonly Channel<ServiceMessage> inbox = System.Threading.Channels.Channel.CreateUnbounded<ServiceMessage>();
    private readonly SemaphoreSlim writing = new(1);
    private AsyncDuplexStreamingCall<AgentMessage, ServiceMessage>? call;
    private Task reading = Task.CompletedTask;
    private int messages;
    private bool isDisposed;

    public TestAgent(GrpcChannel channel, string host, FeatureWords offers)
    {
        this.channel = channel;
        Host = host;
        Offers = offers;
        Answer = CarryOut;
    }

    /// <summary>The {host}.</summary>
    public string Host { get; }

    /// <summary>`hosts/{host}`.</summary>
    public string Name => $"hosts/{Host}";

    /// <summary>What the next report says.</summary>
    public FeatureWords Offers { get; set; }

    /// <summary>What it answers to a command; null = nothing.</summary>
    public Func<ServiceMessage, CommandResult?> Answer { get; set; }

    /// <summary>`partitions/{partition}` and its set, of all that it holds.</summary>
    public Dictionary<string, V1.FeatureSet> Held { get; } = [];

    /// <summary>What it has reported of those that it created.</summary>
    public Dictionary<string, PartitionReport> Reports { get; } = [];

    /// <summary>The last assignment that came.</summary>
    public Assignment? Assignment { get; private set; }

    /// <summary>From the Welcome.</summary>
    public string ResumeToken { get; set; } = "";

    /// <summary>Everything that came, in order.</summary>
    public List<ServiceMessage> Received { get; } = [];

    /// <summary>Ends with the stream: null when it ended well.</summary>
    public Task<RpcException?> Ended { get; private set; } = Task.FromResult<RpcException?>(null);

    /// <summary>Opens the stream and says hello; returns when welcomed and told its assignment.</summary>
    public async Task<Welcome> HelloAsync(Action<Hello>? change = null)
    {
        await OpenAsync(change);
        var welcome = (await NextAsync(message => message.BodyCase == ServiceMessage.BodyOneofCase.Welcome)).Welcome;
        ResumeToken = welcome.ResumeToken;
        await NextAsync(message => message.BodyCase == ServiceMessage.BodyOneofCase.Assignment);
        return welcome;
    }

    /// <summary>Opens the stream and says hello; waits for nothing.</summary>
    public Task OpenAsync(Action<Hello>? change = null)
    {
        Open();
        var hello = new Hello
        {
            HostId = Host,
            ProtocolVersion = 1,
            Simulated = Offers.Simulated,
            ResumeToken = ResumeToken,
            Platform = new Platform { Kernel = "7.0", AgentVersion = "test" },
        };
        hello.Partitions.AddRange(Held.Keys);
        change?.Invoke(hello);
        return SendAsync(new AgentMessage { Hello = hello });
    }

    /// <summary>Opens the stream and says nothing.</summary>
    public void Open()
    {
        call = new AgentService.AgentServiceClient(channel).Connect(cancellationToken: stop.Token);
        var ended = new TaskCompletionSource<RpcException?>();
        Ended = ended.Task;
        reading = ReadAsync(call, ended);
    }

    /// <summary>Sends; returns the message's id. On a stream that has ended it throws what ended it.</summary>
    public async Task<string> SendAsync(AgentMessage message)
    {
        try
        {
            // A large message into a call that ends meanwhile may wait for ever for the server to take more of it.
            var write = WriteAsync(message);
            await Task.WhenAny(write, Ended);
            return await (write.IsCompleted ? write : throw new InvalidOperationException("the stream has ended"));
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // A write into a call that is over says only that; why, the call itself says.
            throw await Ended.WaitAsync(Timeout) ?? exception;
        }
    }

    /// <summary>Sends and waits until the service has stored it.</summary>
    /// <exception cref="RejectedException">It was refused, and the stream goes on.</exception>
    public async Task DeliverAsync(AgentMessage message)
    {
        var id = await SendAsync(message);
        var answer = await NextAsync(answer => answer.Ack?.MessageId == id);
        if (answer.Ack.Rejection is { } rejection)
        {
            throw new RejectedException(rejection);
        }
    }

    /// <summary>The report of what it offers.</summary>
    public FeatureReport Report()
    {
        var report = new FeatureReport
        {
            Architecture = Offers.Architecture,
            Vendor = Offers.Vendor,
            Supported = Offers.Wire,
            Properties = Offers.Properties,
            Platform = new Platform { Kernel = "7.0", AgentVersion = "test" },
        };

        // What the root partition has; a guest may be given some of it.
        if (Offers.Synthetic is { } assignable)
        {
            report.SyntheticFeatures = ulong.MaxValue;
            report.AssignableSyntheticFeatures = assignable;
        }

        return report;
    }

    /// <summary>Reports what it offers, or from now on something else, and waits until that is in force.</summary>
    public Task ReportAsync(FeatureWords? offers = null)
    {
        Offers = offers ?? Offers;
        return DeliverAsync(new AgentMessage { FeatureReport = Report() });
    }

    public Task HeartbeatAsync() => DeliverAsync(new AgentMessage { Heartbeat = new Heartbeat() });

    /// <summary>The next message of the service that fits; those before it are passed over.</summary>
    public async Task<ServiceMessage> NextAsync(Func<ServiceMessage, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            while (true)
            {
                var message = await inbox.Reader.ReadAsync(limit.Token);
                if (wanted(message))
                {
                    return message;
                }
            }
        }
        catch (ChannelClosedException)
        {
            throw await Ended ?? new RpcException(new Status(StatusCode.OK, $"the stream of {Host} ended"));
        }
    }

    public Task<ServiceMessage> NextCommandAsync() => NextAsync(message => message.BodyCase == ServiceMessage.BodyOneofCase.Command);

    public async Task<Assignment> NextAssignmentAsync(Func<Assignment, bool> wanted) =>
        (await NextAsync(message => message.Assignment is { } assignment && wanted(assignment))).Assignment;

    /// <summary>Waits until the last assignment that came is as wanted, and returns it.</summary>
    public async Task<Assignment> AssignmentAsync(Func<Assignment, bool> wanted)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Timeout);
        while (true)
        {
            if (Assignment is { } last && wanted(last))
            {
                return last;
            }

            Assert.False(limit.IsCancellationRequested, $"the assignment of {Host} is {Assignment}");
            await Task.Delay(Interval, CancellationToken.None);
        }
    }

    /// <summary>Sends what it answers to a command.</summary>
    public Task AnswerAsync(CommandResult result) => DeliverAsync(new AgentMessage { CommandResult = result });

    /// <summary>What a hypervisor does with a command: F(P) = S(h) &amp; ~D.</summary>
    public CommandResult CarryOut(ServiceMessage message)
    {
        var command = message.Command;
        var result = new CommandResult { CommandId = message.MessageId, Partition = command.Partition };
        if (command.ActionCase == Command.ActionOneofCase.Delete)
        {
            Held.Remove(command.Partition);
            result.Deleted = new Empty();
            return result;
        }

        if (command.ActionCase == Command.ActionOneofCase.Report)
        {
            result.Created = Reports[command.Partition];
            return result;
        }

        var mask = command.Create.Arguments.DisableMask;
        var words = new DisableMask(Offers.Set.Architecture, [.. mask.ProcessorBanks], mask.Xsave);
        var given = words.Apply(Offers.Set);
        Held[command.Partition] = new V1.FeatureSet { ProcessorBanks = { given.ProcessorBanks }, Xsave = given.Xsave };
        result.Created = new PartitionReport
        {
            RequestedFeatures = command.Create.Arguments.Features,
            Features = Held[command.Partition],
            DisableMask = mask,
            Pool = command.Create.Pool,
            Generation = command.Create.Generation,
            DisplayName = command.Create.DisplayName,
            Properties = Offers.Properties?.Clone() ?? new V1.CompatibilityProperties(),
        };
        foreach (var property in command.Create.Arguments.EarlyProperties)
        {
            result.Created.EarlyProperties.Add(property);
            if (property.Code == 0x00010001)
            {
                result.Created.SyntheticFeatures = property.Value;
            }
            else
            {
                Assert.Equal(0x00060006U, property.Code);
                result.Created.Properties.PhysicalAddressWidth = (uint)property.Value;
            }
        }

        Reports[command.Partition] = result.Created;
        return result;
    }

    /// <summary>Breaks the connection as a crash does.</summary>
    public async Task DropAsync()
    {
        if (!isDisposed)
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    /// <summary>The same agent on a new connection, with what it held and its resume token.</summary>
    public TestAgent Again(GrpcChannel to, bool keepsPartitions = true)
    {
        var again = new TestAgent(to, Host, Offers) { ResumeToken = ResumeToken };
        foreach (var (name, set) in keepsPartitions ? Held : [])
        {
            again.Held.Add(name, set);
            if (Reports.TryGetValue(name, out var report))
            {
                again.Reports.Add(name, report);
            }
        }

        return again;
    }

    public async ValueTask DisposeAsync()
    {
        if (isDisposed)
        {
            return;
        }

        await DropAsync();
        isDisposed = true;
        call?.Dispose();
        channel.Dispose();
        writing.Dispose();
        stop.Dispose();
    }

    private async Task ReadAsync(
        AsyncDuplexStreamingCall<AgentMessage, ServiceMessage> stream,
        TaskCompletionSource<RpcException?> ended)
    {
        RpcException? end = null;
        try
        {
            await foreach (var message in stream.ResponseStream.ReadAllAsync(CancellationToken.None))
            {
                await TakeAsync(message);
            }
        }
        catch (RpcException exception)
        {
            end = exception;
        }

        ended.SetResult(end);
        inbox.Writer.TryComplete();
    }

    private async Task TakeAsync(ServiceMessage message)
    {
        lock (Received)
        {
            Received.Add(message);
        }

        Assignment = message.Assignment ?? Assignment;
        if (message.BodyCase == ServiceMessage.BodyOneofCase.Command && Answer(message) is { } result)
        {
            await AnswerFromReaderAsync(result);
        }

        // Last: a test that sees a command and sends something must not overtake the answer to it.
        inbox.Writer.TryWrite(message);
    }

    private async Task AnswerFromReaderAsync(CommandResult result)
    {
        try
        {
            await WriteAsync(new AgentMessage { CommandResult = result });
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException or OperationCanceledException)
        {
            // The stream has ended; the reader that called this is about to find out how.
        }
    }

    private async Task<string> WriteAsync(AgentMessage message)
    {
        message.MessageId = $"{Host}/{Interlocked.Increment(ref messages)}";
        await writing.WaitAsync();
        try
        {
            await call!.RequestStream.WriteAsync(message);
        }
        finally
        {
            writing.Release();
        }

        return message.MessageId;
    }
}
