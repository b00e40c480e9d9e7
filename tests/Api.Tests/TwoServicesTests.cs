using Levelset.Api.Errors;

namespace Levelset.Api.Tests;

/// <summary>Two services over one database: whoever is asked, the agent hears of it where it is connected.</summary>
public sealed class TwoServicesTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task AddHosts_AtTheOtherService_ReachesTheAgent()
    {
        await using var other = await OtherAsync();
        await CreatePoolAsync();
        var agent = await Service.ConnectAsync("h1");

        await other.Pools.AddHostsAsync(new AddHostsRequest { Pool = "pools/p", Hosts = { "hosts/h1" } }, cancellationToken: Cancel);

        var assignment = await agent.NextAssignmentAsync(one => one.Pool == "pools/p");
        Assert.Equal((1UL, FeatureWords.Plain.Wire), (assignment.Generation, assignment.Baseline));
    }

    [Fact]
    public async Task Report_ToOneService_LevelsTheAgentsOfTheOther()
    {
        await using var other = await OtherAsync();
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var far = await other.ConnectAsync("far", FeatureWords.Plain.Without("aes"));

        await AddAsync("p", "far");

        Assert.Equal(1UL, (await agents[0].NextAssignmentAsync(one => one.Generation == 1)).Generation);
        Assert.Equal(2UL, (await agents[0].NextAssignmentAsync(one => one.Generation == 2)).Generation);
        Assert.Equal(2UL, (await far.NextAssignmentAsync(one => one.Generation == 2)).Generation);
    }

    [Fact]
    public async Task CreateAndDelete_AtTheOtherService_AreCarriedOut()
    {
        await using var other = await OtherAsync();
        var agents = await PoolOfAsync("p", FeatureWords.Plain);

        var made = await other.Partitions.CreatePartitionAsync(new CreatePartitionRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        Assert.Equal(("hosts/h1", Partition.Types.State.Active), (made.Host, made.State));
        Assert.Contains(made.Name, agents[0].Held.Keys);
        await other.Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = made.Name }, cancellationToken: Cancel);

        Assert.Empty(agents[0].Held);
        Assert.Equal(2, agents[0].Received.Count(message => message.Command is not null));
    }

    [Fact]
    public async Task CreatePartition_AtTheOtherService_FailsWithTheAgentsOwnReason()
    {
        await using var other = await OtherAsync();
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = message => new CommandResult
        {
            CommandId = message.MessageId,
            Partition = message.Command.Partition,
            Failure = new CommandFailure { Reason = CommandFailure.Types.Reason.Device, Message = "no memory", Errno = "ENOMEM" },
        };

        var refusal = await Refusal.OfAsync(
            StatusCode.FailedPrecondition,
            Reasons.DeviceRefused,
            () => other.Partitions.CreatePartitionAsync(new CreatePartitionRequest { Pool = "pools/p" }, cancellationToken: Cancel).ResponseAsync);

        Assert.Equal("ENOMEM", refusal.Metadata["errno"]);
        Assert.NotEmpty(refusal.Preconditions);
    }

    [Fact]
    public async Task RecordMigration_AtTheOtherService_HasTheSourceCloseItsPartition()
    {
        await using var other = await OtherAsync();
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var made = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");

        await other.Partitions.RecordMigrationAsync(
            new RecordMigrationRequest { Partition = made.Name, TargetHost = "hosts/h2" }, cancellationToken: Cancel);

        var command = await agents[0].NextAsync(message => message.Command?.Delete is not null);
        Assert.Equal(made.Name, command.Command.Partition);
    }

    [Fact]
    public async Task Hello_AtTheOtherServiceWithTheToken_TakesTheStreamOver()
    {
        await using var other = await OtherAsync();
        var agent = await Service.ConnectAsync("h1");
        await using var again = agent.Again(other.NewChannel());

        await again.HelloAsync();

        var end = await agent.Ended.WaitAsync(TestAgent.Timeout, Cancel);
        Assert.Equal(Reasons.StreamReplaced, Refusal.Of(end!).Reason);
        await again.ReportAsync(FeatureWords.Plain.With("fma"));
        Assert.Equal(FeatureWords.Plain.With("fma").Wire, (await HostAsync("h1")).Supported);
    }

    [Fact]
    public async Task Hello_AtTheOtherServiceWithoutTheToken_IsRefusedWhileTheFirstLives()
    {
        await using var other = await OtherAsync();
        var agent = await Service.ConnectAsync("h1");

        await Refusal.OfAsync(StatusCode.AlreadyExists, Reasons.HostIdInUse, () => other.Agent("h1").HelloAsync());
        await agent.DropAsync();
        await GoneAsync("h1");

        await other.ConnectAsync("h1");
    }

    [Fact]
    public async Task PartitionEvent_OfAStreamThatWasReplacedElsewhere_IsNotStored()
    {
        var agent = await Service.ConnectAsync("h1");

        // Another process has the agent's stream, and this one has not heard of it yet.
        await Database.ExecuteAsync(
            "SET session_replication_role = replica; UPDATE agent_sessions SET session_id = gen_random_uuid() WHERE host_id = 'h1'");
        await agent.SendAsync(new AgentMessage
        {
            PartitionEvent = new PartitionEvent { Partition = $"partitions/{Guid.CreateVersion7()}", Created = Made() },
        });

        var end = await agent.Ended.WaitAsync(TestAgent.Timeout, Cancel);
        Assert.Equal(Reasons.StreamReplaced, Refusal.Of(end!).Reason);
        Assert.Empty((await Service.Partitions.ListPartitionsAsync(new ListPartitionsRequest(), cancellationToken: Cancel)).Partitions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CommandResult_OfAStreamThatWasReplacedElsewhere_IsNotStored(bool isDeletion)
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = message => message.Command.Delete is null == isDeletion ? agents[0].CarryOut(message) : null;
        var call = isDeletion
            ? Service.Partitions.DeletePartitionAsync(
                new DeletePartitionRequest { Name = (await CreatePartitionAsync("p")).Name }, cancellationToken: Cancel).ResponseAsync
            : (Task)Service.Partitions.CreatePartitionAsync(new CreatePartitionRequest { Pool = "pools/p" }, cancellationToken: Cancel).ResponseAsync;
        var command = await agents[0].NextAsync(message => message.Command is { } one && one.Delete is null != isDeletion);

        await Database.ExecuteAsync("SET session_replication_role = replica; UPDATE agent_sessions SET session_id = gen_random_uuid()");
        await agents[0].SendAsync(new AgentMessage { CommandResult = agents[0].CarryOut(command) });

        var end = await agents[0].Ended.WaitAsync(TestAgent.Timeout, Cancel);
        Assert.Equal(Reasons.StreamReplaced, Refusal.Of(end!).Reason);
        var kept = await Service.Partitions.GetPartitionAsync(
            new GetPartitionRequest { Name = command.Command.Partition }, cancellationToken: Cancel);
        Assert.Equal(isDeletion ? Partition.Types.State.Deleting : Partition.Types.State.Creating, kept.State);
        Assert.False(call.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Stream_WhoseSuccessorElsewhereHasEnded_IsEndedSoThatTheAgentSaysHelloAgain()
    {
        var agent = await Service.ConnectAsync("h1");

        // A hello that was held up elsewhere took the stream over, and its own stream is gone already.
        await Database.ExecuteAsync("UPDATE agent_sessions SET session_id = NULL WHERE host_id = 'h1'");

        var end = await agent.Ended.WaitAsync(TestAgent.Timeout, Cancel);
        Assert.Equal(Reasons.StreamReplaced, Refusal.Of(end!).Reason);
    }

    private static PartitionReport Made() =>
        new()
        {
            RequestedFeatures = FeatureWords.Plain.Wire,
            Features = FeatureWords.Plain.Wire,
            DisableMask = new V1.DisableMask { ProcessorBanks = { 0, 0 } },
        };

    private Task<TestService> OtherAsync() => TestService.StartAsync(Database.ConnectionString, Time);
}
