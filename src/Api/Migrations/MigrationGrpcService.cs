using Grpc.Core;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Explaining;
using Levelset.Api.Hosts;
using Levelset.Api.Requests;
using Levelset.Api.Watching;
using Microsoft.EntityFrameworkCore;
using V1 = Levelset.V1;

namespace Levelset.Api.Migrations;

/// <summary>MigrationService. Changes nothing; every answer is made from one consistent state.</summary>
internal sealed class MigrationGrpcService(IDbContextFactory<LevelsetDbContext> contexts, HostMapping hosts, SnapshotCache view)
    : V1.MigrationService.MigrationServiceBase
{
    private const int MostHosts = 1000;
    private const int MostUnsettled = 100;

    /// <inheritdoc/>
    public override Task<V1.Verdict> CheckMigration(V1.CheckMigrationRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var pair = MigrationPair.Parse(request, "", faults);
        faults.ThrowIfAny();
        return view.TryFind(pair.PartitionId, pair.HostId, out var partition, out var host, out var judge)
            ? Task.FromResult(pair.Judge(judge, partition, host))
            : contexts.ReadSnapshotAsync((db, token) => JudgeAsync(db, pair, token), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task BatchCheckMigrations(
        V1.BatchCheckMigrationsRequest request,
        IServerStreamWriter<V1.BatchCheckMigrationsResponse> responseStream,
        ServerCallContext context)
    {
        var pairs = MigrationBatch.Parse(request);
        var batch = await contexts.ReadSnapshotAsync(
            (db, token) => MigrationBatch.LoadAsync(db, hosts, pairs, token),
            context.CancellationToken);

        // All has been read, so that a slow reader holds no snapshot open.
        foreach (var chunk in batch.Answers())
        {
            await responseStream.WriteAsync(chunk, context.CancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task<V1.ListTargetsResponse> ListTargets(V1.ListTargetsRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePartition(request.Partition, "partition", faults);
        Page.Parse(request.PageSize, "", "", faults);
        faults.ThrowIfAny();
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

                var page = Page.Parse(request.PageSize, request.PageToken, TargetListing.Name(partition), faults);
                faults.ThrowIfAny();
                return await new TargetListing(db, hosts, partition).ListAsync(page, token);
            },
            context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.CheckEvacuationResponse> CheckEvacuation(
        V1.CheckEvacuationRequest request,
        ServerCallContext context)
    {
        var faults = new ValidationErrors();
        if (request.Hosts.Count is 0 or > MostHosts)
        {
            faults.Add("hosts", Reasons.FieldInvalid, $"{request.Hosts.Count} hosts; expected 1 to {MostHosts}");
        }

        var leaving = request.Hosts.Take(MostHosts)
            .Select((name, i) => ResourceName.ParseHost(name, $"hosts[{i}]", faults))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        var page = Page.Parse(request.PageSize, request.PageToken, $"evacuation of {string.Join(' ', leaving)}", faults);
        faults.ThrowIfAny();
        return await contexts.ReadSnapshotAsync(
            (db, token) => EvacuateAsync(db, leaving, page, token),
            context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<V1.PartitionMobility> GetPartitionMobility(V1.GetPartitionMobilityRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePartition(request.Name, "name", faults);
        faults.ThrowIfAny();
        return contexts.ReadSnapshotAsync(
            async (db, token) =>
            {
                var partition = await PartitionMoves.FindPartitionAsync(db, id, token);
                return await new Mobility(db, hosts, partition).ReadAsync(token);
            },
            context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task<V1.ListPowerCyclesResponse> ListPowerCycles(V1.ListPowerCyclesRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var pool = ResourceName.ParsePool(request.Pool, "pool", faults);
        faults.ThrowIfAny();
        return contexts.ReadSnapshotAsync(
            (db, token) => PowerCycleQuery.ListAsync(db, pool, request, token),
            context.CancellationToken);
    }

    // Null where the database must be asked.
    private V1.ListTargetsResponse? ListFromMemory(string partitionId, V1.ListTargetsRequest request)
    {
        var found = view.FindInFleet(partitionId, (partition, fleet, judge, silentBefore) =>
        {
            var faults = new ValidationErrors();
            var page = Page.Parse(request.PageSize, request.PageToken, TargetListing.Name(partition), faults);
            faults.ThrowIfAny();
            var entries = new FleetListing(fleet, judge, partition, silentBefore).Take(page);
            return entries is null ? null : new { Partition = partition, Judge = judge, Page = page, Entries = entries };
        });
        if (found is null)
        {
            return null;
        }

        var (items, next) = found.Page.Cut(found.Entries, entry => entry.Key);
        return TargetEntry.ToWire(items, next, found.Judge, found.Partition, MigrationOptions.None(found.Partition.Features.Architecture));
    }

    private async Task<V1.Verdict> JudgeAsync(LevelsetDbContext db, MigrationPair pair, CancellationToken cancellationToken)
    {
        var partition = await PartitionMoves.FindPartitionAsync(db, pair.PartitionId, cancellationToken);
        var host = await PartitionMoves.FindHostAsync(db, pair.HostId, cancellationToken);
        var judge = await MigrationChecker.ForAsync(db, hosts, [host], cancellationToken);
        view.Keep(await EventLog.HeadAsync(db, cancellationToken), partition, host, judge.CapabilitiesOf(host), judge.BaselineOf(host));
        return pair.Judge(judge, partition, host);
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
        response.Unsettled.AddRange(all.Where(one => one.Unsettled() is not null).Take(MostUnsettled).Select(one => one.Name));
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
