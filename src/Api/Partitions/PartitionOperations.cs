using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.LiveMigration;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Partitions;

/// <summary>What PartitionService does, for whoever calls it: gRPC or a page.</summary>
internal sealed class PartitionOperations(
    Transactions transactions,
    IDbContextFactory<LevelsetDbContext> contexts,
    PartitionPlacement placement,
    PartitionMoves moves,
    PartitionCommands commands,
    ActivityLog activities,
    TimeProvider time)
{
    public async Task<V1.Partition> CreatePartitionAsync(V1.CreatePartitionRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var pool = NameReader.ReadPool(request.Pool, "pool", errors);
        var host = request.Host.Length > 0 ? NameReader.ReadHost(request.Host, "host", errors) : null;
        RequestId.Check(request.RequestId, errors);
        PlainText.Check(request.DisplayName, PlainText.DisplayNameLength, "display_name", errors);
        errors.ThrowIfAny();
        var author = caller.Author;
        using var lookup = commands.BeginLookup();
        var recorded = await transactions.RunAsync(
            (db, token) => RecordAsync(db, request, pool, host, author, token),
            request.ValidateOnly,
            cancellationToken);
        if (request.ValidateOnly && recorded.State == PartitionState.Creating)
        {
            var preview = PartitionMapping.ToWire(recorded);
            preview.Name = "";
            preview.Etag = "";
            return preview;
        }

        if (recorded.State != PartitionState.Creating)
        {
            return await ReadAsync(recorded.Id, cancellationToken);
        }

        await commands.CreateAsync(recorded, lookup, cancellationToken);
        return await ReadCreatedAsync(recorded.Id, cancellationToken);
    }

    public Task<V1.Partition> GetPartitionAsync(V1.GetPartitionRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPartition(request.Name, "name", errors);
        errors.ThrowIfAny();
        return ReadAsync(id, cancellationToken);
    }

    public async Task<V1.ListPartitionsResponse> ListPartitionsAsync(
        V1.ListPartitionsRequest request,
        CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var pool = request.Pool.Length > 0 ? NameReader.ReadPool(request.Pool, "pool", errors) : null;
        var host = request.Host.Length > 0 ? NameReader.ReadHost(request.Host, "host", errors) : null;
        var page = Page.Parse(request.PageSize, request.PageToken, $"partitions of {pool} on {host}", errors);
        errors.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var fetched = await db.Partitions.AsNoTracking()
            .Where(row => string.Compare(row.Id, page.After) > 0)
            .Where(row => pool == null || row.PoolId == pool)
            .Where(row => host == null || row.HostId == host)
            .OrderBy(row => row.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        var (rows, next) = page.Cut(fetched, row => row.Id);
        var response = new V1.ListPartitionsResponse { NextPageToken = next };
        response.Partitions.AddRange(rows.Select(PartitionMapping.ToWire));
        return response;
    }

    public async Task<Empty> DeletePartitionAsync(V1.DeletePartitionRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPartition(request.Name, "name", errors);
        errors.ThrowIfAny();
        var author = caller.Author;
        var remaining = await transactions.RunAsync(
            async (db, cancellationToken) =>
            {
                var partition = await db.LockPartitionAsync(id, cancellationToken)
                    ?? throw ApiErrors.NotFound(Reasons.PartitionNotFound, request.Name);
                Etag.Require(request.Etag, partition.Version, request.Name);
                var record = activities.By(author, db);
                var subject = new ActivitySubject(partition.PoolId, partition.HostId, partition.Id);
                if (partition is { HeldByAgent: true, State: not PartitionState.Lost })
                {
                    if (partition.State != PartitionState.Deleting)
                    {
                        record.Add(ActivityKind.PartitionDeletionRequested, subject, $"deletion requested on {ResourceName.Host(partition.HostId)}");
                    }

                    partition.State = PartitionState.Deleting;
                    await db.SaveChangesAsync(cancellationToken);
                    return partition;
                }

                if (partition.HeldByAgent)
                {
                    // It is lost. Its agent may come back with it after all.
                    await db.AddTombstoneAsync(partition.HostId, partition.Id, time.GetStoredNow(), cancellationToken);
                }

                db.Partitions.Remove(partition);
                record.Add(ActivityKind.PartitionDeleted, subject, "record deleted: no agent holds it");
                await db.SaveChangesAsync(cancellationToken);
                return null;
            },
            request.ValidateOnly,
            cancellationToken);
        if (remaining is not null && !request.ValidateOnly)
        {
            await commands.DeleteAsync(remaining, cancellationToken);
        }

        return new Empty();
    }

    public async Task<V1.Partition> RecordMigrationAsync(V1.RecordMigrationRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPartition(request.Partition, "partition", errors);
        var target = NameReader.ReadHost(request.TargetHost, "target_host", errors);
        var waivers = WaiverRequest.Parse(request.Waivers, request.PoolWaiver, "", errors);
        errors.ThrowIfAny();
        var (moved, source) = await transactions.RunAsync(
            (db, token) => moves.RecordAsync(db, id, target, waivers, caller.Author, token),
            request.ValidateOnly,
            cancellationToken);
        var wire = PartitionMapping.ToWire(moved);
        if (request.ValidateOnly)
        {
            wire.Etag = "";
        }
        else if (source is not null)
        {
            commands.Release(source, id);
        }

        return wire;
    }

    private async Task<PartitionRow> RecordAsync(
        LevelsetDbContext db,
        V1.CreatePartitionRequest request,
        string poolId,
        string? hostId,
        string author,
        CancellationToken cancellationToken)
    {
        var content = request.Clone();
        content.RequestId = "";
        content.ValidateOnly = false;
        var digest = RequestId.Digest(content);
        if (request.RequestId.Length > 0
            && await db.Partitions.SingleOrDefaultAsync(row => row.RequestId == request.RequestId, cancellationToken) is { } made)
        {
            return made.RequestDigest == digest
                ? made
                : throw ApiErrors.ReusedRequestId(request.RequestId, ResourceName.Partition(made.Id));
        }

        // The lock keeps the baseline where it is until the partition that is made from it is on record.
        var pool = await db.LockPoolAsync(poolId, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, request.Pool);
        var baseline = await PartitionPlacement.RequireBaselineAsync(db, pool, cancellationToken);
        var (wanted, excluded) = PartitionPlacement.Ask(baseline.Features, request.Nested, request.ExcludedFeatures);
        var host = await placement.ChooseAsync(db, pool, hostId, cancellationToken);
        var arguments = PartitionPlacement.Arguments(wanted, host, pool.ReservedBits, baseline.Properties.ToValue());
        var partition = new PartitionRow
        {
            Id = Guid.CreateVersion7(time.GetStoredNow()).ToString(),
            DisplayName = request.DisplayName,
            PoolId = pool.Id,
            HostId = host.Id,
            HeldByAgent = true,
            Generation = baseline.Generation,
            Requested = arguments.Features,
            Mask = arguments.DisableMask,
            EarlyProperties = arguments.EarlyProperties,
            Nested = request.Nested,
            Excluded = excluded,
            State = PartitionState.Creating,
            CreateTime = time.GetStoredNow(),
            RequestId = request.RequestId.Length > 0 ? request.RequestId : null,
            RequestDigest = request.RequestId.Length > 0 ? digest : null,
            Simulated = host.Simulated,
        };
        db.Partitions.Add(partition);
        activities.By(author, db).Add(
            ActivityKind.PartitionRequested,
            new ActivitySubject(pool.Id, host.Id, partition.Id),
            $"requested on {ResourceName.Host(host.Id)} (generation {partition.Generation})",
            partition.Generation);
        await db.SaveChangesAsync(cancellationToken);
        return partition;
    }

    private async Task<V1.Partition> ReadCreatedAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Partitions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (row is { State: PartitionState.Active })
        {
            return PartitionMapping.ToWire(row);
        }

        var name = ResourceName.Partition(id);
        throw ApiErrors.Precondition(
            Reasons.PartitionBusy,
            $"{name} was deleted before it was created",
            new Precondition(Reasons.PartitionBusy, name, "was deleted while it was being created; use a new request_id"));
    }

    private async Task<V1.Partition> ReadAsync(string id, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await db.Partitions.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PartitionNotFound, ResourceName.Partition(id));
        return PartitionMapping.ToWire(row);
    }
}
