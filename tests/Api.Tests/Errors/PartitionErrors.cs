using Levelset.Api.Mapping;
using static Levelset.Api.Tests.Errors.ErrorCase;

namespace Levelset.Api.Tests.Errors;

/// <summary>Partitions and their moves.</summary>
internal static class PartitionErrors
{
    internal const string Absent = "partitions/018f0000-0000-7000-8000-000000000000";

    public static IEnumerable<ErrorCase> Cases { get; } =
    [
        Of("CreatePartition: malformed names", t => Create(t, r => (r.Pool, r.Host) = ("p", "h"))),
        Of("CreatePartition: a pool that does not exist", t => Create(t, _ => { })),
        After("CreatePartition: an empty pool", t => t.CreatePoolAsync(), t => Create(t, _ => { })),
        After("CreatePartition: a host that does not exist", Pool, t => Create(t, r => r.Host = "hosts/h9")),
        After("CreatePartition: a host that is not a member", Other, t => Create(t, r => r.Host = "hosts/other")),
        After("CreatePartition: a silent host", Silent, t => Create(t, r => r.Host = "hosts/h1")),
        After("CreatePartition: no ready host", Silent, t => Create(t, _ => { })),
        After("CreatePartition: nested virtualization that the baseline lacks", t => t.PoolOfAsync("p", FeatureWords.X86("sse3")), t => Create(t, r => r.Nested = true)),
        After("CreatePartition: an arm64 baseline without gic_v3v4", t => t.PoolOfAsync("p", FeatureWords.Arm.Without("gic_v3v4")), t => Create(t, _ => { })),
        After("CreatePartition: gic_v3v4 excluded on arm64", t => t.PoolOfAsync("p", FeatureWords.Arm), t => Create(t, r => r.ExcludedFeatures.Add("gic_v3v4"))),
        After("CreatePartition: an excluded feature that has no such name", Pool, t => Create(t, r => r.ExcludedFeatures.Add("warp_drive"))),
        After("CreatePartition: a malformed request_id", Pool, t => Create(t, r => r.RequestId = new string('r', 129))),
        After("CreatePartition: a request_id repeated with other content", Made, t => Create(t, r => (r.RequestId, r.Nested) = ("r-1", true))),
        After("CreatePartition: a display name that is too long", Pool, t => Create(t, r => r.DisplayName = new string('x', 201))),
        After("CreatePartition: the device refuses", Refusing(CommandFailure.Types.Reason.Device), t => Create(t, _ => { })),
        After("CreatePartition: the host lacks features by now", Refusing(CommandFailure.Types.Reason.FeaturesMissing), t => Create(t, _ => { })),
        After("CreatePartition: the read-back differs", Refusing(CommandFailure.Types.Reason.ReadBackDiffers), t => Create(t, _ => { })),

        Of("GetPartition: a malformed name", t => Get(t, "partitions/1")),
        Of("GetPartition: a partition that does not exist", t => Get(t, Absent)),
        Of("ListPartitions: malformed filters, size and token", t => t.Partitions.ListPartitionsAsync(new ListPartitionsRequest { Pool = "x", Host = "y", PageSize = 9999, PageToken = "z" }).ResponseAsync),
        Of("DeletePartition: a partition that does not exist", t => Delete(t, Absent)),
        After("DeletePartition: a stale etag", Made, t => Delete(t, Only(t), "\"0\"")),
        After("DeletePartition: its agent is not connected", BeingDeleted, t => Delete(t, Only(t))),

        Of("RecordMigration: malformed names", t => Move(t, "p", "h")),
        After("RecordMigration: a partition that does not exist", Pool, t => Move(t, Absent, "hosts/h1")),
        After("RecordMigration: a host that does not exist", Made, t => Move(t, Only(t), "hosts/h9")),
        After("RecordMigration: a host in no pool", MadeAndOther(FeatureWords.Plain), t => Move(t, Only(t), "hosts/other")),
        After("RecordMigration: a pool whose baseline lacks some of it", MadeAndOtherPool, t => Move(t, Only(t), "hosts/other")),
        After("RecordMigration: a host that has not reported", MadeAndSilentOne, t => Move(t, Only(t), "hosts/other")),
        After("RecordMigration: a host that cannot run it", MadeAndOther(FeatureWords.Arm), t => Move(t, Only(t), "hosts/other")),
        After("RecordMigration: waivers with an empty or too long reason", Made, t => Move(t, Only(t), "hosts/h2", r => Add(r, "aes", " ").PoolWaiver = new string('x', 501))),
        After("RecordMigration: a waiver of a feature that has no such name", MadeAndLesser, t => Move(t, Only(t), "hosts/h2", r => Add(r, "warp_drive"))),
        After("RecordMigration: a waiver of a feature that the partition does not have", MadeAndLesser, t => Move(t, Only(t), "hosts/h2", r => Add(r, "mb_clear"))),
        After("RecordMigration: a waiver of a feature that cannot be waived", MadeAndLesser, t => Move(t, Only(t), "hosts/h2", r => Add(r, "aes"))),
        After("RecordMigration: a partition that is still being created", BeingMade, t => Move(t, Only(t), "hosts/h2")),
        After("RecordMigration: a partition that is being deleted", BeingDeleted, t => Move(t, Only(t), "hosts/h2")),
    ];

    private static Task Create(ServiceTest t, Action<CreatePartitionRequest> change) => t.CreatePartitionAsync("p", change);

    private static Task Get(ServiceTest t, string name) =>
        t.Partitions.GetPartitionAsync(new GetPartitionRequest { Name = name }).ResponseAsync;

    private static Task Delete(ServiceTest t, string name, string etag = "") =>
        t.Partitions.DeletePartitionAsync(new DeletePartitionRequest { Name = name, Etag = etag }).ResponseAsync;

    private static Task Move(ServiceTest t, string name, string host, Action<RecordMigrationRequest>? change = null)
    {
        var request = new RecordMigrationRequest { Partition = name, TargetHost = host };
        change?.Invoke(request);
        return t.Partitions.RecordMigrationAsync(request).ResponseAsync;
    }

    private static RecordMigrationRequest Add(RecordMigrationRequest request, string feature, string reason = "it must move")
    {
        request.Waivers.Add(new FeatureWaiver { Feature = feature, Reason = reason });
        return request;
    }

    internal static string Only(ServiceTest t) => t.Partitions.ListPartitions(new ListPartitionsRequest()).Partitions.Single().Name;

    internal static Task Pool(ServiceTest t) => t.PoolOfAsync("p", FeatureWords.Plain);

    private static async Task Other(ServiceTest t)
    {
        await Pool(t);
        await t.Service.ConnectAsync("other");
    }

    private static async Task Silent(ServiceTest t)
    {
        await Pool(t);
        await t.FallSilentAsync("h1");
    }

    internal static async Task Made(ServiceTest t)
    {
        await Pool(t);
        await t.CreatePartitionAsync("p", request => request.RequestId = "r-1");
    }

    private static Func<ServiceTest, Task> MadeAndOther(FeatureWords words) => async t =>
    {
        await Made(t);
        await t.Service.ConnectAsync("other", words);
    };

    private static async Task MadeAndSilentOne(ServiceTest t)
    {
        await Made(t);
        await t.Service.Agent("other").HelloAsync();
    }

    private static async Task MadeAndOtherPool(ServiceTest t)
    {
        await Made(t);
        await t.Service.ConnectAsync("other", FeatureWords.Plain);
        await t.Service.ConnectAsync("lesser", FeatureWords.Plain.Without("aes"));
        await t.CreatePoolAsync("b");
        await t.AddAsync("b", "other", "lesser");
    }

    /// <summary>A partition with aes on h1, and h2 that came to lack it.</summary>
    internal static async Task MadeAndLesser(ServiceTest t)
    {
        var agents = await t.PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await t.CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        await agents[1].ReportAsync(FeatureWords.Plain.Without("aes"));
    }

    private static Func<ServiceTest, Task> Refusing(CommandFailure.Types.Reason reason) => async t =>
    {
        var agents = await t.PoolOfAsync("p", FeatureWords.Plain);
        agents[0].Answer = message => new CommandResult
        {
            CommandId = message.MessageId,
            Partition = message.Command.Partition,
            Failure = new CommandFailure
            {
                Reason = reason,
                Message = "it said no",
                Errno = reason == CommandFailure.Types.Reason.Device ? "ENOMEM" : "",
                Missing = { reason == CommandFailure.Types.Reason.Device ? [] : [new Feature { Word = "bank0", Bit = 16, Name = "aes" }] },
            },
        };
    };

    internal static async Task BeingMade(ServiceTest t)
    {
        var agents = await t.PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        agents[0].Answer = _ => null;
        var call = Create(t, request => request.Host = "hosts/h1");
        await agents[0].NextCommandAsync();
        await t.Time.WaitForTimerAsync(TestService.Options.CommandTimeout);
        t.Time.Advance(TestService.Options.CommandTimeout);
        await Refusal.OfAsync(() => call);
    }

    internal static async Task BeingDeleted(ServiceTest t)
    {
        var agents = await t.PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await t.CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        await agents[0].DropAsync();
        await t.GoneAsync("h1");
        await Refusal.OfAsync(() => Delete(t, Only(t)));
    }
}
