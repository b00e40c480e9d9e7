using System.Text.Json;
using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Hosts;

/// <summary>Hosts as they are watched: as they were after each change, with the silence of now.</summary>
internal sealed class HostWatch(IDbContextFactory<LevelsetDbContext> contexts, HostMapping mapping, IHostApplicationLifetime lifetime)
    : ResourceWatch<V1.Host>(contexts, EventKind.Host, lifetime)
{
    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<(string Id, V1.Host Resource)>> ReadStateAsync(
        LevelsetDbContext db,
        string after,
        WatchFilter filter,
        CancellationToken cancellationToken)
    {
        var ids = filter.Ids.ToArray();
        var rows = await db.Hosts.AsNoTracking()
            .Include(row => row.Supported).Include(row => row.Session!.Replica).Include(row => row.Labels)
            .Where(row => string.Compare(row.Id, after) > 0
                && (ids.Length == 0 || ids.Contains(row.Id))
                && (filter.Owner == null || row.PoolId == filter.Owner))
            .OrderBy(row => row.Id)
            .Take(PageSize)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => (row.Id, mapping.ToWire(row)))];
    }

    /// <inheritdoc/>
    protected override async Task<IReadOnlyList<V1.Host>> ReadResourcesAsync(
        LevelsetDbContext db,
        IReadOnlyList<EventRow> rows,
        CancellationToken cancellationToken)
    {
        var hosts = rows.Select(row => RowReader.Read<HostRow>(db.Model, row.Content, row.Version)).ToList();
        var fingerprints = hosts.Select(host => host.Fingerprint).Distinct().ToArray();
        var ids = hosts.Select(host => host.Id).Distinct().ToArray();
        var sets = await db.SupportedSets.AsNoTracking()
            .Where(set => fingerprints.Contains(set.Fingerprint))
            .ToDictionaryAsync(set => set.Fingerprint, cancellationToken);
        var sessions = await db.Sessions.AsNoTracking()
            .Include(session => session.Replica)
            .Where(session => ids.Contains(session.HostId))
            .ToDictionaryAsync(session => session.HostId, cancellationToken);
        for (var i = 0; i < hosts.Count; i++)
        {
            hosts[i].Supported = hosts[i].Fingerprint is { } fingerprint ? sets.GetValueOrDefault(fingerprint) : null;
            hosts[i].Session = sessions.GetValueOrDefault(hosts[i].Id);
            hosts[i].Labels.AddRange(Labels(rows[i].Labels));
        }

        return [.. hosts.Select(mapping.ToWire)];
    }

    private static IEnumerable<HostLabel> Labels(string? stored) =>
        stored is null
            ? []
            : JsonSerializer.Deserialize<Dictionary<string, string>>(stored)!
                .Select(pair => new HostLabel { Key = pair.Key, Value = pair.Value });
}
