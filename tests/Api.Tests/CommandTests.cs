using Levelset.Api.Errors;

namespace Levelset.Api.Tests;

/// <summary>A command is sent once while it waits, and not again once its host has answered, whoever hears of what first.</summary>
public sealed class CommandTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task Create_AnsweredWhileTheWaitingCommandsAreRead_IsNotSentAgain()
    {
        var agent = await SilentAgentAsync();
        Service.Commands.Arm();
        var create = CreatePartitionAsync();
        var command = await agent.NextCommandAsync();
        await Service.Commands.IsHeld;

        await agent.AnswerAsync(agent.CarryOut(command));
        await create;
        Service.Commands.Release();

        Assert.Equal([command.MessageId, await NextFromElsewhereAsync(agent)], Commands(agent));
    }

    [Fact]
    public async Task Delete_AnsweredWhileTheWaitingCommandsAreRead_IsNotSentAgain()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain))[0];
        var partition = await CreatePartitionAsync();
        var create = await agent.NextCommandAsync();
        agent.Answer = _ => null;
        var delete = DeleteAsync(partition.Name);
        var command = await agent.NextCommandAsync();

        // A read for what was logged before would not find it to be deleted.
        Service.Commands.Arm();
        await Database.ExecuteAsync("UPDATE partitions SET display_name = 'another'");
        await Service.Commands.IsHeld;

        await agent.AnswerAsync(agent.CarryOut(command));
        await delete;
        Service.Commands.Release();

        Assert.Equal([create.MessageId, command.MessageId, await NextFromElsewhereAsync(agent)], Commands(agent));
    }

    [Fact]
    public async Task Create_AnsweredBeforeTheCallerGoesOn_IsNotSentAgainAndReturnsThePartition()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain))[0];
        Service.Creations.Arm();
        var create = CreatePartitionAsync();
        await Service.Creations.IsHeld;

        // The log of changes has had it sent, and answered too, before the caller has come so far.
        var command = await agent.NextCommandAsync();
        await agent.HeartbeatAsync();
        Service.Creations.Release();

        Assert.Equal((command.Command.Partition, Partition.Types.State.Active), ((await create).Name, (await create).State));
        await agent.HeartbeatAsync();
        Assert.Equal([command.MessageId], Commands(agent));
    }

    [Fact]
    public async Task Create_RefusedBeforeTheCallerGoesOn_EndsWithTheAgentsReason()
    {
        var agent = await SilentAgentAsync();
        Service.Creations.Arm();
        var create = CreatePartitionAsync();
        await Service.Creations.IsHeld;

        var command = await agent.NextCommandAsync();
        await agent.AnswerAsync(Failure(command));
        Service.Creations.Release();

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.DeviceRefused, () => create);
        Assert.Contains("no memory", refusal.Message, StringComparison.Ordinal);
        await agent.HeartbeatAsync();
        Assert.Equal([command.MessageId], Commands(agent));
    }

    [Theory]
    [InlineData("another host's failure")]
    [InlineData("another host's creation")]
    [InlineData("its own, without an outcome")]
    public async Task Create_NotAnsweredByWhatIsSaidWhileTheWaitingCommandsAreRead_IsSent(string said)
    {
        var agent = await SilentAgentAsync();
        var stranger = await Service.ConnectAsync("h2");
        await using var other = await TestService.StartAsync(Database.ConnectionString, Time);
        Service.Commands.Arm();
        var create = other.Partitions.CreatePartitionAsync(new CreatePartitionRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        await Service.Commands.IsHeld;
        var id = (await Database.ReadAsync("SELECT id FROM partitions")).Single();
        var result = new CommandResult { CommandId = $"create/{id}", Partition = $"partitions/{id}" };
        switch (said)
        {
            case "another host's failure":
                result.Failure = new CommandFailure { Reason = CommandFailure.Types.Reason.Device, Message = "forged" };
                await stranger.AnswerAsync(result);
                break;
            case "another host's creation":
                result.Created = new PartitionReport { Features = FeatureWords.Plain.Wire };
                await stranger.AnswerAsync(result);
                break;
            default:
                await Assert.ThrowsAsync<RejectedException>(() => agent.AnswerAsync(result));
                break;
        }

        Service.Commands.Release();

        var command = await agent.NextCommandAsync();
        await agent.AnswerAsync(agent.CarryOut(command));
        Assert.Equal(($"partitions/{id}", Partition.Types.State.Active), ((await create).Name, (await create).State));
    }

    [Fact]
    public async Task CommandResult_SentAgainOverTheNextStream_ChangesNothing()
    {
        var agent = await SilentAgentAsync();
        var create = CreatePartitionAsync();
        var command = await agent.NextCommandAsync();
        var created = agent.CarryOut(command);
        await agent.AnswerAsync(created);
        var name = (await create).Name;

        // The agent has not heard that it was stored.
        await using var again = await AgainAsync(agent);
        await UnchangedByAsync(again, created);
        Assert.Equal(Partition.Types.State.Active, (await PartitionAsync(name)).State);

        again.Answer = _ => null;
        var delete = DeleteAsync(name);
        var deleted = again.CarryOut(await again.NextCommandAsync());
        await again.AnswerAsync(deleted);
        await delete;
        await using var last = await AgainAsync(again);
        await UnchangedByAsync(last, deleted);
    }

    [Fact]
    public async Task CommandResult_FailureSentAgainOverTheNextStream_DoesNotFailTheNextCreation()
    {
        var agent = await SilentAgentAsync();
        var create = CreatePartitionAsync(change: request => request.RequestId = "r-1");
        var failure = Failure(await agent.NextCommandAsync());
        await agent.AnswerAsync(failure);
        await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.DeviceRefused, () => create);
        await using var again = await AgainAsync(agent);
        again.Answer = _ => null;
        create = CreatePartitionAsync(change: request => request.RequestId = "r-1");
        var command = await again.NextCommandAsync();

        await UnchangedByAsync(again, failure);

        Assert.False(create.IsCompleted);
        await again.AnswerAsync(again.CarryOut(command));
        Assert.Equal(command.Command.Partition, (await create).Name);
    }

    private static CommandResult Failure(ServiceMessage command) => new()
    {
        CommandId = command.MessageId,
        Partition = command.Command.Partition,
        Failure = new CommandFailure { Reason = CommandFailure.Types.Reason.Device, Message = "no memory", Errno = "ENOMEM" },
    };

    private static IEnumerable<string> Commands(TestAgent agent) =>
        agent.Received.Where(message => message.Command is not null).Select(message => message.MessageId);

    private async Task<TestAgent> SilentAgentAsync()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain))[0];
        agent.Answer = _ => null;
        return agent;
    }

    private Task DeleteAsync(string name) =>
        Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = name }, cancellationToken: Cancel).ResponseAsync;

    private async Task<TestAgent> AgainAsync(TestAgent agent)
    {
        await agent.DropAsync();
        var again = agent.Again(Service.NewChannel());
        await again.HelloAsync();
        return again;
    }

    // What the log of changes said before has been passed on by the time that it says what another process has asked for.
    private async Task<string> NextFromElsewhereAsync(TestAgent agent)
    {
        await using var other = await TestService.StartAsync(Database.ConnectionString, Time);
        var before = Commands(agent).ToHashSet();
        agent.Answer = agent.CarryOut;
        var request = new CreatePartitionRequest { Pool = "pools/p" };
        var partition = await other.Partitions.CreatePartitionAsync(request, cancellationToken: Cancel);
        await agent.HeartbeatAsync();
        var id = $"create/{partition.Name["partitions/".Length..]}";
        Assert.DoesNotContain(id, before);
        return id;
    }

    // Nor is anything said to it but that this was stored.
    private async Task UnchangedByAsync(TestAgent agent, CommandResult result)
    {
        await agent.HeartbeatAsync();
        var (before, commands) = (await Database.DumpAsync(), Commands(agent).ToList());
        await agent.AnswerAsync(result);
        await agent.HeartbeatAsync();
        Assert.Equal(before, await Database.DumpAsync());
        Assert.Equal(commands, Commands(agent));
    }
}
