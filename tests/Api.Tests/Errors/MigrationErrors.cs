using static Levelset.Api.Tests.Errors.ErrorCase;
using static Levelset.Api.Tests.Errors.PartitionErrors;

namespace Levelset.Api.Tests.Errors;

/// <summary>Questions about moves.</summary>
internal static class MigrationErrors
{
    public static IEnumerable<ErrorCase> Cases { get; } =
    [
        Of("CheckMigration: malformed names and a waiver without a reason", t => Check(t, "p", "h", r => Waive(r, "aes", ""))),
        After("CheckMigration: too many waivers", Made, t => Check(t, Only(t), "hosts/h1", r => Waive(r, [.. Enumerable.Repeat("aes", 101)]))),
        After("CheckMigration: a partition that does not exist", Pool, t => Check(t, Absent, "hosts/h1")),
        After("CheckMigration: a host that does not exist", Made, t => Check(t, Only(t), "hosts/h9")),
        After("CheckMigration: a partition that is still being created", BeingMade, t => Check(t, Only(t), "hosts/h2")),
        After("CheckMigration: a partition that is being deleted", BeingDeleted, t => Check(t, Only(t), "hosts/h2")),
        After("CheckMigration: a waiver of a feature that has no such name", MadeAndLesser, t => Check(t, Only(t), "hosts/h2", r => Waive(r, ["warp_drive"]))),
        After("CheckMigration: a duplicate waiver", MadeAndLesser, t => Check(t, Only(t), "hosts/h2", r => Waive(r, ["aes", "bank0:16"]))),
        After("CheckMigration: a waiver of a feature that the partition does not have", MadeAndLesser, t => Check(t, Only(t), "hosts/h2", r => Waive(r, ["mb_clear"]))),
        After("CheckMigration: a waiver of a feature that cannot be waived", MadeAndLesser, t => Check(t, Only(t), "hosts/h2", r => Waive(r, ["aes"]))),

        Of("BatchCheckMigrations: more pairs than fit", t => Batch(t, Enumerable.Repeat((Absent, "hosts/h"), 10_001))),
        Of("BatchCheckMigrations: malformed names", t => Batch(t, [(Absent, "h"), ("p", "hosts/h")])),

        Of("ListTargets: a malformed name and page size", t => List(t, "p", size: 1001)),
        After("ListTargets: a partition that does not exist", Pool, t => List(t, Absent)),
        After("ListTargets: a malformed page token", Made, t => List(t, Only(t), "x")),
        Moved("ListTargets: a page token from before a move"),
        After("ListTargets: a partition that is still being created", BeingMade, t => List(t, Only(t))),

        Of("CheckEvacuation: no hosts", t => Evacuate(t, "")),
        Of("CheckEvacuation: malformed names and token", t => Evacuate(t, "x", "hosts/h1", "h2")),
        After("CheckEvacuation: hosts that do not exist", Pool, t => Evacuate(t, "", "hosts/h9", "hosts/h1", "hosts/h8")),
    ];

    private static Task Check(ServiceTest t, string partition, string host, Action<CheckMigrationRequest>? change = null)
    {
        var request = new CheckMigrationRequest { Partition = partition, TargetHost = host };
        change?.Invoke(request);
        return t.Migrations.CheckMigrationAsync(request).ResponseAsync;
    }

    private static void Waive(CheckMigrationRequest request, string feature, string reason) =>
        request.Waivers.Add(new FeatureWaiver { Feature = feature, Reason = reason });

    private static void Waive(CheckMigrationRequest request, string[] features) =>
        request.Waivers.AddRange(features.Select(feature => new FeatureWaiver { Feature = feature, Reason = "it must move" }));

    private static async Task Batch(ServiceTest t, IEnumerable<(string Partition, string Host)> pairs)
    {
        var request = new BatchCheckMigrationsRequest();
        request.Pairs.AddRange(pairs.Select(pair => new CheckMigrationRequest { Partition = pair.Partition, TargetHost = pair.Host }));
        using var call = t.Migrations.BatchCheckMigrations(request);
        Assert.False(await call.ResponseStream.MoveNext(ServiceTest.Cancel));
    }

    private static Task List(ServiceTest t, string partition, string token = "", int size = 0) =>
        t.Migrations.ListTargetsAsync(new ListTargetsRequest { Partition = partition, PageToken = token, PageSize = size }).ResponseAsync;

    private static Task Evacuate(ServiceTest t, string token, params string[] hosts) =>
        t.Migrations.CheckEvacuationAsync(new CheckEvacuationRequest { Hosts = { hosts }, PageToken = token }).ResponseAsync;

    private static ErrorCase Moved(string key) => new(key, async t =>
    {
        await t.PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain, FeatureWords.Plain);
        await t.CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var page = await t.Migrations.ListTargetsAsync(new ListTargetsRequest { Partition = Only(t), PageSize = 1 });
        await t.MoveAsync(Only(t), "h2");
        return () => List(t, Only(t), page.NextPageToken);
    });
}
