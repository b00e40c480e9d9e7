using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Web.Partitions;

/// <summary>What partitions are called, and of which architecture they are: answers that name them say neither.</summary>
internal sealed class PartitionLabels(IDbContextFactory<LevelsetDbContext> contexts)
{
    /// <summary>The label of one; one without a name when it does not exist.</summary>
    public async Task<PartitionLabel> ReadAsync(string name, CancellationToken cancellationToken) =>
        (await ReadAsync([name], cancellationToken)).GetValueOrDefault(name) ?? new PartitionLabel(name, "");

    /// <summary>The labels by resource name; one that does not exist is not in it.</summary>
    public async Task<IReadOnlyDictionary<string, PartitionLabel>> ReadAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        var ids = names.Select(name => name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]).ToArray();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await db.Partitions.Where(row => ids.Contains(row.Id))
            .Select(row => new { row.Id, row.DisplayName, row.Requested })
            .ToListAsync(cancellationToken);
        return rows.ToDictionary(
            row => ResourceName.Partition(row.Id),
            row => new PartitionLabel(row.DisplayName.Length > 0 ? row.DisplayName : row.Id, row.Requested.Architecture.Label));
    }
}
