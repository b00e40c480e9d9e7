using Grpc.Core;
using Levelset.Api.ChangeFeed;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.LiveMigration;

/// <summary>What MigrationService does, for whoever calls it: gRPC or a page.</summary>
internal sealed class MigrationOperations(
    IDbContextFactory<LevelsetDbContext> contexts,
    HostMapping hosts,
    SnapshotCache view)
{
    private const int MaxHosts = 1000;
    private const int MaxUnsettled = 100;

    public Task<V1.Verdict> CheckMigrationAsync(V1.CheckMigrationRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var pair = MigrationPair.Parse(request, "", errors);
        errors.ThrowIfAny();
        return view.TryFind(pair.PartitionId, pair.HostId, out var partition, out var host, out var checker)
            ? Task.FromResult(pair.Check(checker, partition, host))
            : contexts.ReadSnapshotAsync((db, token) => CheckAsync(db, pair, token), cancellationToken);
    }

    public Task<MigrationBatch> BatchCheckMigrationsAsync(V1.BatchCheckMigrationsRequest request, CancellationToken cancellationToken)
    {
        var pairs = MigrationBatch.Parse(request);
        return contexts.ReadSnapshotAsync((db, token) => MigrationBatch.LoadAsync(db, hosts, pairs, token), cancellationToken);
    }

    public async Task<V1.ListTargetsResponse> ListTargetsAsync(V1.ListTargetsRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPartition(request.Partition, "partition", errors);
        Page.Parse(request.PageSize, "", "", errors);
        errors.ThrowIfAny();
        var hasFleet = view.Fleet.Ask();
        if (hasFleet && ListFromMemory(id, request) is { } fromMemory)
        {
            return fromMemory;
        }

        return await contexts.ReadSnapshotAsync(
            async (db, token) =>
            {
                var partition = await PartitionMoves.FindPartitionAsync(db, id, token);
                if (hasFleet)
                {
                    view.Keep(await EventLog.HeadAsync(db, token), partition);
                    if (ListFromMemory(id, request) is { } listed)
                    {
                        return listed;
                    }
                }

                var page = Page.Parse(request.PageSize, request.PageToken, TargetListing.Name(partition), errors);
                errors.ThrowIfAny();
                return await new TargetListing(db, hosts, partition).ListAsync(page, token);
            },
            cancellationToken);
    }

    public async Task<V1.CheckEvacuationResponse> CheckEvacuationAsync(
        V1.CheckEvacuationRequest request,
        CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        if (request.Hosts.Count is 0 or > MaxHosts)
        {
            errors.Add("hosts", Reasons.FieldInvalid, $"{request.Hosts.Count} hosts; expected 1 to {MaxHosts}");
        }

        var leaving = request.Hosts.Take(MaxHosts)
            .Select((name, i) => NameReader.ReadHost(name, $"hosts[{i}]", errors))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        var page = Page.Parse(request.PageSize, request.PageToken, $"evacuation of {string.Join(' ', leaving)}", errors);
        errors.ThrowIfAny();
        return await contexts.ReadSnapshotAsync(
            (db, token) => EvacuateAsync(db, leaving, page, token),
            cancellationToken);
    }

    public Task<V1.PartitionMobility> GetPartitionMobilityAsync(V1.GetPartitionMobilityRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPartition(request.Name, "name", errors);
        errors.ThrowIfAny();
        return contexts.ReadSnapshotAsync(
            async (db, token) =>
            {
                var partition = await PartitionMoves.FindPartitionAsync(db, id, token);
                return await new Mobility(db, hosts, partition).ReadAsync(token);
            },
            cancellationToken);
    }

    public Task<V1.ListPowerCyclesResponse> ListPowerCyclesAsync(V1.ListPowerCyclesRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var pool = NameReader.ReadPool(request.Pool, "pool", errors);
        errors.ThrowIfAny();
        return contexts.ReadSnapshotAsync(
            (db, token) => PowerCycleQuery.ListAsync(db, pool, request, token),
            cancellationToken);
    }

    // Null where the database must be asked.
    private V1.ListTargetsResponse? ListFromMemory(string partitionId, V1.ListTargetsRequest request)
    {
        var found = view.FindInFleet(partitionId, (partition, fleet, checker) =>
        {
            var errors = new ValidationErrors();
            var page = Page.Parse(request.PageSize, request.PageToken, TargetListing.Name(partition), errors);
            errors.ThrowIfAny();
            return new { Partition = partition, Checker = checker, Page = page, Entries = new FleetListing(fleet, checker, partition).Take(page) };
        });
        if (found is null)
        {
            return null;
        }

        var (items, next) = found.Page.Cut(found.Entries, entry => entry.Key);
        return TargetEntry.ToWire(items, next, found.Checker, found.Partition, MigrationOptions.None(found.Partition.Features.Architecture));
    }

    private async Task<V1.Verdict> CheckAsync(LevelsetDbContext db, MigrationPair pair, CancellationToken cancellationToken)
    {
        var partition = await PartitionMoves.FindPartitionAsync(db, pair.PartitionId, cancellationToken);
        var host = await PartitionMoves.FindHostAsync(db, pair.HostId, cancellationToken);
        var checker = await MigrationChecker.ForAsync(db, hosts, [host], cancellationToken);
        view.Keep(await EventLog.HeadAsync(db, cancellationToken), partition, host, checker.CapabilitiesOf(host), checker.BaselineOf(host));
        return pair.Check(checker, partition, host);
    }

    private async Task<V1.CheckEvacuationResponse> EvacuateAsync(
        LevelsetDbContext db,
        IReadOnlyList<string> leaving,
        Page page,
        CancellationToken cancellationToken)
    {
        var known = (await db.HostSnapshotsAsync(leaving, cancellationToken)).Select(host => host.Id).ToHashSet();
        var unknown = leaving.Where(id => !known.Contains(id)).Select(ResourceName.Host).ToList();
        if (unknown.Count > 0)
        {
            throw ApiErrors.NotFound(Reasons.HostNotFound, string.Join(", ", unknown));
        }

        var ids = leaving.ToArray();
        var all = await db.PartitionSnapshotsAsync(
            db.Partitions
                .Where(row => ids.Contains(row.HostId)
                    && (row.State == PartitionState.Active || row.State == PartitionState.Creating))
                .OrderBy(row => row.Id),
            cancellationToken);
        var evacuation = await Evacuation.PrepareAsync(db, hosts, leaving, cancellationToken);
        var moving = all.Where(partition => partition.Unsettled() is null)
            .Select(partition => (Partition: partition, Outcome: evacuation.Of(partition)))
            .ToList();
        var rest = moving.Where(pair => string.CompareOrdinal(pair.Partition.Row.Id, page.After) > 0).Take(page.Size + 1).ToList();
        var (items, next) = page.Cut(rest, pair => pair.Partition.Row.Id);
        var response = new V1.CheckEvacuationResponse
        {
            NextPageToken = next,
            PartitionCount = (uint)moving.Count,
            StuckCount = (uint)moving.Count(pair => pair.Outcome.Count == 0),
        };
        response.Unsettled.AddRange(all.Where(one => one.Unsettled() is not null).Take(MaxUnsettled).Select(one => one.Name));
        response.Partitions.AddRange(items.Select(pair => ToWire(pair.Partition, pair.Outcome)));
        return response;
    }

    private static V1.PartitionEvacuation ToWire(PartitionSnapshot partition, Evacuation.Outcome outcome)
    {
        var wire = new V1.PartitionEvacuation
        {
            Partition = partition.Name,
            Host = ResourceName.Host(partition.Row.HostId),
            TargetCount = (uint)outcome.Count,
        };
        wire.Targets.AddRange(outcome.First);
        wire.Obstacles.AddRange(outcome.Count == 0 ? outcome.Obstacles : []);
        return wire;
    }
}
