using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Architecture = Levelset.V1.Architecture;
using CompatibilityProperties = Levelset.V1.CompatibilityProperties;
using CoreMask = Levelset.Core.Partitions.DisableMask;

namespace Levelset.Api.Tests;

public sealed class AgentTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task Hello_OfANewHost_IsWelcomedAndTheHostIsPending()
    {
        var agent = Service.Agent("h1");

        var welcome = await agent.HelloAsync(hello => hello.DisplayName = "One");

        Assert.Equal(("hosts/h1", 1U), (welcome.Host, welcome.ProtocolVersion));
        Assert.Equal(TestService.Options.HeartbeatInterval, welcome.HeartbeatInterval.ToTimeSpan());
        Assert.Matches(@"\A[0-9a-f]{32}\z", welcome.ResumeToken);
        Assert.Equal(ServiceMessage.BodyOneofCase.Welcome, agent.Received[0].BodyCase);
        Assert.Equal(("", 0UL, Host.Types.State.Pending), (agent.Assignment!.Pool, agent.Assignment.Generation, agent.Assignment.HostState));
        var host = await HostAsync("h1");
        Assert.Equal((Host.Types.State.Pending, "One", "7.0", false), (host.State, host.DisplayName, host.Platform.Kernel, host.Simulated));
        Assert.Null(host.Supported);
        Assert.NotNull(host.LastSeenTime);
    }

    [Fact]
    public async Task Report_First_MakesTheHostReadyAndIsAcknowledged()
    {
        var offers = FeatureWords.Plain with
        {
            Properties = new CompatibilityProperties
            {
                PhysicalAddressWidth = 46,
                CacheLineFlushSize = 64,
                XsaveStates = 7,
                MaxXsaveDataSize = 832,
                ProcessorClockFrequency = 2_500_000_000,
            },
        };
        var agent = Service.Agent("h1", offers);
        await agent.HelloAsync();

        await agent.ReportAsync();

        var host = await HostAsync("h1");
        Assert.Equal((Host.Types.State.Ready, "", "GenuineIntel", Architecture.X8664), (host.State, host.StateReason, host.Vendor, host.Architecture));
        Assert.Equal((offers.Wire, offers.Properties), (host.Supported, host.Properties));
        Assert.Equal(Time.GetUtcNow(), host.ReportTime.ToDateTimeOffset());
    }

    [Fact]
    public async Task Report_WithUnreportedWords_ShowsThem()
    {
        var agent = Service.Agent("h1");
        await agent.HelloAsync();
        var report = agent.Report();
        report.Supported.Xsave = 0;
        report.UnreportedWords.Add("xsave");
        report.ReportTime = new Timestamp { Seconds = 1_700_000_000, Nanos = 123_456_789 };

        await agent.DeliverAsync(new AgentMessage { FeatureReport = report });

        var host = await HostAsync("h1");
        Assert.Equal(["xsave"], host.UnreportedWords);
        Assert.Equal(123_456_000, host.ReportTime.Nanos);
    }

    [Fact]
    public async Task Report_WithItsOriginAndAChange_ShowsThemAndKeepsTheChangeUntilTheNext()
    {
        var agent = Service.Agent("h1");
        await agent.HelloAsync();
        var report = agent.Report();
        (report.Source, report.SourceDetail) = (FeatureReport.Types.Source.V2Partition, "step by step");
        (report.SyntheticFeatures, report.AssignableSyntheticFeatures) = (0, ulong.MaxValue);
        report.Cause = FeatureReport.Types.Cause.Resume;
        report.ReportTime = new Timestamp { Seconds = 1_700_000_000 };
        report.Change = new ReportChange
        {
            Lost = { new Feature { Word = "xsave", Bit = 3, Name = "avx2", Kind = "capability" } },
            Properties = { "physical_address_width 46 bits -> 48 bits" },
            Before = new Platform { Microcode = "0x1" },
            After = new Platform { Microcode = "0x2" },
        };
        var plain = agent.Report();
        (plain.Source, plain.Cause) = (FeatureReport.Types.Source.Device, FeatureReport.Types.Cause.Connected);

        await agent.DeliverAsync(new AgentMessage { FeatureReport = report });
        var changed = await HostAsync("h1");
        await agent.DeliverAsync(new AgentMessage { FeatureReport = plain });
        var after = await HostAsync("h1");

        Assert.Equal((Host.Types.ReportSource.V2Partition, "step by step"), (changed.ReportSource, changed.ReportSourceDetail));
        Assert.Equal(Host.Types.ReportCause.Resume, changed.ReportCause);
        Assert.Equal((true, 0UL), (changed.HasSyntheticFeatures, changed.SyntheticFeatures));
        Assert.Equal(ulong.MaxValue, changed.AssignableSyntheticFeatures);
        Assert.Equal(report.Change, changed.LastChange);
        Assert.Equal(report.ReportTime, changed.LastChangeTime);
        Assert.Equal((Host.Types.ReportSource.Device, Host.Types.ReportCause.Connected), (after.ReportSource, after.ReportCause));
        Assert.Equal((false, false), (after.HasSyntheticFeatures, after.HasAssignableSyntheticFeatures));
        Assert.Equal((report.Change, report.ReportTime), (after.LastChange, after.LastChangeTime));
    }

    [Theory]
    [InlineData(typeof(FeatureReport.Types.Source), typeof(Host.Types.ReportSource))]
    [InlineData(typeof(FeatureReport.Types.Cause), typeof(Host.Types.ReportCause))]
    public void ReportEnums_OfReportsAndHosts_HaveTheSameNumbers(System.Type report, System.Type host) => Assert.Equal(
        System.Enum.GetValues(report).Cast<int>().Zip(System.Enum.GetNames(report)),
        System.Enum.GetValues(host).Cast<int>().Zip(System.Enum.GetNames(host)));

    [Fact]
    public async Task Assignment_OfAMember_IsTheBaselineAndTheMaskForExactlyIt()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.With("fma", "f16c"));

        foreach (var agent in agents)
        {
            var assignment = await agent.NextAssignmentAsync(assignment => assignment.Generation == 1);
            Assert.Equal(("pools/p", FeatureWords.Plain.Wire), (assignment.Pool, assignment.Baseline));
            Assert.Equal((Host.Types.State.Ready, PoolPolicy.Types.ReservedBits.HypervisorDefault), (assignment.HostState, assignment.ReservedBits));
            var mask = new CoreMask(Core.Features.Architecture.X86_64, [.. assignment.DisableMask.ProcessorBanks], assignment.DisableMask.Xsave);
            Assert.Equal(FeatureWords.Plain.Set, mask.Apply(agent.Offers.Set));
            Assert.Equal(
                CoreMask.For(FeatureWords.Plain.Set, agent.Offers.Set, Catalogue.X86_64, ReservedBits.HypervisorDefault),
                mask);
        }
    }

    [Fact]
    public async Task Assignment_WhenThePoolChanges_IsPushedToEveryMember()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await Service.ConnectAsync("low", FeatureWords.Plain.Without("aes"));

        await AddAsync("p", "low");
        foreach (var agent in agents)
        {
            Assert.Equal(FeatureWords.Plain.Without("aes").Wire, (await agent.NextAssignmentAsync(a => a.Generation == 2)).Baseline);
        }

        await RemoveAsync("p", "h1");
        Assert.Null((await agents[0].NextAssignmentAsync(a => a.Pool.Length == 0)).Baseline);
    }

    [Fact]
    public async Task Assignment_OfAQuarantinedMember_HasNothingToCreateFrom()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);

        await agents[0].ReportAsync(FeatureWords.Plain.Without("aes"));

        var assignment = await agents[0].AssignmentAsync(one => one.HostState == Host.Types.State.Quarantined);
        Assert.Equal(("pools/p", 0UL, Host.Types.State.Quarantined), (assignment.Pool, assignment.Generation, assignment.HostState));
        Assert.Null(assignment.Baseline);
        Assert.Null(assignment.DisableMask);
        Assert.Contains("aes", assignment.StateReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connect_HostIdOfAnOpenStream_IsRefusedAndTheFirstStreamGoesOn()
    {
        var first = await Service.ConnectAsync("h1");
        var before = await Database.DumpAsync();
        var second = Service.Agent("h1", FeatureWords.Plain.Without("aes"));

        await Refusal.OfAsync(StatusCode.AlreadyExists, Reasons.HostIdInUse, () => second.HelloAsync());
        await using var guessing = Service.Agent("h1");
        guessing.ResumeToken = new string('0', 32);
        await Refusal.OfAsync(StatusCode.AlreadyExists, Reasons.HostIdInUse, () => guessing.HelloAsync());

        Assert.Equal(before, await Database.DumpAsync());
        await first.HeartbeatAsync();
    }

    [Fact]
    public async Task Connect_WithTheResumeToken_TakesOverFromTheOlderStream()
    {
        var first = await Service.ConnectAsync("h1");
        await using var second = first.Again(Service.NewChannel());

        var welcome = await second.HelloAsync();

        Assert.Equal(first.ResumeToken, welcome.ResumeToken);
        await Refusal.OfAsync(StatusCode.Aborted, Reasons.StreamReplaced, async () => throw (await first.Ended)!);
        await second.ReportAsync(FeatureWords.Plain.Without("aes"));
        Assert.Equal(FeatureWords.Plain.Without("aes").Wire, (await HostAsync("h1")).Supported);
    }

    [Fact]
    public async Task Connect_AfterTheServiceRestarted_GoesOnWithTheSameToken()
    {
        var agent = await Service.ConnectAsync("h1");
        var token = agent.ResumeToken;
        await RestartAsync();
        await using var back = agent.Again(Service.NewChannel());

        Assert.Equal(token, (await back.HelloAsync()).ResumeToken);
        await Refusal.OfAsync(StatusCode.AlreadyExists, Reasons.HostIdInUse, () => Service.Agent("h1").HelloAsync());
    }

    [Fact]
    public async Task Connect_ManyTimesAtOnceWithOneToken_LeavesOneStreamThatWorks()
    {
        var first = await Service.ConnectAsync("h1");
        var others = Enumerable.Range(0, 8).Select(_ => first.Again(Service.NewChannel())).ToList();

        await Task.WhenAll(others.Select(async other =>
        {
            try
            {
                await other.HelloAsync();
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.Aborted)
            {
                // Another one took over before this one was welcomed.
            }
        }));

        await using var last = first.Again(Service.NewChannel());
        await last.HelloAsync();
        await last.ReportAsync(FeatureWords.X86("sse3"));
        Assert.Equal(FeatureWords.X86("sse3").Wire, (await HostAsync("h1")).Supported);
        foreach (var other in others)
        {
            Assert.Equal(StatusCode.Aborted, (await other.Ended)!.StatusCode);
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task Connect_ServiceStops_EndsUnavailable()
    {
        var agent = await Service.ConnectAsync("h1");

        await Service.StopAsync();

        await Refusal.OfAsync(StatusCode.Unavailable, Reasons.ServiceStopping, async () => throw (await agent.Ended)!);
    }

    [Fact]
    public async Task Connect_ServiceStopsWithSeveralAgents_EndsOneAfterTheOtherAndServesTheRest()
    {
        await using var service = await TestService.StartAsync(
            Database.ConnectionString,
            change: options => options with { DrainRate = 0.001, DrainTimeout = TimeSpan.FromMinutes(10) });
        var first = await service.ConnectAsync("h1");
        var second = await service.ConnectAsync("h2");

        var stopping = service.StopAsync();

        await Refusal.OfAsync(StatusCode.Unavailable, Reasons.ServiceStopping, async () => throw (await first.Ended)!);
        await second.HeartbeatAsync();
        await second.ReportAsync(FeatureWords.X86("sse3"));
        Assert.Equal(FeatureWords.X86("sse3").Wire, (await HostAsync("h2")).Supported);
        await Refusal.OfAsync(StatusCode.Unavailable, Reasons.ServiceStopping, () => service.Agent("h3").HelloAsync());
        Assert.False(stopping.IsCompleted);
        await second.DropAsync();
        await stopping;
    }

    [Fact]
    public async Task Heartbeat_Missing_MakesTheHostSilentAndTheNextOneWakesIt()
    {
        var agent = await Service.ConnectAsync("h1");
        Time.Advance(TestService.Options.SilenceTimeout - TimeSpan.FromMilliseconds(1));
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h1")).State);

        Time.Advance(TestService.Options.UpkeepInterval);
        await SilentAsync("h1");

        var silent = await HostAsync("h1");
        Assert.Equal((Host.Types.State.Silent, "no heartbeat for 20 s"), (silent.State, silent.StateReason));
        await agent.HeartbeatAsync();
        var awake = await HostAsync("h1");
        Assert.Equal(Host.Types.State.Ready, awake.State);
        Assert.Equal(silent.Etag, awake.Etag);
    }

    [Fact]
    public async Task SilentHost_OfAPool_StaysInTheIntersectionAndIsNoTarget()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain.Without("aes"), FeatureWords.Plain);
        await FallSilentAsync("h1", "h2");
        await agents[1].HeartbeatAsync();

        Assert.Equal((Host.Types.State.Silent, Host.Types.State.Ready), ((await HostAsync("h1")).State, (await HostAsync("h2")).State));
        Assert.Equal(FeatureWords.Plain.Without("aes").Wire, (await PoolAsync()).Level);
        Assert.Equal("hosts/h2", (await CreatePartitionAsync()).Host);
        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.HostNotReady, () => CreatePartitionAsync("p", request => request.Host = "hosts/h1"));
        Assert.Contains("no heartbeat for", refusal.Message, StringComparison.Ordinal);
        await Service.ConnectAsync("next");
        Assert.Equal(FeatureWords.Plain.Without("aes").Wire, (await AddAsync("p", "next")).Pool.Level);
    }

    [Fact]
    public async Task CordonedHost_OfAPool_StaysInTheIntersectionAndIsNoTarget()
    {
        await PoolOfAsync("p", FeatureWords.Plain.Without("aes"), FeatureWords.Plain);
        await CordonAsync("h1");

        Assert.Equal("hosts/h2", (await CreatePartitionAsync()).Host);
        Assert.Equal("hosts/h2", (await CreatePartitionAsync()).Host);
        await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.HostNotReady, () => CreatePartitionAsync("p", request => request.Host = "hosts/h1"));
        await CordonAsync("h2");
        await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.NoReadyHost, () => CreatePartitionAsync());
        Assert.Equal(FeatureWords.Plain.Without("aes").Wire, (await PoolAsync()).Level);
    }

    [Fact]
    public async Task Reports_OfTwoHosts_DoNotTouchOneAnother()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var before = await HostAsync("h1");

        await agents[1].ReportAsync(FeatureWords.Plain.Without("aes"));

        Assert.Equal(before, await HostAsync("h1"));
    }

    [Fact]
    public async Task Hello_OtherKindOfHypervisorWhileBound_IsRefusedAndFreeHostsMayChange()
    {
        var agent = await Service.ConnectAsync("h1");
        await CreatePoolAsync();
        await AddAsync("p", "h1");
        await agent.DropAsync();
        await using var other = agent.Again(Service.NewChannel());
        other.Offers = agent.Offers with { Simulated = true };

        await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.SimulationDiffers, () => other.HelloAsync());

        Assert.False((await HostAsync("h1")).Simulated);
        await RemoveAsync("p", "h1");
        await using var free = other.Again(Service.NewChannel());
        await free.HelloAsync();
        Assert.True((await HostAsync("h1")).Simulated);
    }

    [Fact]
    public async Task Messages_BeforeTheWelcomeIsSent_ComeAfterIt()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var locked = await Database.OpenAsync();
        await using var transaction = await locked.BeginTransactionAsync(Cancel);
        await using var hold = new Npgsql.NpgsqlCommand("SELECT 1 FROM hosts WHERE id = 'late' FOR UPDATE", locked);
        var late = await Service.ConnectAsync("late");
        await AddAsync("p", "late");
        await late.DropAsync();
        await hold.ExecuteNonQueryAsync(Cancel);

        // Its hello waits for the lock, while a change of the pool is told to every member.
        await using var back = late.Again(Service.NewChannel());
        await back.OpenAsync();
        await WaitingForLockAsync();
        await AddAsync("p", "h1");
        await transaction.RollbackAsync(Cancel);
        await locked.DisposeAsync();
        await back.HeartbeatAsync();

        Assert.Equal(ServiceMessage.BodyOneofCase.Welcome, back.Received[0].BodyCase);
    }

    [Fact]
    public async Task Report_AgentGoesAwayAtOnce_OthersAreToldAllTheSame()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var pending = Service.Agent("pending", FeatureWords.Plain.Without("aes"));
        await pending.HelloAsync();
        await AddAsync("p", "pending");
        await pending.SendAsync(new AgentMessage { FeatureReport = pending.Report() });
        var assignment = agents[0].NextAssignmentAsync(a => a.Generation == 2);

        await Database.WaitForAsync("SELECT 1 FROM baselines WHERE generation = 2");
        await pending.DropAsync();

        Assert.Equal(FeatureWords.Plain.Without("aes").Wire, (await assignment).Baseline);
    }

    [Fact]
    public async Task UpdateHost_Labels_AreReplacedAsAWhole()
    {
        await Service.ConnectAsync("h1");
        await LabelAsync(("rack", "r1"), ("env", "test"));
        var before = await HostAsync("h1");

        var after = await LabelAsync(("rack", "r2"), ("zone", "z"));

        Assert.Equal(new Dictionary<string, string> { ["rack"] = "r2", ["zone"] = "z" }, after.Labels);
        Assert.NotEqual(before.Etag, after.Etag);
        Assert.Equal(after, await HostAsync("h1"));
        Assert.Empty((await LabelAsync()).Labels);
    }

    [Fact]
    public async Task UpdateHost_Preview_SaysTheSameAndChangesNothing()
    {
        await Service.ConnectAsync("h1");
        var current = await HostAsync("h1");
        var before = await Database.DumpAsync();
        var request = new UpdateHostRequest
        {
            Host = new Host { Name = "hosts/h1", Cordoned = true, Labels = { ["a"] = "b" }, DisplayName = "One" },
            UpdateMask = new FieldMask { Paths = { "*" } },
            ValidateOnly = true,
        };

        var preview = await Hosts.UpdateHostAsync(request, cancellationToken: Cancel);

        Assert.Equal(before, await Database.DumpAsync());
        Assert.Equal(current.Etag, preview.Etag);
        request.ValidateOnly = false;
        var made = await Hosts.UpdateHostAsync(request, cancellationToken: Cancel);
        Assert.NotEqual(current.Etag, made.Etag);
        preview.Etag = made.Etag;
        Assert.Equal(made, preview);
    }

    [Fact]
    public async Task ListHosts_FiltersAndPages_GiveEachOnceInOrderOfName()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain, FeatureWords.Plain);
        foreach (var id in new[] { "a.b", "a-b", "a0", "z" })
        {
            await Service.ConnectAsync(id);
        }

        await LabelAsync(("rack", "r1"));
        Assert.Equal(["a-b", "a.b", "a0", "h1", "h2", "h3", "z"], await ListAsync(new ListHostsRequest { PageSize = 2 }));
        Assert.Equal(["h1", "h2", "h3"], await ListAsync(new ListHostsRequest { PageSize = 1, Pool = "pools/p" }));
        Assert.Equal(["h1"], await ListAsync(new ListHostsRequest { LabelSelector = "rack=r1", PageSize = 1 }));
        Assert.Empty(await ListAsync(new ListHostsRequest { LabelSelector = "rack=r2" }));
    }

    [Fact]
    public async Task DeleteHost_FreeAndAway_IsGone()
    {
        var agent = await Service.ConnectAsync("h1");
        await LabelAsync(("rack", "r1"));
        await agent.DropAsync();
        await GoneAsync("h1");
        var before = await Database.DumpAsync();
        await Hosts.DeleteHostAsync(new DeleteHostRequest { Name = "hosts/h1", ValidateOnly = true }, cancellationToken: Cancel);
        Assert.Equal(before, await Database.DumpAsync());

        await Hosts.DeleteHostAsync(new DeleteHostRequest { Name = "hosts/h1" }, cancellationToken: Cancel);

        await Refusal.OfAsync(StatusCode.NotFound, Reasons.HostNotFound, () => HostAsync("h1"));
        Assert.Empty(await Database.ReadAsync("SELECT 1 FROM host_labels UNION ALL SELECT 1 FROM agent_sessions"));
    }

    private async Task<Host> LabelAsync(params (string Key, string Value)[] labels)
    {
        var wanted = new Host { Name = "hosts/h1" };
        foreach (var (key, value) in labels)
        {
            wanted.Labels.Add(key, value);
        }

        return await Hosts.UpdateHostAsync(
            new UpdateHostRequest { Host = wanted, UpdateMask = new FieldMask { Paths = { "labels" } } },
            cancellationToken: Cancel);
    }

    private async Task CordonAsync(string host) =>
        await Hosts.UpdateHostAsync(
            new UpdateHostRequest { Host = new Host { Name = $"hosts/{host}", Cordoned = true }, UpdateMask = new FieldMask { Paths = { "cordoned" } } },
            cancellationToken: Cancel);

    private Task WaitingForLockAsync() =>
        Database.WaitForAsync("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");

    private async Task<IReadOnlyList<string>> ListAsync(ListHostsRequest request)
    {
        var names = new List<string>();
        do
        {
            var page = await Hosts.ListHostsAsync(request, cancellationToken: Cancel);
            names.AddRange(page.Hosts.Select(host => host.Name["hosts/".Length..]));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return names;
    }
}
