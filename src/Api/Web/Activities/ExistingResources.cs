using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Web.Activities;

/// <summary>Which of the resources that a page names still exist, so that no link leads to nothing.</summary>
internal sealed class ExistingResources(IDbContextFactory<LevelsetDbContext> contexts)
{
    /// <summary>Those of these resource names that exist.</summary>
    public async Task<IReadOnlySet<string>> AmongAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var ids = names.Where(name => name.Contains('/', StringComparison.Ordinal))
            .Distinct()
            .ToLookup(name => name[..name.IndexOf('/', StringComparison.Ordinal)], name => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        var pools = ids["pools"].ToArray();
        var hosts = ids["hosts"].ToArray();
        var partitions = ids["partitions"].ToArray();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        return new HashSet<string>(
        [
            .. (await db.Pools.Where(row => pools.Contains(row.Id)).Select(row => row.Id).ToListAsync(cancellationToken)).Select(ResourceName.Pool),
            .. (await db.Hosts.Where(row => hosts.Contains(row.Id)).Select(row => row.Id).ToListAsync(cancellationToken)).Select(ResourceName.Host),
            .. (await db.Partitions.Where(row => partitions.Contains(row.Id)).Select(row => row.Id).ToListAsync(cancellationToken))
                .Select(ResourceName.Partition),
        ]);
    }
}
