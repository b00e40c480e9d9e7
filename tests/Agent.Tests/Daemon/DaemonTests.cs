using Grpc.Core;
using Levelset.Agent.Daemon;
using Levelset.Agent.Devices;
using Levelset.Agent.Mapping;
using Levelset.Agent.State;
using Levelset.Agent.Tests.Devices;
using Levelset.Agent.Tests.Partitions;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Kind = Levelset.V1.AgentMessage.BodyOneofCase;

namespace Levelset.Agent.Tests.Daemon;

/// <summary>The daemon and a service over a real connection. The limits only end what hangs.</summary>
public sealed class DaemonTests
{
    private const int Limit = 300_000;
    private static readonly FeatureSet Own = Simulations.SupportedBy("genoa");
    private static readonly FeatureSet Baseline = Own.Except(Set("nested_virt", "aes"));

    [Fact(Timeout = Limit)]
    public async Task Stream_Opened_SaysHelloReportsAndBeats()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);

        var stream = await service.AcceptAsync();
        var hello = (await stream.ReceiveAsync(Kind.Hello)).Hello;
        await stream.WelcomeAsync(heartbeatMilliseconds: 1);
        var report = (await stream.ReceiveAsync(Kind.FeatureReport)).FeatureReport;
        var first = await stream.ReceiveAsync(Kind.Heartbeat);
        var second = await stream.ReceiveAsync(Kind.Heartbeat);

        Assert.Equal(("h1", 1u, "", "Host one"), (hello.HostId, hello.ProtocolVersion, hello.ResumeToken, hello.DisplayName));
        Assert.True(hello.Simulated);
        Assert.Empty(hello.Partitions);
        Assert.Equal("simulated from profile genoa", hello.Platform.Hypervisor);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), hello.Platform.Kernel);
        Assert.Equal("AMD EPYC 9654 96-Core Processor", hello.Platform.CpuModel);
        Assert.Equal(Catalogue.X86_64.Version, hello.Platform.CatalogueVersion);
        Assert.NotEqual(string.Empty, hello.Platform.AgentVersion);
        Assert.Equal((V1.Architecture.X8664, "AuthenticAMD"), (report.Architecture, report.Vendor));
        Assert.Equal(Own, report.Supported.ToSet(Architecture.X86_64));
        Assert.Equal(52u, report.Properties.PhysicalAddressWidth);
        Assert.Empty(report.UnreportedWords);
        Assert.NotEqual(first.MessageId, second.MessageId);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Create_Command_IsCarriedOutOnceHoweverOftenItComes()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();

        var created = (await stream.CommandAsync("c1", Create("partitions/p1"))).CommandResult.Created;
        var again = (await stream.CommandAsync("c1", Create("partitions/p1"))).CommandResult.Created;
        var anew = (await stream.CommandAsync("c2", Create("partitions/p1"))).CommandResult.Created;

        Assert.Equal(Baseline, created.Features.ToSet(Architecture.X86_64));
        Assert.Equal(Baseline, created.RequestedFeatures.ToSet(Architecture.X86_64));
        Assert.Equal(("guest", "pools/a", 3ul), (created.DisplayName, created.Pool, created.Generation));
        Assert.Equal(created, again);
        Assert.Equal(created, anew);
        Assert.Equal(1, device.LivePartitions);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Delete_Command_ClosesAndSucceedsAgain()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();
        await stream.CommandAsync("c1", Create("partitions/p1"));

        var deleted = await stream.CommandAsync("c2", Delete("partitions/p1"));
        var again = await stream.CommandAsync("c2", Delete("partitions/p1"));
        var anew = await stream.CommandAsync("c3", Delete("partitions/p1"));

        Assert.All([deleted, again, anew], message => Assert.NotNull(message.CommandResult.Deleted));
        Assert.Equal(0, device.LivePartitions);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Report_Command_SaysAgainWhatIsHeldAndThatTheRestIsNot()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();
        var created = await stream.CommandAsync("create/p1", Create("partitions/p1"));

        var held = await stream.CommandAsync("report/p1", Report("partitions/p1"));
        var other = await stream.CommandAsync("report/p2", Report("partitions/p2"));

        Assert.Equal(("report/p1", created.CommandResult.Created), (held.CommandResult.CommandId, held.CommandResult.Created));
        Assert.Equal(("report/p2", true), (other.CommandResult.CommandId, other.CommandResult.Deleted is not null));
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Delete_CommandThatOvertookTheCreation_IsCarriedOutWhenItComesAgain()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();

        await stream.CommandAsync("delete/p1", Delete("partitions/p1"));
        await stream.CommandAsync("create/p1", Create("partitions/p1"));
        Assert.Equal(1, device.LivePartitions);
        var again = await stream.CommandAsync("delete/p1", Delete("partitions/p1"));

        Assert.NotNull(again.CommandResult.Deleted);
        Assert.Equal(0, device.LivePartitions);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Create_HypervisorDropsAFeature_AnswersWithItAndLeavesNothing()
    {
        using var device = Simulations.Genoa(new SimulatedFaults(set => set.Except(Set("avx2"))));
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();

        var failure = (await stream.CommandAsync("c1", Create("partitions/p1"))).CommandResult.Failure;

        Assert.Equal(V1.CommandFailure.Types.Reason.ReadBackDiffers, failure.Reason);
        Assert.Equal(
            new V1.Feature { Word = "xsave", Bit = 3, Name = "avx2", Kind = "capability" },
            Assert.Single(failure.Missing));
        Assert.Empty(failure.Unexpected);
        Assert.Equal(string.Empty, failure.Errno);
        Assert.Equal(0, device.LivePartitions);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Create_DeviceRefuses_AnswersWithCallErrnoAndStatus()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();
        var arguments = CreationArguments.For(Baseline, Own, Catalogue.X86_64, ReservedBits.HypervisorDefault);

        var failure = (await stream.CommandAsync("c1", Create("partitions/p1", arguments with
        {
            EarlyProperties = [new EarlyProperty(EarlyPropertyKind.PhysicalAddressWidth, 60)],
        }))).CommandResult.Failure;

        Assert.Equal((V1.CommandFailure.Types.Reason.Device, "EIO"), (failure.Reason, failure.Errno));
        Assert.Equal("MSHV_ROOT_HVCALL", failure.Ioctl);
        Assert.Equal((0xAu, "property value out of range"), (failure.HypervisorStatus, failure.HypervisorStatusName));
        Assert.Equal(0, device.LivePartitions);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Create_KernelWithoutFeatureBanks_SaysWhichIsNeededAndCreatesNothing()
    {
        using var device = Simulations.Genoa(SimulatedFaults.None with { Kernel = KernelRules.Linux615 });
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();

        var failure = (await stream.CommandAsync("c1", Create("partitions/p1"))).CommandResult.Failure;

        Assert.Equal((V1.CommandFailure.Types.Reason.Device, "EINVAL"), (failure.Reason, failure.Errno));
        Assert.Contains("need Linux 6.19 or later, or Microsoft's own kernel; this is Linux 6.15", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, device.LivePartitions);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Create_CommandWithEarlyProperties_SetsAndReportsThem()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();
        var arguments = CreationArguments.For(Baseline, Own, Catalogue.X86_64, ReservedBits.HypervisorDefault) with
        {
            EarlyProperties = [new EarlyProperty(EarlyPropertyKind.SyntheticProcFeatures, 7), new EarlyProperty(EarlyPropertyKind.PhysicalAddressWidth, 40)],
        };

        var created = (await stream.CommandAsync("c1", Create("partitions/p1", arguments))).CommandResult.Created;

        Assert.Equal([(0x0001_0001u, 7ul), (0x0006_0006u, 40ul)], created.EarlyProperties.Select(property => (property.Code, property.Value)));
        Assert.Equal(7UL, created.SyntheticFeatures);
        Assert.Equal(40u, created.Properties.PhysicalAddressWidth);
        Assert.Equal((0xFul, 0ul), (created.PtFlags, created.PtIsolation));
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Create_ArgumentsThatDoNotFitTheHost_NeverReachTheDevice()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();
        var wanted = Baseline.Union(Set("xop"));
        var arguments = CreationArguments.For(wanted, wanted, Catalogue.X86_64, ReservedBits.HypervisorDefault);

        var failure = (await stream.CommandAsync("c1", Create("partitions/p1", arguments))).CommandResult.Failure;
        var nothing = (await stream.CommandAsync("c2", new V1.Command { Partition = "partitions/p1" })).CommandResult.Failure;

        Assert.Equal(V1.CommandFailure.Types.Reason.FeaturesMissing, failure.Reason);
        Assert.Contains("xop", failure.Missing.Select(feature => feature.Name));
        Assert.Equal(V1.CommandFailure.Types.Reason.Unsupported, nothing.Reason);
        Assert.Equal(0, device.LivePartitions);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Stream_Dropped_ResumesAndSendsAgainUntilAcknowledged()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (first, _, _) = await service.WelcomeAsync();
        var result = await first.CommandAsync("c1", Create("partitions/p1"));
        first.Drop();

        var (second, hello, _) = await service.WelcomeAsync();
        var resent = await second.ReceiveAsync(Kind.CommandResult);
        await second.AckAsync(resent);

        // The answer to a command that follows the Ack shows that the Ack was read.
        var later = await second.CommandAsync("c2", Delete("partitions/none"));
        await second.AckAsync(later);
        var last = await second.CommandAsync("c3", Delete("partitions/none"));
        second.Drop();
        var (third, _, _) = await service.WelcomeAsync();
        var pending = await third.ReceiveAsync(Kind.CommandResult);

        Assert.Equal("token", hello.ResumeToken);
        Assert.Equal(["partitions/p1"], hello.Partitions);
        Assert.Equal(result, resent);
        Assert.Equal(last, pending);
        Assert.Equal(1, agent.Outbox.Count);
        Assert.Equal(1, device.LivePartitions);
        third.Drop();
    }

    [Theory(Timeout = Limit)]
    [InlineData(StatusCode.AlreadyExists)]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.InvalidArgument)]
    public async Task Stream_Refused_LogsAnErrorAndTriesAgain(StatusCode code)
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        agent.Expected = error => error.Contains("in use elsewhere", StringComparison.Ordinal);

        (await service.AcceptAsync()).Fail(new Status(code, "in use elsewhere"));
        var (stream, _, _) = await service.WelcomeAsync();

        Assert.Contains($"{code}: in use elsewhere", Assert.Single(agent.Logs.Errors), StringComparison.Ordinal);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Stream_ServiceUnwell_TriesAgainWithoutAnError()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);

        (await service.AcceptAsync()).Fail(new Status(StatusCode.Unavailable, "going down"));
        (await service.AcceptAsync()).Fail(new Status(StatusCode.Internal, "broken"));
        (await service.AcceptAsync()).Drop();
        var (stream, _, _) = await service.WelcomeAsync();

        Assert.Empty(agent.Logs.Errors);
        Assert.True(agent.Logs.Has(5105));
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task Stream_ServiceAnswersHelloWithSomethingElse_StartsAnew()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);

        var odd = await service.AcceptAsync();
        await odd.SendAsync(new V1.ServiceMessage { Command = Create("partitions/p1") });
        var (stream, _, _) = await service.WelcomeAsync();

        Assert.Equal(0, device.LivePartitions);
        odd.Drop();
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task LocalCreate_FromTheAssignment_IsReadBackAndToldToTheService()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();
        await AssignAsync(stream, Baseline);

        var json = await agent.RunJsonAsync("create", "--name", "web", "--exclude", "avx2");
        var message = await stream.ReceiveAsync(Kind.PartitionEvent);
        var before = await agent.RunJsonAsync("partitions");
        await stream.AckAsync(message);
        await stream.CommandAsync("after-the-ack", Delete("partitions/none"));
        var after = await agent.RunJsonAsync("partitions");

        var name = json.GetProperty("name").GetString()!;
        var report = message.PartitionEvent.Created;
        var got = report.Features.ToSet(Architecture.X86_64)!;
        Assert.Matches("^partitions/[0-9a-f]{8}-", name);
        Assert.Equal(name, message.PartitionEvent.Partition);
        Assert.Equal(("web", "pools/a", 3ul), (report.DisplayName, report.Pool, report.Generation));
        Assert.Equal(["avx2"], report.ExcludedFeatures);

        // What requires avx2 goes with it, and nothing else.
        Assert.Equal(
            CreationArguments.FeaturesFor(Baseline, new PartitionRequest(false, Set("avx2")), Catalogue.X86_64).Features,
            got);
        Assert.False(got.Contains(Set("avx2").Bits().Single()));
        Assert.Equal(FeatureSetText.ToHex(got.Xsave), json.GetProperty("words").GetProperty("xsave").GetString());
        Assert.Equal(FeatureSetText.ToHex(got.Xsave), json.GetProperty("requested_words").GetProperty("xsave").GetString());
        Assert.Equal((false, true), (Recorded(before), Recorded(after)));
        Assert.Equal(1, device.LivePartitions);
        stream.Drop();

        static bool Recorded(System.Text.Json.JsonElement partitions) =>
            Assert.Single(partitions.EnumerateArray()).GetProperty("recorded").GetBoolean();
    }

    [Fact(Timeout = Limit)]
    public async Task LocalClose_ByNameForPeople_IsToldToTheService()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();
        await AssignAsync(stream, Baseline);
        await agent.RunJsonAsync("create", "--name", "web");
        var created = await stream.ReceiveAsync(Kind.PartitionEvent);

        var closed = await agent.RunAsync("close", "web");
        var message = await stream.ReceiveAsync(Kind.PartitionEvent);
        var again = await agent.RunAsync("close", "web");

        Assert.Equal(0, closed.ExitCode);
        Assert.NotNull(message.PartitionEvent.Closed);
        Assert.Equal(created.PartitionEvent.Partition, message.PartitionEvent.Partition);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("the agent holds no partition 'web'", again.Error, StringComparison.Ordinal);
        Assert.Equal(0, device.LivePartitions);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task LocalCreate_PrintedForPeople_ShowsBothSidesOfEveryWord()
    {
        using var device = Simulations.NeoverseN2();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();
        var own = Simulations.SupportedBy("neoverse-n2");
        await AssignAsync(stream, own);

        var (exitCode, output, error) = await agent.RunAsync("create");

        Assert.Equal((0, string.Empty), (exitCode, error));
        Assert.Matches($"bank0 +{FeatureSetText.ToHex(own.ProcessorBanks[0])} +{FeatureSetText.ToHex(own.ProcessorBanks[0])} +same", output);
        Assert.Contains("bank1", output, StringComparison.Ordinal);
        Assert.DoesNotContain("xsave", output, StringComparison.Ordinal);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task LocalCreate_UnknownFeatures_NamesEachAndExitsWith2()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);

        var (exitCode, _, error) = await agent.RunAsync("create", "--exclude", "foo", "avx2", "bank9:1");

        Assert.Equal(2, exitCode);
        Assert.Contains("'foo'", error, StringComparison.Ordinal);
        Assert.Contains("'bank9:1'", error, StringComparison.Ordinal);
        Assert.DoesNotContain("'avx2'", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task LocalCreate_NothingToCreateFrom_SaysWhy()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();

        var unassigned = await agent.RunAsync("create");
        await AssignAsync(stream, new V1.Assignment());
        var poolless = await agent.RunAsync("create");
        await AssignAsync(stream, new V1.Assignment { Pool = "pools/a", StateReason = "lacks avx512" });
        var quarantined = await agent.RunAsync("create");
        await AssignAsync(stream, Baseline);
        var nested = await agent.RunAsync("create", "--nested");
        await AssignAsync(stream, Baseline.Union(Set("xop")));
        var missing = await agent.RunAsync("create");

        Assert.All([unassigned, poolless, quarantined, nested, missing], run => Assert.Equal(1, run.ExitCode));
        Assert.Contains("not sent an assignment", unassigned.Error, StringComparison.Ordinal);
        Assert.Contains("not in a pool", poolless.Error, StringComparison.Ordinal);
        Assert.Contains("lacks avx512", quarantined.Error, StringComparison.Ordinal);
        Assert.Contains("nested virtualization", nested.Error, StringComparison.Ordinal);
        Assert.Contains("xop (bank0:6)", missing.Error, StringComparison.Ordinal);
        Assert.Equal(0, device.LivePartitions);
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task LocalCreate_NestedAskedForAndOffered_SetsFlagAndFeature()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);
        var (stream, _, _) = await service.WelcomeAsync();
        await AssignAsync(stream, Own);

        await agent.RunJsonAsync("create");
        var plain = (await stream.ReceiveAsync(Kind.PartitionEvent)).PartitionEvent.Created;
        await agent.RunJsonAsync("create", "--nested");
        var nested = (await stream.ReceiveAsync(Kind.PartitionEvent)).PartitionEvent.Created;

        var bit = Catalogue.X86_64.NestedVirtualization!.Value;
        Assert.False(plain.Features.ToSet(Architecture.X86_64)!.Contains(bit));
        Assert.True(nested.Features.ToSet(Architecture.X86_64)!.Contains(bit));
        Assert.Equal((false, true), (plain.Nested, nested.Nested));
        stream.Drop();
    }

    [Fact(Timeout = Limit)]
    public async Task LocalCreate_Arm64WithoutGic_IsAUsageFault()
    {
        using var device = Simulations.NeoverseN2();
        await using var service = await FakeService.StartAsync();
        await using var agent = RunningAgent.Start(service, device);

        var (exitCode, _, error) = await agent.RunAsync("create", "--exclude", "gic_v3v4");

        Assert.Equal(2, exitCode);
        Assert.Contains("gic_v3v4 cannot be excluded", error, StringComparison.Ordinal);
    }

    [Fact(Timeout = Limit)]
    public async Task Stop_Agent_EndsTheStreamInOrderAndClosesWhatItHolds()
    {
        using var device = Simulations.Genoa();
        await using var service = await FakeService.StartAsync();
        FakeStream stream;
        string path;
        await using (var agent = RunningAgent.Start(service, device))
        {
            path = agent.SocketPath;
            (stream, _, _) = await service.WelcomeAsync();
            await stream.CommandAsync("c1", Create("partitions/p1"));
            Assert.Equal(1, device.LivePartitions);

            var stopping = agent.StopAsync();
            await stream.ReceiveEndAsync();
            stream.Drop();
            await stopping;
        }

        Assert.Equal(0, device.LivePartitions);
        Assert.False(File.Exists(path));
    }

    private static V1.Command Create(string partition, CreationArguments? arguments = null) => new()
    {
        Partition = partition,
        Create = new V1.CreatePartitionCommand
        {
            Arguments = WireArguments.Of(
                arguments ?? CreationArguments.For(Baseline, Own, Catalogue.X86_64, ReservedBits.HypervisorDefault)),
            DisplayName = "guest",
            Pool = "pools/a",
            Generation = 3,
        },
    };

    private static V1.Command Report(string partition) =>
        new() { Partition = partition, Report = new V1.ReportPartitionCommand() };

    private static V1.Command Delete(string partition) =>
        new() { Partition = partition, Delete = new V1.DeletePartitionCommand() };

    private static Task AssignAsync(FakeStream stream, FeatureSet baseline) => AssignAsync(stream, new V1.Assignment
    {
        Pool = "pools/a",
        Generation = 3,
        Baseline = baseline.ToWire(),
        ReservedBits = V1.PoolPolicy.Types.ReservedBits.HypervisorDefault,
        HostState = V1.Host.Types.State.Ready,
    });

    /// <summary>Assigns, and waits until the agent has read it: the answer to a later command shows that.</summary>
    private static async Task AssignAsync(FakeStream stream, V1.Assignment assignment)
    {
        await stream.SendAsync(new V1.ServiceMessage { Assignment = assignment });
        var fence = await stream.CommandAsync(Outbox.NewId(), Delete("partitions/none"));
        await stream.AckAsync(fence);
    }

    private static FeatureSet Set(params string[] names)
    {
        Assert.Empty(Catalogue.X86_64.ParseNames(names, out var set));
        return set;
    }
}
