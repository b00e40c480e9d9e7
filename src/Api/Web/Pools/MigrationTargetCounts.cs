using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.LiveMigration;
using Levelset.Api.Mapping;
using Levelset.Api.Web.Partitions;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Web.Pools;

/// <summary>How many hosts can take each of several partitions. Cost grows with distinct processors and pools.</summary>
internal sealed class MigrationTargetCounts(IDbContextFactory<LevelsetDbContext> contexts, HostMapping hosts)
{
    /// <summary>The number of other hosts by resource name; a partition whose set is not known yet is not in it.</summary>
    public Task<IReadOnlyDictionary<string, int>> ReadAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        contexts.ReadSnapshotAsync((db, token) => ReadAsync(db, [.. names.Select(name => name["partitions/".Length..])], token), cancellationToken);

    private async Task<IReadOnlyDictionary<string, int>> ReadAsync(LevelsetDbContext db, string[] ids, CancellationToken cancellationToken)
    {
        var partitions = await db.PartitionSnapshotsAsync(
            db.Partitions.Where(row => ids.Contains(row.Id) && row.Features != null),
            cancellationToken);
        var evacuation = await Evacuation.PrepareAsync(db, hosts, leaving: [], cancellationToken);
        var homes = await db.HostSnapshotsAsync([.. partitions.Select(one => one.Row.HostId).Distinct()], cancellationToken);
        var checker = await MigrationChecker.ForAsync(db, hosts, homes, cancellationToken);
        var homeOf = homes.ToDictionary(host => host.Id);
        return partitions.ToDictionary(one => one.Name, CountOf);

        // Where it is already is no place to go to.
        int CountOf(PartitionSnapshot one) => evacuation.Of(one).Count
            - (homeOf.TryGetValue(one.Row.HostId, out var home)
                && checker.Check(one, home, MigrationOptions.None(one.Features.Architecture)).Compatible ? 1 : 0);
    }
}
