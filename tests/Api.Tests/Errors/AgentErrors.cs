using Google.Protobuf.WellKnownTypes;
using static Levelset.Api.Tests.Errors.ErrorCase;

namespace Levelset.Api.Tests.Errors;

/// <summary>What agents say wrongly. Each ends the stream, or is rejected where the table says so; nothing of the message is stored.</summary>
internal static class AgentErrors
{
    private const string Partition = "partitions/018f0000-0000-7000-8000-000000000000";

    public static IEnumerable<ErrorCase> Cases { get; } =
    [
        Hello("a malformed host id", hello => hello.HostId = "Host_1"),
        Hello("a host id of a million characters", hello => hello.HostId = new string('a', 1_000_000)),
        Hello("another protocol version", hello => hello.ProtocolVersion = 2),
        Hello("a malformed partition in hello", hello => hello.Partitions.AddRange([Partition, "partitions/1"])),
        Hello("a display name with control characters", hello => hello.DisplayName = "a\0b"),
        Hello("a resume token that is too long", hello => hello.ResumeToken = new string('0', 201)),
        Hello("a platform text that is too long", hello => hello.Platform.Kernel = new string('x', 501)),
        After("Connect: a host id that another agent uses", t => t.Service.ConnectAsync("h1"), t => t.Service.Agent("h1").HelloAsync()),
        After("Connect: a simulated agent for a real host of a pool", RealMemberGone, t => t.Service.Agent("h1", FeatureWords.Plain with { Simulated = true }).HelloAsync()),
        Of("Connect: a report before hello", FirstIsAReport),
        Sends("a second hello", agent => new AgentMessage { Hello = new Hello { HostId = agent.Host, ProtocolVersion = 1 } }),
        Sends("a message without a body", _ => new AgentMessage()),

        Reports("an architecture that does not exist", report => report.Architecture = (Architecture)7),
        Reports("an empty vendor", report => report.Vendor = ""),
        Reports("an unknown vendor", report => report.Vendor = "CyrixInstead"),
        Reports("a vendor of the other architecture", report => report.Vendor = "Arm"),
        Reports("no feature words", report => report.Supported = null),
        Reports("more banks than the architecture has", report => report.Supported.ProcessorBanks.Add(0)),
        Reports("fewer banks than the architecture has", report => report.Supported.ProcessorBanks.RemoveAt(1)),
        Reports("an xsave word on arm64", report => (report.Architecture, report.Vendor) = (Architecture.Arm64, "Arm")),
        Reports("an unreported word that is not zero", report => report.UnreportedWords.AddRange(["bank1", "xsave"])),
        Reports("an unreported word that does not exist", report => report.UnreportedWords.Add("bank2")),
        Reports("a report time out of range", report => report.ReportTime = new Timestamp { Seconds = long.MaxValue }),
        Reports("a report time with negative nanoseconds", report => report.ReportTime = new Timestamp { Seconds = 1, Nanos = -1 }),
        Reports("a source that does not exist", report => report.Source = (FeatureReport.Types.Source)6),
        Reports("a cause that does not exist", report => report.Cause = (FeatureReport.Types.Cause)9),
        Reports("a source detail with control characters", report => report.SourceDetail = "a\u0001"),
        Reports("a change of a word that does not exist", report => report.Change = new ReportChange { Lost = { new Feature { Word = "bank2" } } }),
        Reports("a change of bit 64", report => report.Change = new ReportChange { Gained = { new Feature { Word = "bank0", Bit = 64 } } }),
        Reports("a change of properties with control characters", report => report.Change = new ReportChange { Properties = { "a\0" } }),
        Reports("a change with a platform that is too long", report => report.Change = new ReportChange
        {
            Before = new Platform { Microcode = new string('x', 501) },
            After = new Platform { Hypervisor = new string('x', 501) },
        }),
        Reports("several errors at once", report => (report.Vendor, report.Supported, report.Platform.CpuModel) = ("nobody", new FeatureSet(), "a\0")),

        Tells("an event without a body", new PartitionEvent { Partition = Partition }),
        Tells("an event about a malformed partition", new PartitionEvent { Partition = "partitions/1", Closed = new Empty() }),
        Tells("an adopted partition that differs from its request", Created(report => report.Features.ProcessorBanks[0] &= ~(1UL << 16))),
        Tells("an adopted partition with malformed words", Created(report => (report.Features, report.RequestedFeatures, report.DisableMask) = (new FeatureSet(), null, new DisableMask { ProcessorBanks = { 1, 2, 3 } }))),
        Tells("an adopted partition with an unknown excluded feature", Created(report => report.ExcludedFeatures.Add("warp_drive"))),
        Tells("an adopted partition with a malformed pool name", Created(report => report.Pool = "p")),
        Tells("an adopted partition with an invalid generation", Created(report => report.Generation = ulong.MaxValue)),
        Tells("an adopted partition with an invalid time", Created(report => report.CreateTime = new Timestamp { Nanos = int.MaxValue })),
        new("Connect: an adopted partition before any report", async t =>
        {
            var agent = t.Service.Agent("h1");
            await agent.HelloAsync();
            return () => agent.DeliverAsync(new AgentMessage { PartitionEvent = Created(_ => { }) });
        }),

        Sends("a result without an outcome", _ => new AgentMessage { CommandResult = new CommandResult { Partition = Partition } }),
        Sends("a result about a malformed partition", _ => new AgentMessage { CommandResult = new CommandResult { Partition = "1", Deleted = new Empty() } }),
        Sends("an unknown command id", _ => new AgentMessage { CommandResult = new CommandResult { Partition = Partition, CommandId = "create/1", Failure = new CommandFailure() } }),
        new("Connect: a created partition with malformed words", async t =>
        {
            var agents = await t.PoolOfAsync("p", FeatureWords.Plain);
            agents[0].Answer = _ => null;
            _ = t.CreatePartitionAsync();
            var command = await agents[0].NextCommandAsync();
            return () => agents[0].AnswerAsync(new CommandResult
            {
                CommandId = command.MessageId,
                Partition = command.Command.Partition,
                Created = new PartitionReport { Features = new FeatureSet { ProcessorBanks = { 1 } } },
            });
        }),
        new("Connect: the same agent connects again", async t =>
        {
            var agent = await t.Service.ConnectAsync("h1");
            return async () =>
            {
                await using var again = agent.Again(t.Service.NewChannel());
                await again.HelloAsync();
                throw (await agent.Ended)!;
            };
        }),
    ];

    private static ErrorCase Hello(string wrong, Action<Hello> change) =>
        Of($"Connect: {wrong}", t => t.Service.Agent("h1").HelloAsync(change));

    private static ErrorCase Sends(string wrong, Func<TestAgent, AgentMessage> message) =>
        new($"Connect: {wrong}", async t =>
        {
            var agent = await t.Service.ConnectAsync("h1");
            return () => agent.DeliverAsync(message(agent));
        });

    private static ErrorCase Reports(string wrong, Action<FeatureReport> change) =>
        Sends(wrong, agent =>
        {
            var report = agent.Report();
            change(report);
            return new AgentMessage { FeatureReport = report };
        });

    private static ErrorCase Tells(string wrong, PartitionEvent told) => Sends(wrong, _ => new AgentMessage { PartitionEvent = told });

    private static PartitionEvent Created(Action<PartitionReport> change)
    {
        var report = new PartitionReport
        {
            Features = FeatureWords.Plain.Wire,
            RequestedFeatures = FeatureWords.Plain.Wire,
            DisableMask = new DisableMask { ProcessorBanks = { 0, 0 } },
        };
        change(report);
        return new PartitionEvent { Partition = Partition, Created = report };
    }

    private static async Task RealMemberGone(ServiceTest t)
    {
        var agents = await t.PoolOfAsync("p", FeatureWords.Plain);
        await agents[0].DropAsync();
        await t.GoneAsync("h1");
    }

    private static Task FirstIsAReport(ServiceTest t)
    {
        var agent = t.Service.Agent("h1");
        agent.Open();
        return agent.DeliverAsync(new AgentMessage { FeatureReport = agent.Report() });
    }
}
