namespace Levelset.Web.Tests.Fleets;

/// <summary>
/// The data that pages and pictures are looked at with: it says the same in every run but for times and the ids of partitions.
/// Nobody changes it once it stands.
/// </summary>
public sealed class FixedFleet : IAsyncDisposable
{
    private readonly Dictionary<string, string> partitions = [];

    private FixedFleet(Site site) => Site = site;

    /// <summary>The service that holds it.</summary>
    public Site Site { get; }

    /// <summary>Every pool: {pool}.</summary>
    public IReadOnlyList<string> Pools { get; } = ["payments", "web", "database", "edge", "spare"];

    /// <summary>Every host: {host}. Of `web` the three generations, of `database` the quarantined one, and those of no pool.</summary>
    public IReadOnlyList<string> Hosts { get; } =
    [
        "pay-01", "pay-02", "pay-03", "web-01", "web-02", "web-03", "web-04", "web-05", "db-01", "db-02", "db-03", "db-old",
        "edge-01", "edge-02", "edge-03", "new-01", "lab-01",
    ];

    /// <summary>Every partition: {partition} by display name.</summary>
    public IReadOnlyDictionary<string, string> Partitions => partitions;

    /// <summary>Fills a new service.</summary>
    public static async Task<FixedFleet> StartAsync()
    {
        var fleet = new FixedFleet(await Site.StartAsync());
        try
        {
            await fleet.FillPaymentsAsync();
            await fleet.FillWebAsync();
            await fleet.FillDatabaseAsync();
            await fleet.FillEdgeAsync();
            await fleet.FillRestAsync();
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Site.DisposeAsync();

    // Three equal hosts: nothing is lost, everything can move.
    private async Task FillPaymentsAsync()
    {
        await Site.CreatePoolAsync("payments", "Payments");
        await JoinAsync("payments", Machine.Of("emerald-rapids"), "pay-01", "pay-02", "pay-03");
        await CreateAsync("payments", "pay-01", "ledger");
        await CreateAsync("payments", "pay-02", "ledger-replica");
        await CreateAsync("payments", "pay-03", "fraud-scoring", request => request.Nested = true);
    }

    // Three processor generations, oldest last: the fifth host alone has just taken features from the other four.
    private async Task FillWebAsync()
    {
        await Site.CreatePoolAsync("web", "Web front ends");
        await JoinAsync("web", Machine.Of("sapphire-rapids"), "web-01", "web-02");
        await CreateAsync("web", "web-01", "storefront-1");
        await CreateAsync("web", "web-02", "storefront-2");
        await JoinAsync("web", Machine.Of("ice-lake-sp", "0x0d0003f5"), "web-03", "web-04");
        await CreateAsync("web", "web-03", "search-1");
        await CreateAsync("web", "web-04", "search-2", request => request.ExcludedFeatures.Add("rd_rand"));
        await JoinAsync("web", Machine.Of("cascade-lake", "0x05003707"), "web-05");
        await CreateAsync("web", "web-05", "session-cache");
        await Site.UpdateHostAsync("web-04", ("cordoned", host => host.Cordoned = true));
    }

    // An old host has left, so that the others could give more; an update has taken a feature from the third.
    private async Task FillDatabaseAsync()
    {
        await Site.CreatePoolAsync("database", "Databases");
        await JoinAsync("database", Machine.Of("naples", "0x08001278"), "db-old");
        var milan = Machine.Of("milan", "0x0a0011d1");
        await JoinAsync("database", milan, "db-01", "db-02");
        var drifting = await Site.ReportAsync("db-03", milan, "Rack 3, unit 12");
        await Site.AddAsync("database", "db-03");
        await CreateAsync("database", "db-01", "orders");
        await CreateAsync("database", "db-03", "warehouse");
        await Site.RemoveAsync("database", "db-old");
        await drifting.ReportAsync(milan.Updated("0x0a0011d5", "rd_seed"));
    }

    // arm64; the third was promised to the pool before anybody knew what it is.
    private async Task FillEdgeAsync()
    {
        await Site.CreatePoolAsync("edge", "Edge sites");
        await JoinAsync("edge", Machine.Of("neoverse-n1", "").With("gic_v3v4"), "edge-01");
        await JoinAsync("edge", Machine.Of("neoverse-n2", "").With("gic_v3v4"), "edge-02");
        var misfit = await Site.ConnectAsync("edge-03", Machine.Of("haswell-ep", "0x49"));
        await Site.AddAsync("edge", "edge-03");
        await misfit.ReportAsync();
        await CreateAsync("edge", "edge-01", "gateway");
    }

    private async Task FillRestAsync()
    {
        await Site.CreatePoolAsync("spare", "Spare", new PoolPolicy
        {
            Join = PoolPolicy.Types.Join.Reject,
            ReservedBits = PoolPolicy.Types.ReservedBits.Disable,
        });
        await Site.ReportAsync("new-01", Machine.Of("granite-rapids", "0x0a000124"), "Delivered this week");
        await Site.UpdateHostAsync("new-01", ("labels", host => host.Labels.Add(new Dictionary<string, string> { ["rack"] = "r7", ["row"] = "b" })));
        await Site.ConnectAsync("lab-01", Machine.Of("genoa"));
        await Site.Partitions.RecordMigrationAsync(
            new RecordMigrationRequest
            {
                Partition = $"partitions/{partitions["fraud-scoring"]}",
                TargetHost = "hosts/web-02",
                PoolWaiver = "Payments is being rewired; it goes back on Monday.",
            },
            cancellationToken: TestContext.Current.CancellationToken);
    }

    private async Task JoinAsync(string pool, Machine machine, params string[] ids)
    {
        foreach (var id in ids)
        {
            await Site.ReportAsync(id, machine);
        }

        await Site.AddAsync(pool, ids);
    }

    private async Task CreateAsync(string pool, string host, string displayName, Action<CreatePartitionRequest>? change = null)
    {
        var partition = await Site.CreatePartitionAsync(pool, host, displayName, change);
        partitions.Add(displayName, partition.Name["partitions/".Length..]);
    }
}
