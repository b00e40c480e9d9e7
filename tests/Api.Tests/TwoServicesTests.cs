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

        var end = await agent.Ended.WaitAsync(TestAgent.Patience, Cancel);
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

    private Task<TestService> OtherAsync() => TestService.StartAsync(Database.ConnectionString, Time);
}
