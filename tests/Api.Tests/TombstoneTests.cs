using System.Diagnostics;
using Levelset.Api.Data.Embedded;
using Npgsql;
using Kind = Levelset.V1.Activity.Types.Kind;

namespace Levelset.Api.Tests;

/// <summary>What an agent brings back: what was deleted is closed, and what nobody here knows is kept.</summary>
public sealed class TombstoneTests(Postgres postgres) : ServiceTest(postgres)
{
    private const int Agents = 50;

    [Fact]
    public async Task Partition_MovedAwayAndDeletedWhileItsFirstHostWasOffline_IsClosedThere()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var made = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        await agents[0].DropAsync();
        await GoneAsync("h1");
        await MoveAsync(made.Name, "h2");
        await Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = made.Name }, cancellationToken: Cancel);

        var again = agents[0].Again(Service.NewChannel());
        await using (again)
        {
            await again.HelloAsync();
            Assert.Equal(made.Name, (await again.NextCommandAsync()).Command.Partition);
            await Database.WaitForAsync("SELECT 1 WHERE NOT EXISTS (SELECT FROM partition_tombstones)");
            Assert.Empty(again.Held);
        }

        var last = again.Again(Service.NewChannel());
        await using (last)
        {
            await last.HelloAsync();
            await last.ReportAsync();
            Assert.DoesNotContain(last.Received, message => message.BodyCase == ServiceMessage.BodyOneofCase.Command);
        }
    }

    [Fact]
    public async Task Partition_LostAndDeleted_IsClosedWhenItsAgentComesBackWithIt()
    {
        var agent = Assert.Single(await PoolOfAsync("p", FeatureWords.Plain));
        var made = await CreatePartitionAsync("p");
        var holding = agent.Again(Service.NewChannel());
        await agent.DropAsync();
        await using (var without = agent.Again(Service.NewChannel(), keepsPartitions: false))
        {
            await without.HelloAsync();
        }

        await Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = made.Name }, cancellationToken: Cancel);

        await using (holding)
        {
            await holding.HelloAsync();
            Assert.Equal(Command.ActionOneofCase.Delete, (await holding.NextCommandAsync()).Command.ActionCase);
            await Database.WaitForAsync("SELECT 1 WHERE NOT EXISTS (SELECT FROM partition_tombstones)");
        }
    }

    [Fact]
    public async Task Tombstone_OfAPartitionThatTheAgentDoesNotHold_GoesWithItsNextHello()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var made = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        await agents[0].DropAsync();
        await GoneAsync("h1");
        await MoveAsync(made.Name, "h2");
        Assert.Equal(["h1"], await Database.ReadAsync("SELECT host_id FROM partition_tombstones"));

        await using var again = agents[0].Again(Service.NewChannel(), keepsPartitions: false);
        await again.HelloAsync();

        Assert.Empty(await Database.ReadAsync("SELECT host_id FROM partition_tombstones"));
    }

    [Fact]
    public async Task Partition_ThatNobodyHereKnows_IsFoundAndRecordedAsItIs()
    {
        var agent = Assert.Single(await PoolOfAsync("p", FeatureWords.Plain));
        var made = await CreatePartitionAsync("p", request => request.DisplayName = "one");
        await agent.DropAsync();
        await Database.ExecuteAsync("DELETE FROM partitions");

        await using var again = agent.Again(Service.NewChannel());
        await again.HelloAsync();
        await again.ReportAsync();

        Assert.Equal(Command.ActionOneofCase.Report, (await again.NextCommandAsync()).Command.ActionCase);
        await Database.WaitForAsync("SELECT 1 FROM partitions");
        var found = await PartitionAsync(made.Name);
        Assert.Equal(
            (Partition.Types.State.Active, "one", "pools/p", "hosts/h1", made.Generation),
            (found.State, found.DisplayName, found.Pool, found.Host, found.Generation));
        Assert.Equal(made.Features, found.Features);
        var activities = await Service.Activities.ListActivitiesAsync(new ListActivitiesRequest { Partition = made.Name }, cancellationToken: Cancel);
        Assert.Equal(
            (Kind.PartitionFound, "found on hosts/h1, whose agent holds it: it was not on record"),
            (activities.Activities[0].Kind, activities.Activities[0].Summary));
    }

    [Fact]
    public async Task Backup_RestoredUnderAgents_ClosesNothingAndBringsTheRecordUpToDate()
    {
        await CreatePoolAsync();
        var agents = new List<TestAgent>();
        for (var i = 0; i < Agents; i++)
        {
            agents.Add(await Service.ConnectAsync($"h{i}"));
        }

        await AddAsync("p", agents.Skip(1).Select(agent => agent.Host));
        var before = await CreateAsync([.. agents.Skip(1).Take(20)]);
        using var scratch = new ScratchDirectory();
        var backup = Path.Combine(scratch.Path, "backup");
        await RunAsync("pg_dump", Database.ConnectionString, "--format=custom", $"--file={backup}");

        // After the backup: a host and partitions more, one deletion, one partition that leaves its host.
        agents.Add(await Service.ConnectAsync("late"));
        await AddAsync("p", "h0", "late");
        var after = await CreateAsync([agents[0], .. agents.Skip(10)]);
        await Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = before[0].Name }, cancellationToken: Cancel);
        await MoveAsync(before[1].Name, "h40");
        await agents[2].NextAsync(message => message.Command is { ActionCase: Command.ActionOneofCase.Delete });
        var held = agents.ToDictionary(agent => agent.Host, agent => agent.Held.Keys.Order(StringComparer.Ordinal).ToList());
        var time = Time;
        await StopAsync();
        await using var restored = await NewDatabaseAsync();
        await RunAsync("pg_restore", restored.ConnectionString, "--no-owner", backup);
        await using var service = await TestService.StartAsync(restored.ConnectionString, time);

        var back = agents.Select(agent => agent.Again(service.NewChannel())).ToList();
        foreach (var agent in back)
        {
            await agent.HelloAsync();
            await agent.ReportAsync();
        }

        await restored.WaitForAsync($"SELECT 1 FROM partitions HAVING count(*) FILTER (WHERE state = 2) = {before.Count + after.Count - 2}");
        foreach (var agent in back)
        {
            Assert.DoesNotContain(agent.Received, message => message.Command is { ActionCase: not Command.ActionOneofCase.Report });
            Assert.Equal(held[agent.Host], agent.Held.Keys.Order(StringComparer.Ordinal));
        }

        var listed = await service.Partitions.ListPartitionsAsync(new ListPartitionsRequest { PageSize = 1000 }, cancellationToken: Cancel);
        Assert.Equal(
            before.Take(2).Select(one => one.Name).Order(StringComparer.Ordinal),
            listed.Partitions.Where(one => one.State == Partition.Types.State.Lost).Select(one => one.Name));
        Assert.Equal(
            before.Skip(2).Concat(after).Select(one => (one.Name, one.Host, one.Features)).OrderBy(one => one.Name, StringComparer.Ordinal),
            listed.Partitions.Where(one => one.State == Partition.Types.State.Active).Select(one => (one.Name, one.Host, one.Features)));
        foreach (var agent in back)
        {
            await agent.DisposeAsync();
        }
    }

    private async Task<List<Partition>> CreateAsync(IReadOnlyList<TestAgent> agents)
    {
        var made = new List<Partition>();
        foreach (var agent in agents)
        {
            made.Add(await CreatePartitionAsync("p", request => request.Host = agent.Name));
        }

        return made;
    }

    private static async Task RunAsync(string program, string connectionString, params string[] arguments)
    {
        var to = new NpgsqlConnectionStringBuilder(connectionString);
        string[] database = [$"--host={to.Host}", $"--username={to.Username}", $"--dbname={to.Database}"];
        var start = new ProcessStartInfo(PostgresBinaries.Find()!.Program(program), [.. database, .. arguments]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, error);
    }
}
