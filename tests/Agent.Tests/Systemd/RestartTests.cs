using Levelset.Agent.Tests.Daemon;
using Levelset.Emulator.Tests;
using Levelset.Mshv;
using Levelset.Mshv.Linux;
using Kind = Levelset.V1.AgentMessage.BodyOneofCase;

namespace Levelset.Agent.Tests.Systemd;

/// <summary>The agent's process ends; what it held lives on in the service manager's store. All through true system calls.</summary>
public sealed class RestartTests
{
    private const int Limit = 300_000;

    [Theory(Timeout = Limit)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_HoldingThree_TheyLiveOnAndAreListedAgain(bool isAbstract)
    {
        using var machine = new EmulatedMachine();
        using var manager = new TestServiceManager(isAbstract);
        await using var service = await FakeService.StartAsync();
        using var agent = new AgentProcess(machine, service.Address);
        await agent.StartAsync(manager);
        await manager.WaitForAsync("READY=1");
        var (first, _) = await AgentProcess.AssignAsync(service);
        var events = new List<V1.AgentMessage>();
        foreach (var name in new[] { "one", "two", "three" })
        {
            await agent.RunJsonAsync("create", "--name", name);
            events.Add(await first.ReceiveAsync(Kind.PartitionEvent));
        }

        await first.AckAsync(events[0]);
        await first.ReadAsync();
        var before = await agent.NamesAsync();
        Assert.Equal(3, manager.Stored.Count);

        await agent.KillAsync();
        Assert.Equal(3, machine.Live.Count);
        first.Drop();
        await agent.StartAsync(manager);
        var (second, hello, _) = await service.WelcomeAsync();
        V1.AgentMessage[] resent = [await NextEventAsync(second), await NextEventAsync(second)];

        Assert.Equal(3, before.Count);
        Assert.Equal(before, await agent.NamesAsync());
        Assert.Equal(before, hello.Partitions);
        Assert.Equal(events.Skip(1), resent);
        Assert.Equal(3, machine.Live.Count);
        Assert.All((await agent.RunJsonAsync("partitions")).EnumerateArray(), partition => Assert.True(partition.GetProperty("stored").GetBoolean()));

        // What is closed is gone from the store too, or it would live on there.
        await agent.RunAsync("close", "two");
        Assert.Equal(2, machine.Live.Count);
        Assert.Equal(2, manager.Stored.Count);
        Assert.Equal(0, await agent.StopAsync());
        Assert.Contains("STOPPING=1", manager.Messages);
        Assert.Equal(2, machine.Live.Count);
        second.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Restarted_WithoutAManager_TellsEachPartitionsEndOnce()
    {
        using var machine = new EmulatedMachine();
        await using var service = await FakeService.StartAsync();
        using var agent = new AgentProcess(machine, service.Address);
        await agent.StartAsync();
        Assert.Contains("[5401]", agent.Log, StringComparison.Ordinal);
        var (first, _) = await AgentProcess.AssignAsync(service);
        await agent.RunJsonAsync("create");
        var created = await first.ReceiveAsync(Kind.PartitionEvent);
        await first.AckAsync(created);
        await first.ReadAsync();
        await agent.KillAsync();
        await machine.WaitForLiveAsync(0);
        first.Drop();

        await agent.StartAsync();
        var (second, hello, _) = await service.WelcomeAsync();
        var closed = await NextEventAsync(second);
        await agent.KillAsync();
        second.Drop();
        await agent.StartAsync();
        var (third, _, _) = await service.WelcomeAsync();
        var again = await NextEventAsync(third);
        await third.AckAsync(again);
        await agent.StopAsync();

        Assert.Empty(hello.Partitions);
        Assert.NotNull(closed.PartitionEvent.Closed);
        Assert.Equal(created.PartitionEvent.Partition, closed.PartitionEvent.Partition);
        Assert.Equal(closed, again);
        third.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Restarted_WithDescriptorsThatAreNotWhatTheJournalSays_ClosesThemAndNamesTheBits()
    {
        using var machine = new EmulatedMachine();
        using var manager = new TestServiceManager();
        await using var service = await FakeService.StartAsync();
        using var agent = new AgentProcess(machine, service.Address);
        await agent.StartAsync(manager);
        var (first, _) = await AgentProcess.AssignAsync(service);
        await agent.RunJsonAsync("create", "--name", "plain");
        var plain = (await first.ReceiveAsync(Kind.PartitionEvent)).PartitionEvent.Partition;
        await agent.RunJsonAsync("create", "--name", "less", "--exclude", "avx2");
        var less = (await first.ReceiveAsync(Kind.PartitionEvent)).PartitionEvent.Partition;
        await agent.KillAsync();
        first.Drop();

        // The two are exchanged, and a third that is no partition has a name that no journal knows.
        var (one, two) = (Name(plain), Name(less));
        var (a, b) = (manager.Take(one), manager.Take(two));
        manager.Put(one, b);
        manager.Put(two, a);
        manager.Put("partition-stranger", new OwnedDescriptor(Null()));
        await agent.StartAsync(manager);
        var (second, hello, _) = await service.WelcomeAsync();
        List<V1.AgentMessage> told = [];
        while (told.Count < 4)
        {
            told.Add(await NextEventAsync(second));
        }

        Assert.Empty(hello.Partitions);
        Assert.Equal([plain, less], told.Where(message => message.PartitionEvent.Closed is not null).Select(message => message.PartitionEvent.Partition));
        Assert.Contains("missing avx2 (xsave:3)", agent.Log, StringComparison.Ordinal);
        Assert.Contains("unexpected avx2 (xsave:3)", agent.Log, StringComparison.Ordinal);
        Assert.Contains("'partition-stranger'", agent.Log, StringComparison.Ordinal);
        Assert.Empty(manager.Stored);
        await machine.WaitForLiveAsync(0);
        second.Drop();

        static string Name(string partition) => "partition-" + partition.Split('/')[1];
    }

    [Fact(Timeout = Limit)]
    public async Task Restarted_WhereOnlyActivePartitionsCanBeRead_HoldsWhatItHeld()
    {
        using var machine = new EmulatedMachine(needsActive: true);
        using var manager = new TestServiceManager();
        await using var service = await FakeService.StartAsync();
        using var agent = new AgentProcess(machine, service.Address);
        await agent.StartAsync(manager);
        var (first, _) = await AgentProcess.AssignAsync(service);
        await agent.RunJsonAsync("create");
        var before = await agent.NamesAsync();
        await agent.KillAsync();
        first.Drop();

        await agent.StartAsync(manager);

        Assert.Equal(before, await agent.NamesAsync());
        Assert.Single(machine.Live);
    }

    [Fact(Timeout = Limit)]
    public async Task Create_ManagerThatDoesNotAnswer_IsNotHeldUpForLong()
    {
        using var machine = new EmulatedMachine();
        using var manager = new TestServiceManager { IsDeaf = true };
        await using var service = await FakeService.StartAsync();
        using var agent = new AgentProcess(machine, service.Address);
        await agent.StartAsync(manager);
        var (stream, _) = await AgentProcess.AssignAsync(service);

        await agent.RunJsonAsync("create");

        // The log comes by a pipe of its own.
        while (!agent.Log.Contains("[5403]", StringComparison.Ordinal))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        Assert.Single(manager.Stored);
        stream.Drop();
    }

    [Theory(Timeout = Limit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Watchdog_AskedForOrNot_IsServedAccordingly(bool asked)
    {
        using var machine = new EmulatedMachine();
        using var manager = new TestServiceManager { Watchdog = asked ? TimeSpan.FromMilliseconds(200) : null };
        await using var service = await FakeService.StartAsync();
        using var agent = new AgentProcess(machine, service.Address);
        await agent.StartAsync(manager);
        await manager.WaitForAsync(asked ? "WATCHDOG=1" : "READY=1");
        await agent.StopAsync();

        // Alive only once it is ready, and never where nobody asks.
        var order = manager.Messages.Select(message => message.Split('\n')[0]).Where(line => line is "READY=1" or "WATCHDOG=1").Distinct();
        Assert.Equal(asked ? ["READY=1", "WATCHDOG=1"] : ["READY=1"], order);
        Assert.Contains("STOPPING=1", manager.Messages);
    }

    private static int Null()
    {
        using var file = MshvCalls.Open("/dev/null");
        var number = (int)file.DangerousGetHandle();
        file.SetHandleAsInvalid();
        return number;
    }

    private static Task<V1.AgentMessage> NextEventAsync(FakeStream stream) => stream.ReceiveEventAsync();
}
