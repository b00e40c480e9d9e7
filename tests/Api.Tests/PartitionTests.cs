using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

public sealed class PartitionTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task CreatePartition_Plain_GetsTheBaselineWithoutNestedAndIsReadBack()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain.With("fma") with { Properties = new CompatibilityProperties { PhysicalAddressWidth = 46 } }, FeatureWords.Plain);

        var partition = await CreatePartitionAsync("p", request =>
        {
            request.Host = "hosts/h1";
            request.DisplayName = "One";
        });

        var expected = FeatureWords.Plain.Without("nested_virt").Wire;
        Assert.Equal((Partition.Types.State.Active, "pools/p", "hosts/h1", "One", 1UL, false), (partition.State, partition.Pool, partition.Host, partition.DisplayName, partition.Generation, partition.Nested));
        Assert.Equal((expected, expected), (partition.Features, partition.RequestedFeatures));
        Assert.Equal(expected, agents[0].Held[partition.Name]);
        Assert.Equal(46U, partition.Properties.PhysicalAddressWidth);
        Assert.Equal(partition, await GetAsync(partition.Name));
        Assert.Equal(1U, (await PoolAsync()).PartitionCount);
    }

    [Fact]
    public async Task CreatePartition_Nested_HasTheFeatureAndTheFlag()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);

        var partition = await CreatePartitionAsync("p", request => request.Nested = true);

        Assert.Contains("nested_virt", FeatureWords.Names(partition.Features));
        Assert.True(partition.Nested);
        var command = agents[0].Received.Single(message => message.Command is not null).Command.Create;
        Assert.Equal(1UL << 4, command.Arguments.PtFlags & 1UL << 4);
        Assert.True(command.Nested);
    }

    [Fact]
    public async Task CreatePartition_Preview_SaysWhatTheCallThenDoesAndCreatesNothing()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain.With("fma"), FeatureWords.Plain);
        void Ask(CreatePartitionRequest request)
        {
            request.Nested = true;
            request.DisplayName = "web";
            request.RequestId = "r-1";
            request.ExcludedFeatures.Add("aes");
        }

        var preview = await CreatePartitionAsync("p", request =>
        {
            Ask(request);
            request.ValidateOnly = true;
        });
        Assert.DoesNotContain(agents, agent => agent.Received.Exists(message => message.Command is not null));
        Assert.Empty((await Partitions.ListPartitionsAsync(new ListPartitionsRequest(), cancellationToken: Cancel)).Partitions);
        var made = await CreatePartitionAsync("p", Ask);

        Assert.Equal(("", Partition.Types.State.Creating, null), (preview.Name, preview.State, preview.Features));
        var expected = made.Clone();
        expected.Name = expected.Etag = "";
        expected.State = Partition.Types.State.Creating;
        expected.Features = null;
        expected.Properties = preview.Properties;
        expected.CreateTime = preview.CreateTime;
        Assert.Equal(expected, preview);
    }

    [Fact]
    public async Task DeletePartition_Preview_DeletesNothing()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var partition = await CreatePartitionAsync();

        await Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = partition.Name, ValidateOnly = true }, cancellationToken: Cancel);

        Assert.Equal(partition, await GetAsync(partition.Name));
        Assert.NotEmpty(agents[0].Held);
        await Refusal.OfAsync(
            StatusCode.Aborted,
            Reasons.EtagStale,
            () => Partitions.DeletePartitionAsync(
                new DeletePartitionRequest { Name = partition.Name, ValidateOnly = true, Etag = "\"1\"" },
                cancellationToken: Cancel).ResponseAsync);
        await Partitions.DeletePartitionAsync(
            new DeletePartitionRequest { Name = partition.Name, Etag = partition.Etag }, cancellationToken: Cancel);
        Assert.Empty(agents[0].Held);
    }

    [Fact]
    public async Task CreatePartition_NestedWhereTheBaselineLacksIt_IsRefused()
    {
        await PoolOfAsync("p", FeatureWords.Plain.Without("nested_virt"));

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.FeaturesMissing, () => CreatePartitionAsync("p", request => request.Nested = true));

        Assert.Equal("nested_virt", refusal.Preconditions.Single().Subject);
    }

    [Fact]
    public async Task CreatePartition_Excluding_LeavesOutWhatRequiresItToo()
    {
        await PoolOfAsync("p", FeatureWords.Plain);

        var partition = await CreatePartitionAsync("p", request => request.ExcludedFeatures.AddRange(["avx", "bank0:16"]));

        Assert.Equal(FeatureWords.Plain.Without("nested_virt", "avx", "avx2", "aes").Wire, partition.Features);
        Assert.Equal(["aes", "avx"], partition.ExcludedFeatures);
    }

    [Fact]
    public async Task CreatePartition_NoHostNamed_GoesToTheReadyMemberWithTheFewest()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);

        var hosts = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            hosts.Add((await CreatePartitionAsync()).Host);
        }

        Assert.Equal(["hosts/h1", "hosts/h2", "hosts/h1", "hosts/h2"], hosts);
    }

    [Fact]
    public async Task CreatePartition_AgentReadsBackSomethingElse_NamesEachBitAndStoresNothing()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = message =>
        {
            var result = agents[0].CarryOut(message);
            if (result.Created is not null)
            {
                result.Created.Features = FeatureWords.Plain.Without("nested_virt", "aes").With("fma", "rdtscp").Wire;
            }

            return result;
        };
        var before = await Database.DumpAsync();

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.ReadBackDiffers, () => CreatePartitionAsync());

        Assert.Equal(
            [
                "aes (bank0:16) missing on read-back",
                "unexpected rdtscp (bank0:38) on read-back",
                "unexpected fma (xsave:4) on read-back",
            ],
            refusal.Preconditions.Select(p => p.Description));
        Assert.All(refusal.Preconditions, p => Assert.Equal("hosts/h1", p.Subject));
        Assert.Equal(before, await Database.DumpAsync());
        await agents[0].NextAsync(message => message.Command?.Delete is not null);
    }

    [Fact]
    public async Task CreatePartition_AgentFindsTheDifference_NamesEachBitAndStoresNothing()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = message => Failure(message, new CommandFailure
        {
            Reason = CommandFailure.Types.Reason.ReadBackDiffers,
            Message = "read back something else",
            Missing = { new Feature { Word = "bank0", Bit = 16, Name = "aes" } },
            Unexpected = { new Feature { Word = "xsave", Bit = 4, Name = "fma" } },
        });
        var before = await Database.DumpAsync();

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.ReadBackDiffers, () => CreatePartitionAsync());

        Assert.Equal(
            ["aes (bank0:16) missing on read-back", "unexpected fma (xsave:4) on read-back"],
            refusal.Preconditions.Select(p => p.Description));
        Assert.Equal(before, await Database.DumpAsync());
    }

    [Fact]
    public async Task CreatePartition_DeviceRefuses_SaysErrnoAndStoresNothing()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = message => Failure(message, new CommandFailure { Reason = CommandFailure.Types.Reason.Device, Message = "no memory", Errno = "ENOMEM" });
        var before = await Database.DumpAsync();

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.DeviceRefused, () => CreatePartitionAsync());

        Assert.Equal("ENOMEM", refusal.Metadata["errno"]);
        Assert.Contains("no memory", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await Database.DumpAsync());
    }

    [Fact]
    public async Task CreatePartition_RepeatedAfterAFailure_CreatesAnew()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = message => Failure(message, new CommandFailure { Reason = CommandFailure.Types.Reason.Device, Message = "no memory" });
        await Refusal.OfAsync(() => CreatePartitionAsync("p", request => request.RequestId = "r-1"));
        agents[0].Answer = agents[0].CarryOut;

        var partition = await CreatePartitionAsync("p", request => request.RequestId = "r-1");

        Assert.Equal((Partition.Types.State.Active, "r-1"), (partition.State, partition.RequestId));
        Assert.Equal([partition.Name], agents[0].Held.Keys);
    }

    [Fact]
    public async Task CreatePartition_SameRequestIdAtOnce_MakesOnePartition()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);

        var made = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => CreatePartitionAsync("p", request => request.RequestId = "r-1")));

        Assert.Single(made.Distinct());
        Assert.Equal(1, agents.Sum(agent => agent.Held.Count));
    }

    [Fact]
    public async Task CreatePartition_AgentDoesNotAnswer_EndsUnavailableAndNothingLingers()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = _ => null;
        var create = CreatePartitionAsync("p", request => request.RequestId = "r-1");
        var command = await agents[0].NextCommandAsync();
        await Time.WaitForTimerAsync(TestService.Options.CommandTimeout);

        Time.Advance(TestService.Options.CommandTimeout);

        var refusal = await Refusal.OfAsync(StatusCode.Unavailable, Reasons.CommandUnanswered, () => create);
        Assert.Equal((command.Command.Partition, "hosts/h1"), (refusal.Metadata["resource"], refusal.Metadata["host"]));
        Assert.Equal(Partition.Types.State.Creating, (await GetAsync(command.Command.Partition)).State);

        // The repetition waits for an answer of its own; the late answer to the first command is good enough.
        var again = CreatePartitionAsync("p", request => request.RequestId = "r-1");
        Assert.Equal(command, await agents[0].NextCommandAsync());
        await agents[0].AnswerAsync(agents[0].CarryOut(command));
        Assert.Equal((command.Command.Partition, Partition.Types.State.Active), ((await again).Name, (await again).State));
    }

    [Fact]
    public async Task CreatePartition_AgentDisconnects_CommandIsSentAgainAndTheRepetitionReturnsThePartition()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = _ => null;
        var create = CreatePartitionAsync("p", request => request.RequestId = "r-1");
        var command = await agents[0].NextCommandAsync();
        await Time.WaitForTimerAsync(TestService.Options.CommandTimeout);
        await agents[0].DropAsync();
        Time.Advance(TestService.Options.CommandTimeout);
        await Refusal.OfAsync(StatusCode.Unavailable, Reasons.CommandUnanswered, () => create);

        await using var back = agents[0].Again(Service.NewChannel());
        await back.HelloAsync();
        var sent = await back.NextCommandAsync();
        await back.HeartbeatAsync();

        Assert.Equal(command, sent);
        Assert.Equal(Partition.Types.State.Active, (await GetAsync(sent.Command.Partition)).State);
        var repeated = await CreatePartitionAsync("p", request => request.RequestId = "r-1");
        Assert.Equal(sent.Command.Partition, repeated.Name);
        Assert.Single(back.Held);
    }

    [Fact]
    public async Task CreatePartition_CallerGoesAway_LeavesTheAnswerToTheRepetition()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = _ => null;
        using var caller = new CancellationTokenSource();
        var request = new CreatePartitionRequest { Pool = "pools/p", RequestId = "r-1" };
        var create = Partitions.CreatePartitionAsync(request, cancellationToken: caller.Token).ResponseAsync;
        var command = await agents[0].NextCommandAsync();

        await caller.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => create)).StatusCode);
        await agents[0].AnswerAsync(agents[0].CarryOut(command));
        Assert.Equal(command.Command.Partition, (await CreatePartitionAsync("p", r => r.RequestId = "r-1")).Name);
    }

    [Fact]
    public async Task CreatePartition_AnotherHostAnswers_IsNotTheAnswer()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        agents[0].Answer = _ => null;
        var create = CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var command = await agents[0].NextCommandAsync();
        var before = await Database.DumpAsync();

        await agents[1].AnswerAsync(Failure(command, new CommandFailure { Reason = CommandFailure.Types.Reason.Device, Message = "forged" }));
        await agents[1].AnswerAsync(agents[1].CarryOut(command));
        await agents[1].AnswerAsync(new CommandResult { CommandId = command.MessageId, Partition = command.Command.Partition, Deleted = new Empty() });
        await agents[1].DeliverAsync(new AgentMessage { PartitionEvent = new PartitionEvent { Partition = command.Command.Partition, Closed = new Empty() } });

        Assert.Equal(before, await Database.DumpAsync());
        Assert.False(create.IsCompleted);
        await agents[0].AnswerAsync(agents[0].CarryOut(command));
        Assert.Equal(("hosts/h1", Partition.Types.State.Active), ((await create).Host, (await create).State));
    }

    [Fact]
    public async Task DeletePartition_AnotherHostAnswers_IsNotTheAnswer()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        agents[0].Answer = _ => null;
        var delete = DeleteAsync(partition.Name);
        var command = await agents[0].NextAsync(message => message.Command?.Delete is not null);

        await agents[1].AnswerAsync(agents[1].CarryOut(command));

        Assert.Equal(Partition.Types.State.Deleting, (await GetAsync(partition.Name)).State);
        Assert.False(delete.IsCompleted);
        await agents[0].AnswerAsync(agents[0].CarryOut(command));
        await delete;
    }

    [Fact]
    public async Task CommandResult_CreatedAfterTheRecordIsGone_IsClosedAgain()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var partition = await CreatePartitionAsync();
        var create = agents[0].Received.Single(message => message.Command is not null);
        await DeleteAsync(partition.Name);
        Assert.Empty(agents[0].Held);

        await agents[0].AnswerAsync(agents[0].CarryOut(create));

        Assert.Equal(2, agents[0].Received.Count(message => message.Command?.Delete is not null));
        Assert.Empty(agents[0].Held);
    }

    [Fact]
    public async Task DeletePartition_Active_ClosesItOnItsHost()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var partition = await CreatePartitionAsync();

        await DeleteAsync(partition.Name);

        Assert.Empty(agents[0].Held);
        await Refusal.OfAsync(StatusCode.NotFound, Reasons.PartitionNotFound, () => GetAsync(partition.Name));
    }

    [Fact]
    public async Task DeletePartition_AgentAway_StaysRecordedAndIsCarriedOutWhenItIsBack()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var partition = await CreatePartitionAsync();
        await agents[0].DropAsync();
        await GoneAsync("h1");

        await Refusal.OfAsync(StatusCode.Unavailable, Reasons.CommandUnanswered, () => DeleteAsync(partition.Name));

        Assert.Equal(Partition.Types.State.Deleting, (await GetAsync(partition.Name)).State);
        await using var back = agents[0].Again(Service.NewChannel());
        await back.HelloAsync();
        Assert.NotNull((await back.NextCommandAsync()).Command.Delete);
        await back.HeartbeatAsync();
        await Refusal.OfAsync(StatusCode.NotFound, Reasons.PartitionNotFound, () => GetAsync(partition.Name));
    }

    [Fact]
    public async Task DeletePartition_DeviceRefuses_SaysThatItWasNotClosed()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var partition = await CreatePartitionAsync();
        agents[0].Answer = message => Failure(message, new CommandFailure { Reason = CommandFailure.Types.Reason.Device, Message = "busy", Errno = "EBUSY" });

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.DeviceRefused, () => DeleteAsync(partition.Name));

        Assert.Equal($"hosts/h1 did not carry out the command for {partition.Name}: busy", refusal.Message);
        Assert.Equal(Partition.Types.State.Deleting, (await GetAsync(partition.Name)).State);
    }

    [Fact]
    public async Task Hello_WithoutAnActivePartition_MarksItLost()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var kept = await CreatePartitionAsync();
        var lost = await CreatePartitionAsync();
        await agents[0].DropAsync();
        await using var back = agents[0].Again(Service.NewChannel());
        back.Held.Remove(lost.Name);

        await back.HelloAsync();

        Assert.Equal((Partition.Types.State.Active, Partition.Types.State.Lost), ((await GetAsync(kept.Name)).State, (await GetAsync(lost.Name)).State));
        await DeleteAsync(lost.Name);
        await Refusal.OfAsync(StatusCode.NotFound, Reasons.PartitionNotFound, () => GetAsync(lost.Name));
    }

    [Fact]
    public async Task Hello_WithALostPartition_HasFoundItAgain()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var partition = await CreatePartitionAsync();
        await agents[0].DropAsync();
        await using (var without = agents[0].Again(Service.NewChannel(), keepsPartitions: false))
        {
            await without.HelloAsync();
        }

        await using var with = agents[0].Again(Service.NewChannel());
        await with.HelloAsync();

        Assert.Equal(Partition.Types.State.Active, (await GetAsync(partition.Name)).State);
    }

    [Fact]
    public async Task PartitionEvent_CreatedByHand_IsAdoptedAndClosedByHand()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var name = NewName();
        var created = ByHand(name);

        await agents[0].DeliverAsync(new AgentMessage { PartitionEvent = created });
        var before = await Database.DumpAsync();
        await agents[0].DeliverAsync(new AgentMessage { PartitionEvent = created });

        var partition = await GetAsync(name);
        Assert.Equal((Partition.Types.State.Active, "pools/p", "hosts/h1", 1UL, "by hand"), (partition.State, partition.Pool, partition.Host, partition.Generation, partition.DisplayName));
        Assert.Equal(created.Created.Features, partition.Features);
        Assert.Equal(before, await Database.DumpAsync());
        await agents[0].DeliverAsync(new AgentMessage { PartitionEvent = new PartitionEvent { Partition = name, Closed = new Empty() } });
        await Refusal.OfAsync(StatusCode.NotFound, Reasons.PartitionNotFound, () => GetAsync(name));
    }

    [Fact]
    public async Task PartitionEvent_SentAgainAfterTheAgentsRestart_IsOnePartition()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var created = ByHand(NewName());
        created.Created.Offline = true;

        await agents[0].DeliverAsync(new AgentMessage { PartitionEvent = created });
        await agents[0].DropAsync();
        await using var again = agents[0].Again(Service.NewChannel());
        again.Held.Add(created.Partition, created.Created.Features);
        await again.HelloAsync();
        var before = await Database.DumpAsync();
        await again.DeliverAsync(new AgentMessage { PartitionEvent = created });

        Assert.Equal(before, await Database.DumpAsync());
        var listed = await Partitions.ListPartitionsAsync(new ListPartitionsRequest(), cancellationToken: Cancel);
        Assert.Equal((created.Partition, Partition.Types.State.Active), Assert.Single(listed.Partitions.Select(one => (one.Name, one.State))));
    }

    [Fact]
    public async Task PartitionEvent_ClosedSentTwiceOverTwoStreams_StaysClosed()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var created = ByHand(NewName());
        var closed = new PartitionEvent { Partition = created.Partition, Closed = new Empty() };
        await agents[0].DeliverAsync(new AgentMessage { PartitionEvent = created });

        await agents[0].DeliverAsync(new AgentMessage { PartitionEvent = closed });
        await agents[0].DropAsync();
        await using var again = agents[0].Again(Service.NewChannel());
        await again.HelloAsync();
        await again.DeliverAsync(new AgentMessage { PartitionEvent = closed });

        await Refusal.OfAsync(StatusCode.NotFound, Reasons.PartitionNotFound, () => GetAsync(created.Partition));
    }

    [Fact]
    public async Task PartitionEvent_ThatCannotBeStored_IsRejectedAndTheStreamGoesOn()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var wrong = ByHand(NewName());
        wrong.Created.Features = FeatureWords.Plain.Without("aes").Wire;
        var right = ByHand(NewName());

        var rejected = await Assert.ThrowsAsync<RejectedException>(
            () => agents[0].DeliverAsync(new AgentMessage { PartitionEvent = wrong }));
        await agents[0].DeliverAsync(new AgentMessage { PartitionEvent = right });

        Assert.Equal(Reasons.ReadBackDiffers, rejected.Rejection.Reason);
        Assert.Contains("aes (bank0:16) missing on read-back", rejected.Rejection.Message, StringComparison.Ordinal);
        Assert.False(agents[0].Ended.IsCompleted);
        Assert.Equal(Partition.Types.State.Active, (await GetAsync(right.Partition)).State);
    }

    [Fact]
    public async Task PartitionEvent_AboutAnotherHostsPartition_TouchesNothing()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var before = await Database.DumpAsync();

        await agents[1].DeliverAsync(new AgentMessage { PartitionEvent = new PartitionEvent { Partition = partition.Name, Closed = new Empty() } });
        await agents[1].DeliverAsync(new AgentMessage { PartitionEvent = ByHand(partition.Name) });

        Assert.Equal(before, await Database.DumpAsync());
    }

    [Fact]
    public async Task PartitionEvent_NameOfAnyLengthAndKind_IsStoredInPlainCharacters()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        var created = ByHand(NewName());
        created.Created.DisplayName = "a\0b\n" + string.Concat(Enumerable.Repeat("\U0001F600", 150));

        await agents[0].DeliverAsync(new AgentMessage { PartitionEvent = created });

        var name = (await GetAsync(created.Partition)).DisplayName;
        Assert.StartsWith("a b \U0001F600", name, StringComparison.Ordinal);
        Assert.InRange(name.Length, 190, 200);
        Assert.DoesNotContain('\uFFFD', name);
    }

    [Fact]
    public async Task Partitions_WhenThePoolIsLowered_NeverChange()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var partition = await CreatePartitionAsync();
        await Service.ConnectAsync("low", FeatureWords.X86("sse3"));

        Assert.Equal(2UL, (await AddAsync("p", "low")).Pool.Generation);

        Assert.Equal(partition, await GetAsync(partition.Name));
        Assert.Equal(FeatureWords.X86("sse3").Wire, (await CreatePartitionAsync("p", request => request.Host = "hosts/h1")).Features);
    }

    [Fact]
    public async Task ListPartitions_FiltersAndPages_GiveEachOnceInOrderOfName()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await CreatePoolAsync("q");
        await Service.ConnectAsync("other");
        await AddAsync("q", "other");
        var made = new List<Partition>();
        for (var i = 0; i < 6; i++)
        {
            made.Add(await CreatePartitionAsync());
        }

        made.Add(await CreatePartitionAsync("q"));

        Assert.Equal(made.Select(p => p.Name).Order(StringComparer.Ordinal), await ListAsync(new ListPartitionsRequest { PageSize = 2 }));
        Assert.Equal(6, (await ListAsync(new ListPartitionsRequest { PageSize = 4, Pool = "pools/p" })).Count);
        Assert.Equal(3, (await ListAsync(new ListPartitionsRequest { PageSize = 1, Host = "hosts/h2" })).Count);
        Assert.Empty(await ListAsync(new ListPartitionsRequest { Pool = "pools/q", Host = "hosts/h2" }));
    }

    [Fact]
    public async Task RecordMigration_ToAMember_KeepsTheSetAndClosesTheSource()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.With("fma"));
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");

        var moved = await MigrateAsync(partition.Name, "h2");

        Assert.Equal(("hosts/h2", Partition.Types.State.Active), (moved.Host, moved.State));
        Assert.Equal((partition.Features, partition.Generation), (moved.Features, moved.Generation));
        await agents[0].NextAsync(message => message.Command?.Delete is not null);
        await agents[0].HeartbeatAsync();
        Assert.Equal(moved, await GetAsync(partition.Name));
        Assert.Equal(moved, await MigrateAsync(partition.Name, "h2"));
    }

    [Fact]
    public async Task RecordMigration_SourceAwayAtThatTime_IsClosedWhenItIsBack()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        await agents[0].DropAsync();
        await MigrateAsync(partition.Name, "h2");

        await using var back = agents[0].Again(Service.NewChannel());
        await back.HelloAsync();
        Assert.NotNull((await back.NextCommandAsync()).Command.Delete);
        await back.HeartbeatAsync();

        var moved = await GetAsync(partition.Name);
        Assert.Equal(("hosts/h2", Partition.Types.State.Active), (moved.Host, moved.State));
        await DeleteAsync(partition.Name);
        await Refusal.OfAsync(StatusCode.NotFound, Reasons.PartitionNotFound, () => GetAsync(partition.Name));
    }

    [Fact]
    public async Task RecordMigration_HostThatCannotHaveIt_IsRefusedWithEveryReason()
    {
        var properties = new CompatibilityProperties { PhysicalAddressWidth = 46, CacheLineFlushSize = 64, XsaveStates = 7, MaxXsaveDataSize = 832 };
        await PoolOfAsync("p", FeatureWords.Plain with { Properties = properties });
        var partition = await CreatePartitionAsync();
        await Service.ConnectAsync("t", new FeatureWords(
            FeatureWords.Plain.Without("aes", "avx2").Set,
            "AuthenticAMD",
            new CompatibilityProperties { PhysicalAddressWidth = 39, CacheLineFlushSize = 32, XsaveStates = 3, MaxXsaveDataSize = 576 },
            Simulated: true));
        var before = await Database.DumpAsync();

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.HostsDoNotFit, () => MigrateAsync(partition.Name, "t"));

        Assert.Equal(
            [
                "SIMULATION_DIFFERS", "VENDOR_DIFFERS", "FEATURE_MISSING", "FEATURE_MISSING", "PROPERTY_DIFFERS", "PROPERTY_DIFFERS",
                "PROPERTY_DIFFERS", "PROPERTY_DIFFERS", "POOL_BASELINE",
            ],
            refusal.Preconditions.Select(p => p.Type));
        Assert.Equal(before, await Database.DumpAsync());
    }

    [Fact]
    public async Task RecordMigration_ItsHostBecameAnotherMachine_IsJudgedByWhatItWasMadeOf()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain, FeatureWords.Plain);
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        await MigrateAsync(partition.Name, "h2");
        await agents[1].ReportAsync(FeatureWords.Plain with { Vendor = "AuthenticAMD" });

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.HostsDoNotFit, async () => await Hosts.GetCreationArgumentsAsync(
            new GetCreationArgumentsRequest { Host = "hosts/h2", Partition = partition.Name },
            cancellationToken: Cancel));

        Assert.Equal(["VENDOR_DIFFERS"], refusal.Preconditions.Select(p => p.Type));
        Assert.Equal("hosts/h3", (await MigrateAsync(partition.Name, "h3")).Host);
    }

    [Fact]
    public async Task RecordMigration_WhileItIsBeingMadeOrDeleted_IsRefused()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        agents[0].Answer = _ => null;
        var create = CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var command = await agents[0].NextCommandAsync();
        var name = command.Command.Partition;

        await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.PartitionBusy, () => MigrateAsync(name, "h2"));
        await agents[0].AnswerAsync(agents[0].CarryOut(command));
        await create;
        var delete = DeleteAsync(name);
        command = await agents[0].NextAsync(message => message.Command?.Delete is not null);
        await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.PartitionBusy, () => MigrateAsync(name, "h2"));
        await agents[0].AnswerAsync(agents[0].CarryOut(command));
        await delete;
    }

    [Fact]
    public async Task CreatePartition_DeletedBeforeItsHostAnswers_SaysSo()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = _ => null;
        var create = CreatePartitionAsync();
        var command = await agents[0].NextCommandAsync();
        var delete = DeleteAsync(command.Command.Partition);
        var close = await agents[0].NextAsync(message => message.Command?.Delete is not null);

        await agents[0].AnswerAsync(agents[0].CarryOut(command));
        await agents[0].AnswerAsync(agents[0].CarryOut(close));

        await delete;
        await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.PartitionBusy, () => create);
        Assert.Empty(agents[0].Held);
    }

    private static CommandResult Failure(ServiceMessage message, CommandFailure failure) =>
        new() { CommandId = message.MessageId, Partition = message.Command.Partition, Failure = failure };

    private static string NewName() => $"partitions/{Guid.CreateVersion7()}";

    private static PartitionEvent ByHand(string name) =>
        new()
        {
            Partition = name,
            Created = new PartitionReport
            {
                DisplayName = "by hand",
                Pool = "pools/p",
                Generation = 1,
                RequestedFeatures = FeatureWords.Plain.Wire,
                Features = FeatureWords.Plain.Wire,
                DisableMask = new DisableMask { ProcessorBanks = { 0, 0 } },
            },
        };

    private async Task<Partition> GetAsync(string name) =>
        await Partitions.GetPartitionAsync(new GetPartitionRequest { Name = name }, cancellationToken: Cancel);

    private Task DeleteAsync(string name) =>
        Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = name }, cancellationToken: Cancel).ResponseAsync;

    private async Task<Partition> MigrateAsync(string name, string host) =>
        await Partitions.RecordMigrationAsync(new RecordMigrationRequest { Partition = name, TargetHost = $"hosts/{host}" }, cancellationToken: Cancel);

    private async Task<IReadOnlyList<string>> ListAsync(ListPartitionsRequest request)
    {
        var names = new List<string>();
        do
        {
            var page = await Partitions.ListPartitionsAsync(request, cancellationToken: Cancel);
            names.AddRange(page.Partitions.Select(partition => partition.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return names;
    }
}
