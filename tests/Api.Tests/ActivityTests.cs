using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Options;
using Levelset.Api.Pools;
using Kind = Levelset.V1.Activity.Types.Kind;

namespace Levelset.Api.Tests;

/// <summary>The record of what happened, by whom: each kind by the call that makes it.</summary>
public sealed class ActivityTests(Postgres postgres) : ServiceTest(postgres)
{
    private const string Caller = "anonymous (127.0.0.1)";

    private static readonly FeatureWords Less = FeatureWords.Plain.Without("aes");

    [Fact]
    public async Task Pool_MadeChangedAndDeleted_IsRecordedWithItsAuthor()
    {
        await CreatePoolAsync(change: pool => pool.Architecture = Architecture.X8664);
        await UpdateAsync(new Pool { Name = "pools/p", DisplayName = "Rack 1" }, "display_name");
        var policy = new PoolPolicy { Join = PoolPolicy.Types.Join.Reject, ExcludedFeatures = { "aes" } };
        await UpdateAsync(new Pool { Name = "pools/p", Policy = policy }, "policy");
        await UpdateAsync(new Pool { Name = "pools/p", DisplayName = "Rack 1", Policy = policy }, "policy", "display_name");
        await Pools.DeletePoolAsync(new DeletePoolRequest { Name = "pools/p" }, cancellationToken: Cancel);

        var listed = await ListAsync();

        Assert.Equal(
            [
                (Kind.PoolCreated, "pool created"),
                (Kind.PoolUpdated, "display name '' -> 'Rack 1'"),
                (Kind.PolicyChanged, "policy changed: join JOIN_LEVEL_DOWN -> JOIN_REJECT; excluded_features +aes"),
                (Kind.PoolDeleted, "pool deleted"),
            ],
            listed.Select(one => (one.Kind, one.Summary)));
        Assert.All(listed, one => Assert.Equal(("pools/p", "", "", Caller), (one.Pool, one.Host, one.Partition, one.Author)));
        Assert.All(listed, one => Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds(), one.Time.Seconds));
    }

    [Fact]
    public async Task Membership_JoinAndLeave_IsRecordedForEachHostWithTheGenerations()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await Service.ConnectAsync("low", Less);
        await AddAsync("p", "low");
        await RemoveAsync("p", "low");
        await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        await RemoveAsync("p", "h1", "h2");

        var listed = await ListAsync(request => request.Pool = "pools/p");

        Assert.Equal(
            [
                (Kind.PoolCreated, "", 0UL),
                (Kind.HostAdded, "hosts/h1", 0UL),
                (Kind.HostAdded, "hosts/h2", 0UL),
                (Kind.BaselineStarted, "", 1UL),
                (Kind.HostAdded, "hosts/low", 0UL),
                (Kind.BaselineLowered, "", 2UL),
                (Kind.HostRemoved, "hosts/low", 0UL),
                (Kind.BaselineRaised, "", 3UL),
                (Kind.HostRemoved, "hosts/h1", 0UL),
                (Kind.HostRemoved, "hosts/h2", 0UL),
                (Kind.BaselineWithdrawn, "", 3UL),
            ],
            listed.Select(one => (one.Kind, one.Host, one.Generation)));
        Assert.Equal(["aes"], listed[5].Lost.Select(feature => feature.Name));
        Assert.Equal(["aes"], listed[7].Gained.Select(feature => feature.Name));
        Assert.Equal("generation 2 lost aes: host added: hosts/low", listed[5].Summary);
        Assert.Equal("generation 3 gained aes: raised", listed[7].Summary);
        Assert.Equal(FeatureWords.Plain.Set.Count, listed[10].Lost.Count);
        Assert.All(listed, one => Assert.Equal(Caller, one.Author));
    }

    [Fact]
    public async Task ChangePool_AllAtOnce_IsRecordedInTheOrderOfItsSteps()
    {
        await PoolOfAsync("p", FeatureWords.Plain, Less);
        await Service.ConnectAsync("new", FeatureWords.Plain.Without("avx2"));
        var known = (await ListAsync()).Count;
        var request = new ChangePoolRequest
        {
            Pool = "pools/p",
            AddHosts = { "hosts/new" },
            RemoveHosts = { "hosts/h2" },
            Policy = new PoolPolicy { Drift = PoolPolicy.Types.Drift.LevelDown },
            UpdateMask = new FieldMask { Paths = { "drift" } },
        };
        await Pools.ChangePoolAsync(request, cancellationToken: Cancel);

        Assert.Equal(
            [Kind.HostRemoved, Kind.PolicyChanged, Kind.HostAdded, Kind.BaselineLowered],
            (await ListAsync()).Skip(known).Select(one => one.Kind));
    }

    [Fact]
    public async Task Report_FirstChangedAndTheSame_IsRecordedOnceForEachThatSaysSomethingNew()
    {
        var agent = await Service.ConnectAsync("h1");
        await agent.ReportAsync();
        await agent.HeartbeatAsync();
        await agent.ReportAsync(Less.With("fma"));
        await agent.ReportAsync();
        var moved = agent.Report();
        moved.Platform.Microcode = "0x2";
        await agent.DeliverAsync(new AgentMessage { FeatureReport = moved });

        var listed = await ListAsync(request => request.Host = "hosts/h1");

        Assert.Equal([Kind.HostFirstReported, Kind.HostReportChanged, Kind.HostReportChanged], listed.Select(one => one.Kind));
        Assert.Equal("report changed: lost aes; gained fma", listed[1].Summary);
        Assert.Equal(["aes"], listed[1].Lost.Select(feature => feature.Name));
        Assert.Equal(["fma"], listed[1].Gained.Select(feature => feature.Name));
        Assert.Equal("report changed: microcode unknown -> 0x2", listed[2].Summary);
        Assert.All(listed, one => Assert.Equal("hosts/h1", one.Author));
    }

    [Fact]
    public async Task Report_QuarantinedRejectedAndHealed_IsRecordedOnce()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await agents[1].ReportAsync(Less);
        await agents[1].ReportAsync(Less.Without("avx2"));
        await agents[1].ReportAsync(FeatureWords.Plain);
        var pending = Service.Agent("pending");
        await pending.HelloAsync();
        await AddAsync("p", "pending");
        await pending.ReportAsync(FeatureWords.Plain with { Vendor = "AuthenticAMD" });
        await pending.ReportAsync(FeatureWords.Plain);

        var standing = (await ListAsync())
            .Where(one => one.Kind is Kind.HostQuarantined or Kind.HostRejected or Kind.HostReleased)
            .ToList();

        Assert.Equal(
            [
                (Kind.HostQuarantined, "hosts/h2"), (Kind.HostReleased, "hosts/h2"),
                (Kind.HostRejected, "hosts/pending"), (Kind.HostReleased, "hosts/pending"),
            ],
            standing.Select(one => (one.Kind, one.Host)));
        Assert.All(standing, one => Assert.Equal((one.Host, "pools/p"), (one.Author, one.Pool)));
        Assert.Equal("quarantined: lost aes (bank0:16), which generation 1 requires", standing[0].Summary);
        Assert.Equal(["aes"], standing[0].Lost.Select(feature => feature.Name));
    }

    [Fact]
    public async Task Policy_ThatMovesMembers_RecordsEachByItsAuthor()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, Less);
        await ChangePolicyAsync(new PoolPolicy { FloorFeatures = { "aes" } }, "floor_features");
        await ChangePolicyAsync(new PoolPolicy(), "floor_features");
        await agents[0].ReportAsync(Less.Without("avx2"));
        await AddAsync("p", "h1");

        var moved = (await ListAsync()).Where(one => one.Kind is Kind.HostQuarantined or Kind.HostReleased).ToList();

        Assert.Equal(
            [
                (Kind.HostQuarantined, "hosts/h2", Caller), (Kind.HostReleased, "hosts/h2", Caller),
                (Kind.HostQuarantined, "hosts/h1", "hosts/h1"), (Kind.HostReleased, "hosts/h1", Caller),
            ],
            moved.Select(one => (one.Kind, one.Host, one.Author)));
        Assert.Contains("does not offer aes", moved[0].Summary, StringComparison.Ordinal);
        Assert.Equal("accepted with its current features, on request", moved[3].Summary);
    }

    [Fact]
    public async Task Host_CordonedLabelledRenamedAndDeleted_IsRecordedWhenItChanges()
    {
        var agent = await Service.ConnectAsync("h1");
        await UpdateAsync(new Host { Name = "hosts/h1", Cordoned = true }, "cordoned");
        await UpdateAsync(new Host { Name = "hosts/h1", Cordoned = true }, "cordoned");
        await UpdateAsync(new Host { Name = "hosts/h1" }, "cordoned");
        await UpdateAsync(new Host { Name = "hosts/h1", Labels = { ["rack"] = "r1", ["env"] = "prod" } }, "labels");
        await UpdateAsync(new Host { Name = "hosts/h1", Labels = { ["rack"] = "r2", ["env"] = "prod" } }, "labels");
        await UpdateAsync(new Host { Name = "hosts/h1", Labels = { ["rack"] = "r2", ["env"] = "prod" }, DisplayName = "One" }, "labels", "display_name");
        await agent.DropAsync();
        await GoneAsync("h1");
        await Hosts.DeleteHostAsync(new DeleteHostRequest { Name = "hosts/h1" }, cancellationToken: Cancel);

        var listed = (await ListAsync(request => request.Author = Caller)).Where(one => one.Host == "hosts/h1").ToList();

        Assert.Equal(
            [
                (Kind.HostCordoned, "cordoned: gets no new partitions and is not a migration target"),
                (Kind.HostUncordoned, "uncordoned"),
                (Kind.HostLabelled, "labels: +env=prod +rack=r1"),
                (Kind.HostLabelled, "labels: +rack=r2 -rack=r1"),
                (Kind.HostUpdated, "display name '' -> 'One'"),
                (Kind.HostDeleted, "host deleted"),
            ],
            listed.Select(one => (one.Kind, one.Summary)));
    }

    [Fact]
    public async Task Host_FallsSilentAndSpeaks_IsRecordedOnceEach()
    {
        await CreatePoolAsync();
        var agent = await Service.ConnectAsync("h1");
        var other = await Service.ConnectAsync("h2");
        await AddAsync("p", "h1");
        await FallSilentAsync("h1", "h2");
        await agent.HeartbeatAsync();
        await agent.HeartbeatAsync();
        await other.Again(Service.NewChannel()).HelloAsync();

        var silence = (await ListAsync()).Where(one => one.Kind is Kind.HostFellSilent or Kind.HostHeardAgain).ToList();

        Assert.Equal(
            [
                (Kind.HostFellSilent, "hosts/h1", "service", "pools/p"), (Kind.HostFellSilent, "hosts/h2", "service", ""),
                (Kind.HostHeardAgain, "hosts/h1", "hosts/h1", "pools/p"), (Kind.HostHeardAgain, "hosts/h2", "hosts/h2", ""),
            ],
            silence.Select(one => (one.Kind, one.Host, one.Author, one.Pool)));
    }

    [Fact]
    public async Task Partition_FromRequestToDeletion_IsRecordedByWhoAskedAndWhoDid()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var made = await CreatePartitionAsync();
        await Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = made.Name }, cancellationToken: Cancel);

        var listed = await ListAsync(request => request.Partition = made.Name);

        Assert.Equal(
            [
                (Kind.PartitionRequested, Caller), (Kind.PartitionCreated, "hosts/h1"),
                (Kind.PartitionDeletionRequested, Caller), (Kind.PartitionDeleted, "hosts/h1"),
            ],
            listed.Select(one => (one.Kind, one.Author)));
        Assert.All(listed, one => Assert.Equal(("pools/p", "hosts/h1"), (one.Pool, one.Host)));
    }

    [Fact]
    public async Task Partition_CreationRefusedByItsHost_IsRecordedWithTheReason()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain)).Single();
        agent.Answer = command => new CommandResult
        {
            CommandId = command.MessageId,
            Partition = command.Command.Partition,
            Failure = new CommandFailure { Message = "no memory", Errno = "ENOMEM" },
        };

        await Refusal.OfAsync(() => CreatePartitionAsync());

        var failed = (await ListAsync())[^1];
        Assert.Equal((Kind.PartitionCreationFailed, "hosts/h1", "pools/p"), (failed.Kind, failed.Author, failed.Pool));
        Assert.Contains("no memory", failed.Summary, StringComparison.Ordinal);
        Assert.Empty((await Partitions.ListPartitionsAsync(new ListPartitionsRequest(), cancellationToken: Cancel)).Partitions);
    }

    [Fact]
    public async Task Partition_ReadBackThatDiffers_IsRecordedAsFailed()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain)).Single();
        agent.Answer = command =>
        {
            var result = agent.CarryOut(command);
            if (result.Created is { } created)
            {
                created.Features = Less.Wire;
            }

            return result;
        };

        await Refusal.OfAsync(() => CreatePartitionAsync());

        Assert.Equal(
            [Kind.PartitionRequested, Kind.PartitionCreationFailed],
            (await ListAsync()).TakeLast(2).Select(one => one.Kind));
    }

    [Fact]
    public async Task Partition_LostFoundAdoptedAndClosedByHand_IsRecordedByItsHost()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain)).Single();
        var made = await CreatePartitionAsync();
        var without = agent.Again(Service.NewChannel(), keepsPartitions: false);
        await without.HelloAsync();
        without.Held.Add(made.Name, made.Features);
        var with = without.Again(Service.NewChannel());
        await with.HelloAsync();
        var byHand = $"partitions/{Guid.CreateVersion7()}";
        await with.DeliverAsync(new AgentMessage
        {
            PartitionEvent = new PartitionEvent
            {
                Partition = byHand,
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
        await with.DeliverAsync(new AgentMessage { PartitionEvent = new PartitionEvent { Partition = byHand, Closed = new Empty() } });

        var listed = (await ListAsync(request => request.Author = "hosts/h1")).Where(one => one.Partition.Length > 0).ToList();

        Assert.Equal(
            [
                (Kind.PartitionCreated, made.Name), (Kind.PartitionLost, made.Name), (Kind.PartitionFound, made.Name),
                (Kind.PartitionAdopted, byHand), (Kind.PartitionDeleted, byHand),
            ],
            listed.Select(one => (one.Kind, one.Partition)));
        Assert.Equal("closed on hosts/h1 (not requested by the service)", listed[4].Summary);
    }

    [Fact]
    public async Task Migration_WithAWaiver_IsRecordedWithItsReason()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var made = await CreatePartitionAsync(change: request => request.Host = "hosts/h1");
        await Service.ConnectAsync("island");
        await CreatePoolAsync("q");
        await AddAsync("q", "island");
        await MoveAsync(made.Name, "h2");
        await MoveAsync(made.Name, "h2");
        await MoveAsync(made.Name, "island", request => request.PoolWaiver = "moving house");
        await Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = made.Name }, cancellationToken: Cancel);

        var listed = await ListAsync(request => request.Partition = made.Name);

        Assert.Equal(
            [
                (Kind.MigrationRecorded, "hosts/h2", "moved from hosts/h1 to hosts/h2"),
                (Kind.MigrationRecorded, "hosts/island", "moved from hosts/h2 to hosts/island"),
                (Kind.PartitionDeleted, "hosts/island", "record deleted: no agent holds it"),
            ],
            listed.Skip(2).Where(one => one.Author == Caller).Select(one => (one.Kind, one.Host, one.Summary.Split(';')[0])));
    }

    [Fact]
    public async Task Previews_OfEveryChange_LeaveNone()
    {
        var agent = (await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain))[0];
        var made = await CreatePartitionAsync(change: request => request.Host = "hosts/h1");
        await Service.ConnectAsync("low", Less);
        await CreatePoolAsync("empty");
        var before = await ListAsync();

        await Pools.CreatePoolAsync(new CreatePoolRequest { PoolId = "new", ValidateOnly = true }, cancellationToken: Cancel);
        await Pools.DeletePoolAsync(new DeletePoolRequest { Name = "pools/empty", ValidateOnly = true }, cancellationToken: Cancel);
        await Pools.UpdatePoolAsync(new UpdatePoolRequest { Pool = new Pool { Name = "pools/p", DisplayName = "P" }, UpdateMask = new FieldMask { Paths = { "*" } }, ValidateOnly = true }, cancellationToken: Cancel);
        await Pools.AddHostsAsync(new AddHostsRequest { Pool = "pools/p", Hosts = { "hosts/low" }, ValidateOnly = true }, cancellationToken: Cancel);
        await Pools.RemoveHostsAsync(new RemoveHostsRequest { Pool = "pools/p", Hosts = { "hosts/h1" }, ValidateOnly = true }, cancellationToken: Cancel);
        await Pools.ChangePoolAsync(new ChangePoolRequest { Pool = "pools/p", AddHosts = { "hosts/low" }, RemoveHosts = { "hosts/h1" }, ValidateOnly = true }, cancellationToken: Cancel);
        await Hosts.UpdateHostAsync(new UpdateHostRequest { Host = new Host { Name = "hosts/h1", Cordoned = true }, UpdateMask = new FieldMask { Paths = { "cordoned" } }, ValidateOnly = true }, cancellationToken: Cancel);
        await Partitions.CreatePartitionAsync(new CreatePartitionRequest { Pool = "pools/p", ValidateOnly = true }, cancellationToken: Cancel);
        await Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = made.Name, ValidateOnly = true }, cancellationToken: Cancel);
        await MoveAsync(made.Name, "h2", request => request.ValidateOnly = true);
        await Refusal.OfAsync(() => AddAsync("p", "low", "absent"));
        await agent.HeartbeatAsync();

        Assert.Equal(before, await ListAsync());
    }

    [Fact]
    public async Task CreatePool_RepeatedWithOneRequestId_IsRecordedOnce()
    {
        var request = new CreatePoolRequest { PoolId = "p", RequestId = "r-1" };
        await Pools.CreatePoolAsync(request, cancellationToken: Cancel);
        await Pools.CreatePoolAsync(request, cancellationToken: Cancel);

        Assert.Equal([Kind.PoolCreated], (await ListAsync()).Select(one => one.Kind));
    }

    [Fact]
    public async Task List_PageByPage_GivesEachOnceNewestFirst()
    {
        await PoolOfAsync("p", [.. Enumerable.Repeat(FeatureWords.Plain, 5)]);
        Time.Advance(TimeSpan.FromSeconds(1));
        await RemoveAsync("p", "h1", "h2", "h3");

        var all = await PageAsync(1000, new ListActivitiesRequest());
        var paged = await PageAsync(2, new ListActivitiesRequest());
        var kind = await PageAsync(2, new ListActivitiesRequest { Kind = Kind.HostAdded });

        Assert.Equal(15, all.Count);
        Assert.Equal(all, paged);
        Assert.Equal(["hosts/h3", "hosts/h2", "hosts/h1"], all.Take(3).Select(one => one.Host));
        Assert.Equal(["hosts/h5", "hosts/h4", "hosts/h3", "hosts/h2", "hosts/h1"], kind.Select(one => one.Host));
        Assert.Equal(all.Count, all.Select(one => one.Name).Distinct().Count());
    }

    [Fact]
    public async Task List_FiltersTogether_GivesWhatFitsAllOfThem()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        Time.Advance(TimeSpan.FromSeconds(5));
        var from = Time.GetUtcNow();
        await RemoveAsync("p", "h1");
        Time.Advance(TimeSpan.FromSeconds(5));
        var to = Time.GetUtcNow();
        await RemoveAsync("p", "h2");

        Assert.Equal([Kind.HostRemoved], (await ListAsync(r => (r.StartTime, r.EndTime) = (from.ToTimestamp(), to.ToTimestamp()))).Select(one => one.Kind));
        Assert.Equal(["hosts/h2"], (await ListAsync(r => (r.StartTime, r.Kind) = (to.ToTimestamp(), Kind.HostRemoved))).Select(one => one.Host));
        Assert.Equal(
            [Kind.HostAdded, Kind.HostRemoved],
            (await ListAsync(r => (r.Host, r.Author, r.Pool) = ("hosts/h1", Caller, "pools/p"))).Select(one => one.Kind));
        Assert.Empty(await ListAsync(r => r.Pool = "pools/other"));
        Assert.Empty(await ListAsync(r => r.Author = "hosts/h"));
    }

    [Fact]
    public async Task List_TokenOfOtherFilters_IsRefused()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var page = await Service.Activities.ListActivitiesAsync(new ListActivitiesRequest { PageSize = 1 }, cancellationToken: Cancel);

        await Refusal.OfAsync(StatusCode.InvalidArgument, Reasons.PageTokenInvalid, () => Service.Activities.ListActivitiesAsync(
            new ListActivitiesRequest { Pool = "pools/p", PageToken = page.NextPageToken }).ResponseAsync);
    }

    [Fact]
    public async Task Trim_TooOldOrTooMany_ForgetsTheOldestOnly()
    {
        await CreatePoolAsync("old");
        Time.Advance(TimeSpan.FromHours(1));
        foreach (var id in new[] { "a", "b", "c" })
        {
            await CreatePoolAsync(id);
        }

        await TrimmedAsync("WHERE pool_id = 'old'", options => options with { ActivityRetention = TimeSpan.FromMinutes(30) });
        Assert.Equal(["pools/a", "pools/b", "pools/c"], (await ListAsync()).Select(one => one.Pool));
        await TrimmedAsync("WHERE pool_id = 'a'", options => options with { MaximumActivities = 2 });
        Assert.Equal(["pools/b", "pools/c"], (await ListAsync()).Select(one => one.Pool));
    }

    // Every process of the service looks after the record from its start.
    private async Task TrimmedAsync(string which, Func<ServiceOptions, ServiceOptions> change)
    {
        await using var other = await TestService.StartAsync(Database.ConnectionString, Time, change);
        await Database.WaitForAsync($"SELECT 1 WHERE NOT EXISTS (SELECT FROM activities {which})");
    }

    // Oldest first: as it happened.
    private async Task<IReadOnlyList<Activity>> ListAsync(Action<ListActivitiesRequest>? change = null)
    {
        var request = new ListActivitiesRequest { PageSize = 1000 };
        change?.Invoke(request);
        var response = await Service.Activities.ListActivitiesAsync(request, cancellationToken: Cancel);
        Assert.Empty(response.NextPageToken);
        return [.. response.Activities.Reverse()];
    }

    private async Task<IReadOnlyList<Activity>> PageAsync(int size, ListActivitiesRequest request)
    {
        var listed = new List<Activity>();
        request.PageSize = size;
        do
        {
            var page = await Service.Activities.ListActivitiesAsync(request, cancellationToken: Cancel);
            listed.AddRange(page.Activities);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return listed;
    }

    private async Task UpdateAsync(Pool pool, params string[] mask) => await Pools.UpdatePoolAsync(
        new UpdatePoolRequest { Pool = pool, UpdateMask = new FieldMask { Paths = { mask } } },
        cancellationToken: Cancel);

    private async Task UpdateAsync(Host host, params string[] mask) => await Hosts.UpdateHostAsync(
        new UpdateHostRequest { Host = host, UpdateMask = new FieldMask { Paths = { mask } } },
        cancellationToken: Cancel);

    private async Task ChangePolicyAsync(PoolPolicy policy, params string[] mask) => await Pools.UpdatePoolPolicyAsync(
        new UpdatePoolPolicyRequest { Pool = "pools/p", Policy = policy, UpdateMask = new FieldMask { Paths = { mask } } },
        cancellationToken: Cancel);
}
