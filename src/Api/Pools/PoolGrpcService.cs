using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Api.Activities;
using Levelset.Api.Agents;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Explaining;
using Levelset.Api.Requests;
using Levelset.Api.Watching;
using Levelset.Api.Wire;
using Microsoft.EntityFrameworkCore;
using V1 = Levelset.V1;

namespace Levelset.Api.Pools;

/// <summary>PoolService.</summary>
internal sealed class PoolGrpcService(
    Transactions transactions,
    IDbContextFactory<LevelsetDbContext> contexts,
    PoolChanges changes,
    PoolPolicies policies,
    ActivityLog activities,
    AssignmentPublisher assignments,
    Watches watches,
    PoolWatch watch,
    TimeProvider time) : V1.PoolService.PoolServiceBase
{
    /// <inheritdoc/>
    public override async Task<V1.Pool> CreatePool(V1.CreatePoolRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        RequestId.Check(request.RequestId, faults);
        if (request.PoolId.Length > 0 && !ResourceName.IsPoolId(request.PoolId))
        {
            faults.Add("pool_id", Reasons.NameInvalid, $"'{request.PoolId}' is not {ResourceName.PoolIdRule}");
        }

        var pool = request.Pool ?? new V1.Pool();
        var architecture = pool.Architecture == V1.Architecture.Unspecified
            ? null
            : WordsReader.ReadArchitecture(pool.Architecture, "pool.architecture", faults);
        VendorReader.Check(pool.Vendor, architecture, "pool.vendor", faults);
        CheckDisplayName(pool.DisplayName, faults);
        var policy = PolicyReader.Read(pool.Policy, architecture, "pool.policy", faults);
        PolicyReader.CheckTogether(policy, "pool.policy", faults);
        faults.ThrowIfAny();

        // A preview and the change that it previews are one request.
        var content = request.Clone();
        content.RequestId = "";
        content.ValidateOnly = false;
        var digest = RequestId.Digest(content);
        var author = Author.Of(context);
        return await transactions.RunAsync(
            async (db, cancellationToken) =>
            {
                if (request.RequestId.Length > 0
                    && await db.Pools.SingleOrDefaultAsync(row => row.RequestId == request.RequestId, cancellationToken) is { } made)
                {
                    return made.RequestDigest == digest
                        ? await PoolMapping.ToWireAsync(db, made, cancellationToken)
                        : throw ApiErrors.ReusedRequestId(request.RequestId, ResourceName.Pool(made.Id));
                }

                var id = request.PoolId.Length > 0 ? request.PoolId : "pool-" + RandomNumberGenerator.GetHexString(12, lowercase: true);
                if (await db.Pools.AnyAsync(row => row.Id == id, cancellationToken))
                {
                    throw new ServiceException(
                        StatusCode.AlreadyExists,
                        Reasons.PoolExists,
                        $"{ResourceName.Pool(id)} exists already; choose another pool_id")
                    {
                        Metadata = { ["resource"] = ResourceName.Pool(id) },
                    };
                }

                var row = new PoolRow
                {
                    Id = id,
                    DisplayName = pool.DisplayName,
                    FixedArchitecture = architecture,
                    FixedVendor = pool.Vendor.Length > 0 ? pool.Vendor : null,
                    Join = policy.Join,
                    Drift = policy.Drift,
                    Raise = policy.Raise,
                    ReservedBits = policy.ReservedBits,
                    Excluded = policy.Excluded,
                    Floor = policy.Floor,
                    RequestId = request.RequestId.Length > 0 ? request.RequestId : null,
                    RequestDigest = request.RequestId.Length > 0 ? digest : null,
                    CreateTime = time.GetStoredNow(),
                };
                db.Pools.Add(row);
                activities.By(author, db).Add(ActivityKind.PoolCreated, new ActivitySubject(id), "pool created");
                await db.SaveChangesAsync(cancellationToken);
                var wire = await PoolMapping.ToWireAsync(db, row, cancellationToken);
                if (request.ValidateOnly)
                {
                    wire.Etag = "";
                    wire.Name = request.PoolId.Length > 0 ? wire.Name : "";
                }

                return wire;
            },
            request.ValidateOnly,
            context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.Pool> GetPool(V1.GetPoolRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePool(request.Name, "name", faults);
        faults.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(context.CancellationToken);
        var pool = await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, context.CancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, request.Name);
        return await PoolMapping.ToWireAsync(db, pool, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.ListPoolsResponse> ListPools(V1.ListPoolsRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var page = Page.Parse(request.PageSize, request.PageToken, "pools", faults);
        faults.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(context.CancellationToken);
        var fetched = await db.Pools.AsNoTracking()
            .Where(row => string.Compare(row.Id, page.After) > 0)
            .OrderBy(row => row.Id)
            .Take(page.Size + 1)
            .ToListAsync(context.CancellationToken);
        var (pools, next) = page.Cut(fetched, row => row.Id);
        var response = new V1.ListPoolsResponse { NextPageToken = next };
        response.Pools.AddRange(await PoolMapping.ToWireAsync(db, pools, context.CancellationToken));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<V1.Pool> UpdatePool(V1.UpdatePoolRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var wanted = request.Pool ?? new V1.Pool();
        var id = ResourceName.ParsePool(wanted.Name, "pool.name", faults);
        var mask = UpdateMask.Read(request.UpdateMask, PoolFields, faults);
        CheckDisplayName(wanted.DisplayName, faults);
        faults.ThrowIfAny();
        var policy = new PolicyChange(wanted.Policy, mask, "policy", "pool.policy");
        var planned = new PlannedChange(id, wanted.Etag, Author.Of(context), request.ValidateOnly)
        {
            Policy = PoolPolicies.Fields.Any(policy.Has) ? policy : null,
        };
        var updated = await transactions.RunAsync(
            async (db, cancellationToken) =>
            {
                var pool = await db.LockPoolAsync(id, cancellationToken)
                    ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, wanted.Name);
                Etag.Require(wanted.Etag, pool.Version, wanted.Name);
                if (mask.Has("display_name") && pool.DisplayName != wanted.DisplayName)
                {
                    activities.By(planned.Author, db).Add(
                        ActivityKind.PoolUpdated,
                        new ActivitySubject(id),
                        $"display name '{pool.DisplayName}' -> '{wanted.DisplayName}'");
                    pool.DisplayName = wanted.DisplayName;
                }

                var (change, _) = await changes.ApplyAsync(db, planned, cancellationToken);
                return change.Pool;
            },
            request.ValidateOnly,
            context.CancellationToken);
        if (!request.ValidateOnly)
        {
            await assignments.PublishAsync(id, []);
        }

        return updated;
    }

    /// <inheritdoc/>
    public override async Task<Empty> DeletePool(V1.DeletePoolRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePool(request.Name, "name", faults);
        faults.ThrowIfAny();
        var author = Author.Of(context);
        return await transactions.RunAsync(
            async (db, cancellationToken) =>
            {
                var pool = await db.LockPoolAsync(id, cancellationToken)
                    ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, request.Name);
                Etag.Require(request.Etag, pool.Version, request.Name);
                var hosts = await db.Hosts.CountAsync(host => host.PoolId == id, cancellationToken);
                var partitions = await db.Partitions.CountAsync(partition => partition.PoolId == id, cancellationToken);
                if (hosts + partitions > 0)
                {
                    throw ApiErrors.Precondition(
                        Reasons.PoolNotEmpty,
                        $"{request.Name} has {hosts} hosts and {partitions} partitions; remove them first",
                        Remaining("hosts", hosts, request.Name).Concat(Remaining("partitions", partitions, request.Name)));
                }

                db.Pools.Remove(pool);
                activities.By(author, db).Add(ActivityKind.PoolDeleted, new ActivitySubject(id), "pool deleted");
                await db.SaveChangesAsync(cancellationToken);
                return new Empty();
            },
            request.ValidateOnly,
            context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.PoolChange> AddHosts(V1.AddHostsRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePool(request.Pool, "pool", faults);
        var joining = HostSelection.Parse(request.Hosts, request.LabelSelector, faults);
        faults.ThrowIfAny();
        return await ChangeAsync(
            new PlannedChange(id, request.Etag, Author.Of(context), request.ValidateOnly) { Joining = joining },
            context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.PoolChange> RemoveHosts(V1.RemoveHostsRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePool(request.Pool, "pool", faults);
        var leaving = HostSelection.Parse(request.Hosts, request.LabelSelector, faults);
        faults.ThrowIfAny();
        return await ChangeAsync(
            new PlannedChange(id, request.Etag, Author.Of(context), request.ValidateOnly) { Leaving = leaving },
            context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.PoolChange> UpdatePoolPolicy(V1.UpdatePoolPolicyRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePool(request.Pool, "pool", faults);
        var mask = UpdateMask.Read(request.UpdateMask, PoolPolicies.Fields, faults);
        faults.ThrowIfAny();
        return await ChangeAsync(
            new PlannedChange(id, request.Etag, Author.Of(context), request.ValidateOnly)
            {
                Policy = new PolicyChange(request.Policy, mask, "", "policy"),
            },
            context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.PoolChange> ChangePool(V1.ChangePoolRequest request, ServerCallContext context)
    {
        var planned = PlannedChange.Read(request, Author.Of(context));
        return await ChangeAsync(planned, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<V1.PoolChange> RaiseBaseline(V1.RaiseBaselineRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePool(request.Pool, "pool", faults);
        faults.ThrowIfAny();
        var author = Author.Of(context);
        var change = await transactions.RunAsync(
            (db, token) => policies.RaiseAsync(db, id, request, author, token),
            request.ValidateOnly,
            context.CancellationToken);
        return await PublishedAsync(id, change, []);
    }

    /// <inheritdoc/>
    public override async Task<V1.FeatureDiff> CompareBaselines(V1.CompareBaselinesRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePool(request.Pool, "pool", faults);
        CheckGeneration(request.FromGeneration, "from_generation", faults);
        CheckGeneration(request.ToGeneration, "to_generation", faults);
        faults.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(context.CancellationToken);
        if (!await db.Pools.AnyAsync(row => row.Id == id, context.CancellationToken))
        {
            throw ApiErrors.NotFound(Reasons.PoolNotFound, request.Pool);
        }

        long[] wanted = [(long)request.FromGeneration, (long)request.ToGeneration];
        var rows = await db.Baselines.AsNoTracking()
            .Where(row => row.PoolId == id && wanted.Contains(row.Generation))
            .ToDictionaryAsync(row => row.Generation, context.CancellationToken);
        var missing = wanted.Where(generation => !rows.ContainsKey(generation)).Distinct().ToList();
        return missing.Count == 0
            ? PoolMapping.Diff(rows[wanted[0]], rows[wanted[1]])
            : throw ApiErrors.NotFound(
                Reasons.BaselineNotFound,
                string.Join(", ", missing.Select(generation => ResourceName.Baseline(id, generation))));
    }

    /// <inheritdoc/>
    public override async Task<V1.Baseline> GetBaseline(V1.GetBaselineRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var (id, generation) = ResourceName.ParseBaseline(request.Name, "name", faults);
        faults.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(context.CancellationToken);
        var pool = await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, context.CancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, ResourceName.Pool(id));
        var wanted = generation ?? pool.CurrentGeneration ?? throw ApiErrors.Precondition(
            Reasons.NoBaseline,
            $"{ResourceName.Pool(id)} has no baseline: no contributing member",
            new Precondition(Reasons.NoBaseline, ResourceName.Pool(id), "add a host that reports"));
        var baseline = await db.Baselines.AsNoTracking()
            .SingleOrDefaultAsync(row => row.PoolId == id && row.Generation == wanted, context.CancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.BaselineNotFound, request.Name);
        return PoolMapping.ToWire(baseline);
    }

    /// <inheritdoc/>
    public override async Task<V1.ListBaselinesResponse> ListBaselines(V1.ListBaselinesRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePool(request.Pool, "pool", faults);
        var page = Page.Parse(request.PageSize, request.PageToken, $"baselines of {id}", faults);
        faults.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(context.CancellationToken);
        if (!await db.Pools.AnyAsync(row => row.Id == id, context.CancellationToken))
        {
            throw ApiErrors.NotFound(Reasons.PoolNotFound, request.Pool);
        }

        var before = page.After.Length > 0
            ? long.Parse(page.After, System.Globalization.CultureInfo.InvariantCulture)
            : long.MaxValue;
        var fetched = await db.Baselines.AsNoTracking()
            .Where(row => row.PoolId == id && row.Generation < before)
            .OrderByDescending(row => row.Generation)
            .Take(page.Size + 1)
            .ToListAsync(context.CancellationToken);
        var (baselines, next) = page.Cut(
            fetched,
            row => row.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var response = new V1.ListBaselinesResponse { NextPageToken = next };
        response.Baselines.AddRange(baselines.Select(PoolMapping.ToWire));
        return response;
    }

    /// <inheritdoc/>
    public override async Task<V1.PoolExplanation> ExplainPool(V1.ExplainPoolRequest request, ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var id = ResourceName.ParsePool(request.Pool, "pool", faults);
        faults.ThrowIfAny();
        return await contexts.ReadSnapshotAsync((db, token) => PoolExplainer.ExplainAsync(db, id, token), context.CancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, request.Pool);
    }

    /// <inheritdoc/>
    public override Task WatchPools(
        V1.WatchPoolsRequest request,
        IServerStreamWriter<V1.PoolEvent> responseStream,
        ServerCallContext context)
    {
        var faults = new ValidationErrors();
        var token = Watches.ReadToken(request.ResumeToken, faults);
        var filter = WatchFilter.Read(request.Names, ResourceName.ParsePool, owner: null, faults);
        faults.ThrowIfAny();
        return watches.RunAsync(
            watch,
            filter,
            token,
            (type, id, resume, row, pool) => new V1.PoolEvent
            {
                Type = type,
                EventId = id,
                ResumeToken = resume,
                EventTime = row?.Time.ToTimestamp(),
                Pool = pool,
            },
            responseStream,
            context.CancellationToken);
    }

    private static readonly string[] PoolFields =
    [
        "display_name", "policy", "policy.join", "policy.drift", "policy.raise", "policy.reserved_bits",
        "policy.excluded_features", "policy.floor_features",
    ];

    private async Task<V1.PoolChange> ChangeAsync(PlannedChange planned, CancellationToken cancellationToken)
    {
        var (change, left) = await transactions.RunAsync(
            (db, token) => changes.ApplyAsync(db, planned, token),
            planned.ValidateOnly,
            cancellationToken);
        return await PublishedAsync(planned.PoolId, change, left);
    }

    private async Task<V1.PoolChange> PublishedAsync(string poolId, V1.PoolChange change, IReadOnlyList<string> left)
    {
        if (!change.ValidateOnly)
        {
            await assignments.PublishAsync(poolId, left);
        }

        return change;
    }

    private static void CheckGeneration(ulong generation, string field, ValidationErrors faults)
    {
        if (generation is 0 or > long.MaxValue)
        {
            faults.Add(field, Reasons.FieldInvalid, $"{generation} is no generation; they are numbered from 1");
        }
    }

    private static void CheckDisplayName(string name, ValidationErrors faults) =>
        PlainText.Check(name, PlainText.DisplayNameLength, "pool.display_name", faults);

    private static IEnumerable<Precondition> Remaining(string what, int count, string pool) =>
        count == 0 ? [] : [new Precondition(Reasons.PoolNotEmpty, pool, $"{count} {what} remain")];
}
