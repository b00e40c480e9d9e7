using Google.Protobuf.WellKnownTypes;
using Levelset.Agent.Mapping;
using Levelset.Agent.Tests.Daemon;
using Levelset.Agent.Tests.Devices;
using Levelset.Agent.Tests.Systemd;
using Levelset.Core.Features;
using Levelset.Processors;
using Kind = Levelset.V1.AgentMessage.BodyOneofCase;

namespace Levelset.Agent.Tests.State;

/// <summary>The service cannot be reached, or refuses; the limits only end what hangs.</summary>
public sealed class OfflineTests : IDisposable
{
    private const int Limit = 300_000;
    private const string Nowhere = "http://127.0.0.1:1";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact(Timeout = Limit)]
    public async Task Create_FromTheAssignmentOnDisk_IsMarkedAndToldOnceTheServiceIsBack()
    {
        using var device = Simulations.Genoa();
        await LearnAsync();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service.Address, device, directory["state"]);

        // The stream is open and silent: as good as none.
        var stream = await service.AcceptAsync();
        var created = await agent.RunJsonAsync("create", "--name", "web");
        var text = await agent.RunAsync("partitions");
        var hello = await stream.ReceiveAsync(Kind.Hello);
        await stream.WelcomeAsync();
        await stream.ReceiveAsync(Kind.FeatureReport);
        var told = (await stream.ReceiveAsync(Kind.PartitionEvent)).PartitionEvent;
        await AssignAsync(stream, generation: 4);
        var kept = Assert.Single((await agent.RunJsonAsync("partitions")).EnumerateArray());
        var later = await agent.RunAsync("partitions");
        await agent.RunJsonAsync("create");
        var online = (await stream.ReceiveAsync(Kind.PartitionEvent)).PartitionEvent.Created;

        Assert.True(created.GetProperty("offline").GetBoolean());
        Assert.Matches(@"the assignment is from disk \(\d{4}-\d\d-\d\dT", text.Output);
        Assert.Empty(hello.Hello.Partitions);
        Assert.Equal((created.GetProperty("name").GetString(), true, 3ul), (told.Partition, told.Created.Offline, told.Created.Generation));
        Assert.Equal(3, kept.GetProperty("generation").GetInt32());
        Assert.DoesNotContain("from disk", later.Output, StringComparison.Ordinal);
        Assert.Equal((false, 4ul), (online.Offline, online.Generation));
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Unreachable_Service_EverythingLocalWorks()
    {
        using var device = Simulations.Genoa();
        await LearnAsync();
        await using var agent = RunningAgent.Start(Nowhere, device, directory["state"]);

        var created = await agent.RunJsonAsync("create", "--name", "web");
        var listed = Assert.Single((await agent.RunJsonAsync("partitions")).EnumerateArray());
        var closed = await agent.RunAsync("close", "web");

        Assert.Equal(created.GetProperty("name").GetString(), listed.GetProperty("name").GetString());
        Assert.False(listed.GetProperty("recorded").GetBoolean());
        Assert.Equal(0, closed.ExitCode);

        // Created and closed: two messages wait, in this order, and nothing is lost.
        Assert.Equal(2, agent.Outbox.Count);
        Assert.Equal(0, device.LivePartitions);
    }

    [Fact(Timeout = Limit)]
    public async Task Restarted_WithMessagesThatWait_SendsThemUnderTheSameIds()
    {
        using var device = Simulations.Genoa();
        await LearnAsync();
        await using (var offline = RunningAgent.Start(Nowhere, device, directory["state"]))
        {
            await offline.RunJsonAsync("create", "--name", "web");
            await offline.RunAsync("close", "web");
        }

        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service.Address, device, directory["state"]);
        var (first, _, _) = await service.WelcomeAsync();
        V1.AgentMessage[] sent = [await first.ReceiveEventAsync(), await first.ReceiveEventAsync()];
        first.Drop();
        var (second, _, _) = await service.WelcomeAsync();
        V1.AgentMessage[] again = [await second.ReceiveEventAsync(), await second.ReceiveEventAsync()];
        await second.AckAsync(again[0]);
        await second.AckAsync(again[1]);
        second.Drop();
        var (third, _, _) = await service.WelcomeAsync();
        await third.ReadAsync();

        Assert.NotNull(sent[0].PartitionEvent.Created);
        Assert.NotNull(sent[1].PartitionEvent.Closed);
        Assert.Equal(sent, again);
        third.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Assignment_OfWordsThatTheHostHasNoMore_CreatesNothingAndNamesThem()
    {
        await LearnAsync();
        using var older = new SimulatedOf("milan").Device;
        await using var agent = RunningAgent.Start(Nowhere, older, directory["state"]);

        var (exitCode, _, error) = await agent.RunAsync("create");

        Assert.Equal(1, exitCode);
        Assert.Contains("this host does not offer all features of the partition: missing ", error, StringComparison.Ordinal);
        Assert.Equal(0, older.LivePartitions);
    }

    [Fact(Timeout = Limit)]
    public async Task Assignment_FileDamaged_IsNotUsed()
    {
        await LearnAsync();
        var path = Path.Combine(directory["state"], "h1", "assignment");
        var bytes = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        using var device = Simulations.Genoa();
        await using var agent = RunningAgent.Start(Nowhere, device, directory["state"]);
        agent.Expected = error => error.Contains("assignment is damaged", StringComparison.Ordinal);

        var (exitCode, _, error) = await agent.RunAsync("create");

        Assert.Equal(1, exitCode);
        Assert.Contains("not sent an assignment", error, StringComparison.Ordinal);
        Assert.Single(agent.Logs.Errors);
    }

    [Fact(Timeout = Limit)]
    public async Task Create_JournalCannotBeWritten_IsRefusedAndLeavesNothing()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service.Address, device, directory["state"]);
        agent.Expected = error => error.Contains("No space left", StringComparison.Ordinal);
        var (stream, _, _) = await service.WelcomeAsync();
        await AssignAsync(stream, generation: 3);
        var full = Path.Combine(directory["state"], "h1", "journal.tmp");
        await FillAsync(full);

        var (exitCode, _, error) = await agent.RunAsync("create");

        Assert.Equal(1, exitCode);
        Assert.Contains("No space left", error, StringComparison.Ordinal);
        Assert.Equal(0, device.LivePartitions);
        Assert.Equal("[]", (await agent.RunJsonAsync("partitions")).GetRawText());
        File.Delete(full);
        await agent.RunJsonAsync("create");
        Assert.Equal(1, device.LivePartitions);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Event_RefusedByTheService_IsShownAndNotSentAgain()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service.Address, device, directory["state"]);
        agent.Expected = error => error.Contains("FIELD_INVALID", StringComparison.Ordinal);
        var (first, _, _) = await service.WelcomeAsync();
        await AssignAsync(first, generation: 3);
        await agent.RunJsonAsync("create", "--name", "web");

        var told = await first.ReceiveAsync(Kind.PartitionEvent);
        await first.AckAsync(told, new V1.Rejection { Reason = "FIELD_INVALID", Message = "partition_event.created.pool: is odd" });
        await first.ReadAsync();
        var listed = Assert.Single((await agent.RunJsonAsync("partitions")).EnumerateArray());
        var (_, text, _) = await agent.RunAsync("partitions");
        first.Drop();
        var (second, hello, _) = await service.WelcomeAsync();
        await agent.RunAsync("close", "web");
        var next = await second.ReceiveEventAsync();

        Assert.Contains("FIELD_INVALID", Assert.Single(agent.Logs.Errors), StringComparison.Ordinal);
        Assert.Equal((false, "partition_event.created.pool: is odd"), (listed.GetProperty("recorded").GetBoolean(), listed.GetProperty("refusal").GetString()));
        Assert.Contains("refused by the service: partition_event.created.pool: is odd", text, StringComparison.Ordinal);
        Assert.Equal([told.PartitionEvent.Partition], hello.Partitions);
        Assert.NotNull(next.PartitionEvent.Closed);
        second.Drop();
    }

    /// <summary>An agent hears an assignment and ends.</summary>
    private async Task LearnAsync()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service.Address, device, directory["state"]);
        var (stream, _, _) = await service.WelcomeAsync();
        await AssignAsync(stream, generation: 3);
        stream.Drop();
    }

    // Has the next write of the journal end on a full disk. One that is under way is over soon.
    private static async Task FillAsync(string temporary)
    {
        while (true)
        {
            try
            {
                File.CreateSymbolicLink(temporary, "/dev/full");
                return;
            }
            catch (IOException) when (File.Exists(temporary))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TestContext.Current.CancellationToken);
            }
        }
    }

    private static async Task AssignAsync(FakeStream stream, ulong generation)
    {
        await stream.SendAsync(new V1.ServiceMessage
        {
            Assignment = new V1.Assignment { Pool = "pools/a", Generation = generation, Baseline = AgentProcess.Baseline.ToWire() },
        });
        var read = await stream.CommandAsync(
            $"read-{generation}",
            new V1.Command { Partition = "partitions/none", Delete = new V1.DeletePartitionCommand() });
        await stream.AckAsync(read);
    }

    private sealed class SimulatedOf(string profile)
    {
        public Levelset.Agent.Devices.SimulatedMshvDevice Device { get; } =
            new(SimulatedProcessor.From(Processors.Profile.Find(profile)!));
    }
}
