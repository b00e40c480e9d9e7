using System.Security.Cryptography;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>What PoolService does, for whoever calls it: gRPC or a page.</summary>
internal sealed class PoolOperations(
    Transactions transactions,
    IDbContextFactory<LevelsetDbContext> contexts,
    PoolChanges changes,
    PoolPolicies policies,
    ActivityLog activities,
    TimeProvider time)
{
    public async Task<V1.Pool> CreatePoolAsync(V1.CreatePoolRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        RequestId.Check(request.RequestId, errors);
        if (request.PoolId.Length > 0 && !ResourceName.IsPoolId(request.PoolId))
        {
            errors.Add("pool_id", Reasons.NameInvalid, $"'{request.PoolId}' is not {ResourceName.PoolIdRule}");
        }

        var pool = request.Pool ?? new V1.Pool();
        var architecture = pool.Architecture == V1.Architecture.Unspecified
            ? null
            : WordsReader.ReadArchitecture(pool.Architecture, "pool.architecture", errors);
        VendorReader.Check(pool.Vendor, architecture, "pool.vendor", errors);
        CheckDisplayName(pool.DisplayName, errors);
        var policy = PolicyReader.Read(pool.Policy, architecture, "pool.policy", errors);
        PolicyReader.CheckTogether(policy, "pool.policy", errors);
        errors.ThrowIfAny();

        // A preview and the change that it previews are one request.
        var content = request.Clone();
        content.RequestId = "";
        content.ValidateOnly = false;
        var digest = RequestId.Digest(content);
        var author = caller.Author;
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
                        $"{ResourceName.Pool(id)} already exists; choose another pool_id")
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
            cancellationToken);
    }

    public async Task<V1.Pool> GetPoolAsync(V1.GetPoolRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(request.Name, "name", errors);
        errors.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var pool = await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, request.Name);
        return await PoolMapping.ToWireAsync(db, pool, cancellationToken);
    }

    public async Task<V1.ListPoolsResponse> ListPoolsAsync(V1.ListPoolsRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var page = Page.Parse(request.PageSize, request.PageToken, "pools", errors);
        errors.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var fetched = await db.Pools.AsNoTracking()
            .Where(row => string.Compare(row.Id, page.After) > 0)
            .OrderBy(row => row.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        var (pools, next) = page.Cut(fetched, row => row.Id);
        var response = new V1.ListPoolsResponse { NextPageToken = next };
        response.Pools.AddRange(await PoolMapping.ToWireAsync(db, pools, cancellationToken));
        return response;
    }

    public async Task<V1.Pool> UpdatePoolAsync(V1.UpdatePoolRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var wanted = request.Pool ?? new V1.Pool();
        var id = NameReader.ReadPool(wanted.Name, "pool.name", errors);
        var mask = UpdateMask.Read(request.UpdateMask, PoolFields, errors);
        CheckDisplayName(wanted.DisplayName, errors);
        errors.ThrowIfAny();
        var policy = new PolicyChange(wanted.Policy, mask, "policy", "pool.policy");
        var planned = new PlannedChange(id, wanted.Etag, caller.Author, request.ValidateOnly)
        {
            Policy = PoolPolicies.Fields.Any(policy.Has) ? policy : null,
        };
        return await transactions.RunAsync(
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

                return (await changes.ApplyAsync(db, planned, cancellationToken)).Pool;
            },
            request.ValidateOnly,
            cancellationToken);
    }

    public async Task<Empty> DeletePoolAsync(V1.DeletePoolRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(request.Name, "name", errors);
        errors.ThrowIfAny();
        var author = caller.Author;
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
                        $"{request.Name} has {Plural.Of(hosts, "host")} and {Plural.Of(partitions, "partition")}; remove them first",
                        Remaining("host", hosts, request.Name).Concat(Remaining("partition", partitions, request.Name)));
                }

                db.Pools.Remove(pool);
                activities.By(author, db).Add(ActivityKind.PoolDeleted, new ActivitySubject(id), "pool deleted");
                await db.SaveChangesAsync(cancellationToken);
                return new Empty();
            },
            request.ValidateOnly,
            cancellationToken);
    }

    public async Task<V1.PoolChange> AddHostsAsync(V1.AddHostsRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(request.Pool, "pool", errors);
        var joining = HostSelection.Parse(request.Hosts, request.LabelSelector, errors);
        errors.ThrowIfAny();
        return await ChangeAsync(
            new PlannedChange(id, request.Etag, caller.Author, request.ValidateOnly) { Joining = joining },
            cancellationToken);
    }

    public async Task<V1.PoolChange> RemoveHostsAsync(V1.RemoveHostsRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(request.Pool, "pool", errors);
        var leaving = HostSelection.Parse(request.Hosts, request.LabelSelector, errors);
        errors.ThrowIfAny();
        return await ChangeAsync(
            new PlannedChange(id, request.Etag, caller.Author, request.ValidateOnly) { Leaving = leaving },
            cancellationToken);
    }

    public async Task<V1.PoolChange> UpdatePoolPolicyAsync(V1.UpdatePoolPolicyRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(request.Pool, "pool", errors);
        var mask = UpdateMask.Read(request.UpdateMask, PoolPolicies.Fields, errors);
        errors.ThrowIfAny();
        return await ChangeAsync(
            new PlannedChange(id, request.Etag, caller.Author, request.ValidateOnly)
            {
                Policy = new PolicyChange(request.Policy, mask, "", "policy"),
            },
            cancellationToken);
    }

    public async Task<V1.PoolChange> ChangePoolAsync(V1.ChangePoolRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var planned = PlannedChange.Read(request, caller.Author);
        return await ChangeAsync(planned, cancellationToken);
    }

    public async Task<V1.PoolChange> RaiseBaselineAsync(V1.RaiseBaselineRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(request.Pool, "pool", errors);
        errors.ThrowIfAny();
        var author = caller.Author;
        return await transactions.RunAsync(
            (db, token) => policies.RaiseAsync(db, id, request, author, token),
            request.ValidateOnly,
            cancellationToken);
    }

    public async Task<V1.FeatureDiff> CompareBaselinesAsync(V1.CompareBaselinesRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(request.Pool, "pool", errors);
        CheckGeneration(request.FromGeneration, "from_generation", errors);
        CheckGeneration(request.ToGeneration, "to_generation", errors);
        errors.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Pools.AnyAsync(row => row.Id == id, cancellationToken))
        {
            throw ApiErrors.NotFound(Reasons.PoolNotFound, request.Pool);
        }

        long[] wanted = [(long)request.FromGeneration, (long)request.ToGeneration];
        var rows = await db.Baselines.AsNoTracking()
            .Where(row => row.PoolId == id && wanted.Contains(row.Generation))
            .ToDictionaryAsync(row => row.Generation, cancellationToken);
        var missing = wanted.Where(generation => !rows.ContainsKey(generation)).Distinct().ToList();
        return missing.Count == 0
            ? PoolMapping.Diff(rows[wanted[0]], rows[wanted[1]])
            : throw ApiErrors.NotFound(
                Reasons.BaselineNotFound,
                string.Join(", ", missing.Select(generation => ResourceName.Baseline(id, generation))));
    }

    public async Task<V1.Baseline> GetBaselineAsync(V1.GetBaselineRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var (id, generation) = NameReader.ReadBaseline(request.Name, "name", errors);
        errors.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var pool = await db.Pools.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, ResourceName.Pool(id));
        var wanted = generation ?? pool.CurrentGeneration ?? throw ApiErrors.Precondition(
            Reasons.NoBaseline,
            $"{ResourceName.Pool(id)} has no baseline: no contributing member",
            new Precondition(Reasons.NoBaseline, ResourceName.Pool(id), "add a host that reports"));
        var baseline = await db.Baselines.AsNoTracking()
            .SingleOrDefaultAsync(row => row.PoolId == id && row.Generation == wanted, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.BaselineNotFound, request.Name);
        return PoolMapping.ToWire(baseline);
    }

    public async Task<V1.ListBaselinesResponse> ListBaselinesAsync(V1.ListBaselinesRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(request.Pool, "pool", errors);
        var page = Page.Parse(request.PageSize, request.PageToken, $"baselines of {id}", errors);
        errors.ThrowIfAny();
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await db.Pools.AnyAsync(row => row.Id == id, cancellationToken))
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
            .ToListAsync(cancellationToken);
        var (baselines, next) = page.Cut(
            fetched,
            row => row.Generation.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var response = new V1.ListBaselinesResponse { NextPageToken = next };
        response.Baselines.AddRange(baselines.Select(PoolMapping.ToWire));
        return response;
    }

    public async Task<V1.PoolExplanation> ExplainPoolAsync(V1.ExplainPoolRequest request, CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var id = NameReader.ReadPool(request.Pool, "pool", errors);
        errors.ThrowIfAny();
        return await contexts.ReadSnapshotAsync((db, token) => PoolExplainer.ExplainAsync(db, id, token), cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, request.Pool);
    }

    private static readonly string[] PoolFields =
    [
        "display_name", "policy", "policy.join", "policy.drift", "policy.raise", "policy.reserved_bits",
        "policy.excluded_features", "policy.floor_features",
    ];

    private Task<V1.PoolChange> ChangeAsync(PlannedChange planned, CancellationToken cancellationToken) =>
        transactions.RunAsync((db, token) => changes.ApplyAsync(db, planned, token), planned.ValidateOnly, cancellationToken);

    private static void CheckGeneration(ulong generation, string field, ValidationErrors errors)
    {
        if (generation is 0 or > long.MaxValue)
        {
            errors.Add(field, Reasons.FieldInvalid, $"invalid generation {generation}; generations start at 1");
        }
    }

    private static void CheckDisplayName(string name, ValidationErrors errors) =>
        PlainText.Check(name, PlainText.DisplayNameLength, "pool.display_name", errors);

    private static IEnumerable<Precondition> Remaining(string what, int count, string pool) =>
        count == 0 ? [] : [new Precondition(Reasons.PoolNotEmpty, pool, Plural.Of(count, $"{what} remains", $"{what}s remain"))];
}
