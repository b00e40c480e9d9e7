using Levelset.Api.Data;
using Levelset.Api.Requests;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Partitions.Pages;

/// <summary>Of which architecture partitions are: their words say so to the database, not to a caller.</summary>
internal sealed class PartitionArchitectures(IDbContextFactory<LevelsetDbContext> contexts)
{
    /// <summary>The labels by resource name; one that does not exist is not in it.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var ids = names.Select(name => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]).ToArray();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Partitions.Where(row => ids.Contains(row.Id))
            .Select(row => new { row.Id, row.Requested })
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(row => ResourceName.Partition(row.Id), row => row.Requested.Architecture.Label);
    }
}
