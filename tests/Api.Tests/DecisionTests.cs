using System.Reflection;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Hosting;
using Microsoft.Extensions.Logging;

namespace Levelset.Api.Tests;

/// <summary>Every decision is in the log, in the activities and in the events, with the same identifiers, and in the log once.</summary>
public sealed class DecisionTests(Postgres postgres) : ServiceTest(postgres)
{
    private const int FirstId = 4000;

    private static readonly FeatureWords Less = FeatureWords.Plain.Without("aes");

    // What causes which kinds.
    private static readonly Dictionary<string, (ActivityKind[] Kinds, Func<DecisionTests, Task> CauseAsync)> Causes = new()
    {
        ["a pool"] = (
            [ActivityKind.PoolCreated, ActivityKind.PoolUpdated, ActivityKind.PolicyChanged, ActivityKind.PoolDeleted],
            test => test.ChangePoolAsync()),
        ["members"] = (
            [
                ActivityKind.HostFirstReported, ActivityKind.HostAdded, ActivityKind.HostRemoved, ActivityKind.BaselineStarted,
                ActivityKind.BaselineLowered, ActivityKind.BaselineRaised, ActivityKind.BaselineWithdrawn,
            ],
            test => test.ChangeMembersAsync()),
        ["another property"] = ([ActivityKind.BaselineChanged], test => test.ChangePropertiesAsync()),
        ["reports"] = (
            [ActivityKind.HostReportChanged, ActivityKind.HostQuarantined, ActivityKind.HostRejected, ActivityKind.HostReleased],
            test => test.ReportAsync()),
        ["a host"] = (
            [
                ActivityKind.HostCordoned, ActivityKind.HostUncordoned, ActivityKind.HostLabelled, ActivityKind.HostUpdated,
                ActivityKind.HostDeleted,
            ],
            test => test.ChangeHostAsync()),
        ["silence"] = ([ActivityKind.HostFellSilent, ActivityKind.HostHeardAgain], test => test.FallSilentAsync()),
        ["partitions"] = (
            [
                ActivityKind.PartitionRequested, ActivityKind.PartitionCreated, ActivityKind.PartitionDeletionRequested,
                ActivityKind.PartitionDeleted, ActivityKind.MigrationRecorded,
            ],
            test => test.MovePartitionAsync()),
        ["a host without memory"] = ([ActivityKind.PartitionCreationFailed], test => test.FailCreationAsync()),
        ["a restart of an agent"] = (
            [ActivityKind.PartitionLost, ActivityKind.PartitionFound, ActivityKind.PartitionAdopted],
            test => test.RestartAgentAsync()),
    };

    public static TheoryData<string> AllCauses => [.. Causes.Keys];

    [Fact]
    public void Causes_OfAllTests_AreOfEveryKind() => Assert.Equal(
        System.Enum.GetValues<ActivityKind>().Order(),
        Causes.Values.SelectMany(cause => cause.Kinds).Order());

    [Theory]
    [MemberData(nameof(AllCauses))]
    public async Task Decision_OfEachKind_IsTheSameInLogActivityAndEvent(string name)
    {
        var (kinds, cause) = Causes[name];
        await cause(this);

        var logged = await AssertLogEqualsActivitiesAsync();
        Assert.Subset(logged.Select(entry => (ActivityKind)(entry.Event.Id - FirstId)).ToHashSet(), kinds.ToHashSet());
        foreach (var entry in logged)
        {
            await AssertEventAsync(entry);
        }
    }

    [Fact]
    public async Task Decision_AttemptLosesTheRace_IsLoggedOnceWithTheIdThatWasStored()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await Service.ConnectAsync("low", Less);
        Service.Commits.Arm();
        await AddAsync("p", "low");

        Assert.Equal(1, Service.Commits.Lost);
        var logged = await AssertLogEqualsActivitiesAsync();
        Assert.Single(logged, entry => entry.Event.Id == FirstId + (int)ActivityKind.BaselineLowered);
    }

    [Fact]
    public async Task Decision_OfAnAgentThatLosesTheRace_IsLoggedOnce()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain)).Single();
        var made = await CreatePartitionAsync();
        Service.Commits.Arm();
        await agent.Again(Service.NewChannel(), keepsPartitions: false).HelloAsync();

        Assert.Equal(1, Service.Commits.Lost);
        await AssertLogEqualsActivitiesAsync();
        Assert.Single(Service.Log.Entries, entry => entry.Text.Contains($"{made.Name}: lost", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Decision_PreviewedOrRefused_IsNotLogged()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var before = Decisions().Count;
        await Pools.CreatePoolAsync(new CreatePoolRequest { PoolId = "new", ValidateOnly = true }, cancellationToken: Cancel);
        await Pools.RemoveHostsAsync(new RemoveHostsRequest { Pool = "pools/p", Hosts = { "hosts/h1" }, ValidateOnly = true }, cancellationToken: Cancel);
        await Refusal.OfAsync(() => CreatePoolAsync());

        Assert.Equal(before, Decisions().Count);
    }

    [Fact]
    public async Task Decision_Text_NamesResourcesAuthorAndActivity()
    {
        await CreatePoolAsync(change: pool => pool.DisplayName = "{0} {Pool}");
        await Pools.UpdatePoolAsync(
            new UpdatePoolRequest { Pool = new Pool { Name = "pools/p" }, UpdateMask = new FieldMask { Paths = { "display_name" } } },
            cancellationToken: Cancel);

        var entry = Decisions()[^1];

        Assert.Equal(
            $"pools/p: display name '{{0}} {{Pool}}' -> '' (by anonymous (127.0.0.1), {entry.Values["Activity"]})",
            entry.Text);
        Assert.Equal("{Pool}: {Summary} (by {Author}, {Activity})", entry.Values["{OriginalFormat}"]);
    }

    [Fact]
    public void EventIds_OfTheService_AreUnique()
    {
        var ids = MessagesOfTheService().Select(message => message.EventId)
            .Concat(System.Enum.GetValues<ActivityKind>().Select(kind => DecisionLog.IdOf(kind).Id))
            .ToList();

        Assert.True(ids.Count > 40, $"only {ids.Count} were found");
        Assert.Equal(ids.Distinct(), ids);
    }

    internal static IReadOnlyList<LoggerMessageAttribute> MessagesOfTheService() =>
        [.. typeof(ServiceHost).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .OrderBy(message => message.EventId)];

    private List<LoggedEntry> Decisions() =>
        [.. Service.Log.Entries.Where(entry => entry.Category == typeof(DecisionLog).FullName)];

    // Both ways, so that neither has one more, and in all that identifies it.
    private async Task<IReadOnlyList<LoggedEntry>> AssertLogEqualsActivitiesAsync()
    {
        // Whatever was answered has been committed, and a decision is logged before its call is answered.
        var logged = Decisions();
        var stored = await Database.ReadAsync(
            """
            SELECT kind, 'activities/' || id, coalesce('pools/' || pool_id, ''), coalesce('hosts/' || host_id, ''),
                coalesce('partitions/' || partition_id, ''), coalesce(generation::text, ''), author, summary
            FROM activities ORDER BY id
            """);
        Assert.NotEmpty(stored);
        Assert.Equal(stored, logged.OrderBy(entry => long.Parse(Value(entry, "Activity").Split('/')[1], provider: null)).Select(Show));
        Assert.All(logged, entry => Assert.Equal($"{(ActivityKind)(entry.Event.Id - FirstId)}", entry.Event.Name));
        Assert.All(logged, entry => Assert.Equal(entry.Event.Name, entry.Values["Kind"]));
        return logged;
    }

    private static string Show(LoggedEntry entry) => string.Join(
        '|',
        [
            $"{entry.Event.Id - FirstId}", .. ((string[])["Activity", "Pool", "Host", "Partition", "Generation", "Author", "Summary"])
                .Select(name => Value(entry, name)),
        ]);

    private static string Value(LoggedEntry entry, string name) => $"{entry.Values.GetValueOrDefault(name)}";

    // The event of the resource that it is about; of a baseline with the generation that it left in force.
    private async Task AssertEventAsync(LoggedEntry entry)
    {
        var (kind, resource) = entry.Values switch
        {
            var values when values.TryGetValue("Partition", out var partition) => (EventKind.Partition, partition),
            var values when values.TryGetValue("Host", out var host) => (EventKind.Host, host),
            var values => (EventKind.Pool, values["Pool"]),
        };
        var id = $"{resource}".Split('/')[1];
        var contents = await Database.ReadAsync(
            $"SELECT content::text FROM events WHERE kind = {(int)kind} AND resource_id = '{id}' ORDER BY position");
        Assert.NotEmpty(contents);
        if (kind == EventKind.Pool && entry.Values.TryGetValue("Generation", out var generation))
        {
            Assert.Contains(contents, content => JsonDocument.Parse(content).RootElement.GetProperty("last_generation").GetInt64() == (long)generation!);
        }
    }

    private async Task ChangePoolAsync()
    {
        await CreatePoolAsync(change: pool => pool.Architecture = Architecture.X8664);
        var changed = new Pool { Name = "pools/p", DisplayName = "Rack 1", Policy = new PoolPolicy { Join = PoolPolicy.Types.Join.Reject } };
        await Pools.UpdatePoolAsync(
            new UpdatePoolRequest { Pool = changed, UpdateMask = new FieldMask { Paths = { "display_name", "policy" } } },
            cancellationToken: Cancel);
        await Pools.DeletePoolAsync(new DeletePoolRequest { Name = "pools/p" }, cancellationToken: Cancel);
    }

    private async Task ChangeMembersAsync()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await Service.ConnectAsync("low", Less);
        await AddAsync("p", "low");
        await RemoveAsync("p", "low");
        await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        await RemoveAsync("p", "h1");
    }

    private async Task ChangePropertiesAsync()
    {
        await PoolOfAsync("p", FeatureWords.Plain with { Synthetic = 0xFF });
        await Service.ConnectAsync("fewer", FeatureWords.Plain with { Synthetic = 0x0F });
        await AddAsync("p", "fewer");
    }

    private async Task ReportAsync()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await agents[1].ReportAsync(Less);
        await agents[1].ReportAsync(FeatureWords.Plain);
        var pending = Service.Agent("pending");
        await pending.HelloAsync();
        await AddAsync("p", "pending");
        await pending.ReportAsync(FeatureWords.Plain with { Vendor = "AuthenticAMD" });
    }

    private async Task ChangeHostAsync()
    {
        var agent = await Service.ConnectAsync("h1");
        await UpdateAsync(new Host { Name = "hosts/h1", Cordoned = true, DisplayName = "One", Labels = { ["rack"] = "r1" } }, "cordoned", "labels", "display_name");
        await UpdateAsync(new Host { Name = "hosts/h1" }, "cordoned");
        await agent.DropAsync();
        await GoneAsync("h1");
        await Hosts.DeleteHostAsync(new DeleteHostRequest { Name = "hosts/h1" }, cancellationToken: Cancel);
    }

    private async Task FallSilentAsync()
    {
        var agent = await Service.ConnectAsync("h1");
        var other = await Service.ConnectAsync("h2");
        await FallSilentAsync("h1", "h2");
        await agent.HeartbeatAsync();
        await other.Again(Service.NewChannel()).HelloAsync();

        // This one no caller waits for: it is logged after it can be read.
        while (Decisions().Count(entry => entry.Event.Id == FirstId + (int)ActivityKind.HostFellSilent) < 2)
        {
            await Task.Delay(TestAgent.Interval, Cancel);
        }
    }

    private async Task MovePartitionAsync()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var deleted = await CreatePartitionAsync(change: request => request.Host = "hosts/h1");
        await Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = deleted.Name }, cancellationToken: Cancel);
        var moved = await CreatePartitionAsync(change: request => request.Host = "hosts/h1");
        await Service.ConnectAsync("island");
        await Service.ConnectAsync("low", Less);
        await CreatePoolAsync("q");
        await AddAsync("q", "island", "low");
        await MoveAsync(moved.Name, "island", request => request.PoolWaiver = "moving house");
        Assert.Single(Decisions(), entry => entry.Text.Contains("waived: the baseline of another pool (moving house)", StringComparison.Ordinal));
    }

    private async Task FailCreationAsync()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain)).Single();
        agent.Answer = command => new CommandResult
        {
            CommandId = command.MessageId,
            Partition = command.Command.Partition,
            Failure = new CommandFailure { Message = "no memory", Errno = "ENOMEM" },
        };
        await Refusal.OfAsync(() => CreatePartitionAsync());

        // The record of it says all that a line of the agent's would.
        Assert.Single(Service.Log.Entries, entry => entry.Level >= LogLevel.Warning && entry.Text.Contains("no memory", StringComparison.Ordinal));
    }

    private async Task RestartAgentAsync()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain)).Single();
        var made = await CreatePartitionAsync();
        var without = agent.Again(Service.NewChannel(), keepsPartitions: false);
        await without.HelloAsync();
        without.Held.Add(made.Name, made.Features);
        var with = without.Again(Service.NewChannel());
        await with.HelloAsync();
        await with.DeliverAsync(new AgentMessage
        {
            PartitionEvent = new PartitionEvent
            {
                Partition = $"partitions/{Guid.CreateVersion7()}",
                Created = new PartitionReport
                {
                    RequestedFeatures = FeatureWords.Plain.Wire,
                    Features = FeatureWords.Plain.Wire,
                    DisableMask = made.DisableMask,
                    Pool = "pools/p",
                    Generation = 1,
                },
            },
        });
    }

    private async Task UpdateAsync(Host host, params string[] mask) => await Hosts.UpdateHostAsync(
        new UpdateHostRequest { Host = host, UpdateMask = new FieldMask { Paths = { mask } } },
        cancellationToken: Cancel);
}
