using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.LiveMigration;
using Levelset.Api.Mapping;
using Levelset.Api.Partitions;
using Levelset.Api.Pools;
using Levelset.Api.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Hosts;

/// <summary>What HostService does, for whoever calls it: gRPC or a page.</summary>
internal sealed class HostOperations(
    Transactions transactions,
    IDbContextFactory<LevelsetDbContext> contexts,
    HostMapping mapping,
    ActivityLog activities,
    AgentPresence presence,
    PartitionPlacement placement,
    PartitionMoves moves)
{
    private static readonly string[] HostFields = ["cordoned", "labels", "display_name"];

    public async Task<V1.Host> GetHostAsync(V1.GetHostRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadHost(request.Name, "name", errors);
        errors.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var host = await Full(db.Hosts).SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.HostNotFound, request.Name);
        return mapping.ToWire(host);
    }

    public async Task<V1.ListHostsResponse> ListHostsAsync(V1.ListHostsRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var pool = request.Pool.Length > 0 ? NameReader.ReadPool(request.Pool, "pool", errors) : null;
        var labels = LabelSelector.Parse(request.LabelSelector, "label_selector", errors);
        var page = Page.Parse(request.PageSize, request.PageToken, $"hosts of {pool} with {request.LabelSelector}", errors);
        errors.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var hosts = Full(db.Hosts).WithLabels(labels).Where(row => string.Compare(row.Id, page.After) > 0);
        if (pool is not null)
        {
            hosts = hosts.Where(row => row.PoolId == pool);
        }

        var fetched = await hosts.OrderBy(row => row.Id).Take(page.Size + 1).ToListAsync(cancellationToken);
        var (rows, next) = page.Cut(fetched, row => row.Id);
        var response = new V1.ListHostsResponse { NextPageToken = next };
        response.Hosts.AddRange(rows.Select(mapping.ToWire));
        return response;
    }

    public async Task<V1.Host> UpdateHostAsync(V1.UpdateHostRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var wanted = request.Host ?? new V1.Host();
        var id = NameReader.ReadHost(wanted.Name, "host.name", errors);
        var mask = UpdateMask.Read(request.UpdateMask, HostFields, errors);
        CheckLabels(wanted.Labels, errors);
        PlainText.Check(wanted.DisplayName, PlainText.DisplayNameLength, "host.display_name", errors);
        errors.ThrowIfAny();
        var author = caller.Author;
        return await transactions.RunAsync(
            async (db, cancellationToken) =>
            {
                var host = await db.LockHostAsync(id, cancellationToken)
                    ?? throw ApiErrors.NotFound(Reasons.HostNotFound, wanted.Name);
                Etag.Require(wanted.Etag, host.Version, wanted.Name);
                var etag = Etag.Of(host.Version);
                await db.Entry(host).Collection(row => row.Labels).LoadAsync(cancellationToken);
                await db.Entry(host).Reference(row => row.Session).Query().Include(session => session.Replica).LoadAsync(cancellationToken);
                Apply(db, host, wanted, mask, activities.By(author, db));
                await db.SaveChangesAsync(cancellationToken);
                var wire = mapping.ToWire(host);
                wire.Etag = request.ValidateOnly ? etag : wire.Etag;
                return wire;
            },
            request.ValidateOnly,
            cancellationToken);
    }

    public async Task<Empty> DeleteHostAsync(V1.DeleteHostRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadHost(request.Name, "name", errors);
        errors.ThrowIfAny();
        var author = caller.Author;
        return await transactions.RunAsync(
            async (db, cancellationToken) =>
            {
                var host = await db.LockHostAsync(id, cancellationToken)
                    ?? throw ApiErrors.NotFound(Reasons.HostNotFound, request.Name);
                Etag.Require(request.Etag, host.Version, request.Name);
                var blockers = await DeletionBlockersAsync(db, host, cancellationToken);
                if (blockers.Count > 0)
                {
                    throw ApiErrors.Precondition(
                        blockers[0].Type,
                        $"{request.Name} cannot be deleted: {string.Join("; ", blockers.Select(p => p.Description))}",
                        blockers);
                }

                db.Hosts.Remove(host);
                activities.By(author, db).Add(ActivityKind.HostDeleted, new ActivitySubject(Host: id), "host deleted");
                await db.SaveChangesAsync(cancellationToken);
                return new Empty();
            },
            request.ValidateOnly,
            cancellationToken);
    }

    public async Task<V1.CreationArguments> GetCreationArgumentsAsync(
        V1.GetCreationArgumentsRequest request,
        CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var host = NameReader.ReadHost(request.Host, "host", errors);
        switch (request.SourceCase)
        {
            case V1.GetCreationArgumentsRequest.SourceOneofCase.Pool:
                var pool = NameReader.ReadPool(request.Pool, "pool", errors);
                errors.ThrowIfAny();
                return await placement.ArgumentsForPoolAsync(
                    host, pool, request.Nested, request.ExcludedFeatures, cancellationToken);
            case V1.GetCreationArgumentsRequest.SourceOneofCase.Partition:
                var partition = NameReader.ReadPartition(request.Partition, "partition", errors);
                if (request.Nested || request.ExcludedFeatures.Count > 0)
                {
                    errors.Add("partition", Reasons.FieldInvalid, "only allowed with pool; the features of a partition are fixed");
                }

                errors.ThrowIfAny();
                return await moves.ArgumentsAsync(host, partition, cancellationToken);
            default:
                errors.Add("source", Reasons.FieldInvalid, "is empty; set pool or partition");
                errors.ThrowIfAny();
                throw new InvalidOperationException("a fault was noted");
        }
    }

    public async Task<V1.ListHostReportsResponse> ListHostReportsAsync(
        V1.ListHostReportsRequest request,
        CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadHost(request.Host, "host", errors);
        var page = Page.Parse(request.PageSize, request.PageToken, $"reports of {id}", errors);
        errors.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Hosts.AnyAsync(row => row.Id == id, cancellationToken))
        {
            throw ApiErrors.NotFound(Reasons.HostNotFound, request.Host);
        }

        var before = page.After.Length > 0
            ? long.Parse(page.After, System.Globalization.CultureInfo.InvariantCulture)
            : long.MaxValue;
        var fetched = await db.HostReports.AsNoTracking().Include(row => row.Supported)
            .Where(row => row.HostId == id && row.Number < before)
            .OrderByDescending(row => row.Number)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        var (rows, next) = page.Cut(fetched, row => row.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var response = new V1.ListHostReportsResponse { NextPageToken = next };
        response.Reports.AddRange(rows.Select(ReportHistory.ToWire));
        return response;
    }

    private static IQueryable<HostRow> Full(IQueryable<HostRow> hosts) =>
        hosts.AsNoTracking().Include(host => host.Supported).Include(host => host.Session!.Replica).Include(host => host.Labels);

    private static void CheckLabels(IDictionary<string, string> labels, ValidationErrors errors)
    {
        foreach (var (key, value) in labels.Where(label => !LabelSelector.Check(label.Key, label.Value)))
        {
            errors.Add(
                "host.labels",
                Reasons.FieldInvalid,
                $"'{key}={value}': a key is {LabelSelector.KeyRule}; a value is {LabelSelector.ValueRule}");
        }

        if (labels.Count > 64)
        {
            errors.Add("host.labels", Reasons.FieldInvalid, $"{Plural.Of(labels.Count, "label")}; at most 64");
        }
    }

    private static void Apply(LevelsetDbContext db, HostRow host, V1.Host wanted, UpdateMask mask, ActivityWriter record)
    {
        // The etag covers labels, which are rows of their own.
        db.Entry(host).Property(row => row.DisplayName).IsModified = true;
        var subject = new ActivitySubject(host.PoolId, host.Id);
        if (mask.Has("cordoned") && host.Cordoned != wanted.Cordoned)
        {
            var kind = wanted.Cordoned ? ActivityKind.HostCordoned : ActivityKind.HostUncordoned;
            record.Add(kind, subject, wanted.Cordoned ? "cordoned: gets no new partitions and is not a migration target" : "uncordoned");
            host.Cordoned = wanted.Cordoned;
        }

        if (mask.Has("display_name") && host.DisplayName != wanted.DisplayName)
        {
            record.Add(ActivityKind.HostUpdated, subject, $"display name '{host.DisplayName}' -> '{wanted.DisplayName}'");
            host.DisplayName = wanted.DisplayName;
        }

        if (mask.Has("labels") && LabelChanges(host, wanted) is { Length: > 0 } changes)
        {
            record.Add(ActivityKind.HostLabelled, subject, $"labels: {changes}");
            host.Labels.RemoveAll(label => !wanted.Labels.TryGetValue(label.Key, out var value) || value != label.Value);
            host.Labels.AddRange(wanted.Labels
                .Where(pair => host.Labels.All(label => label.Key != pair.Key))
                .Select(pair => new HostLabel { Key = pair.Key, Value = pair.Value }));
        }
    }

    // "+rack=r1 -env=test"
    private static string LabelChanges(HostRow host, V1.Host wanted)
    {
        var before = host.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal).ToList();
        var after = wanted.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal).ToList();
        return string.Join(' ', after.Except(before).Select(label => $"+{label}").Concat(before.Except(after).Select(label => $"-{label}")));
    }

    private async Task<List<Precondition>> DeletionBlockersAsync(
        LevelsetDbContext db,
        HostRow host,
        CancellationToken cancellationToken)
    {
        var name = ResourceName.Host(host.Id);
        var found = new List<Precondition>();
        if (host.PoolId is { } pool)
        {
            found.Add(new Precondition(Reasons.HostInPool, name, $"it is a member of {ResourceName.Pool(pool)}; remove it there first"));
        }

        var partitions = await db.Partitions.CountAsync(row => row.HostId == host.Id, cancellationToken);
        if (partitions > 0)
        {
            found.Add(new Precondition(Reasons.HostHasPartitions, name, $"it has {Plural.Of(partitions, "partition")}; delete or move {Plural.Word(partitions, "it", "them")} first"));
        }

        if (await presence.IsConnectedAsync(db, host.Id, cancellationToken))
        {
            found.Add(new Precondition(Reasons.HostConnected, name, "its agent is connected; stop the agent first"));
        }

        return found;
    }
}
