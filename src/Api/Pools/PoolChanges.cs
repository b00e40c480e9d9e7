using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>
/// Carries out changes of membership and policy. Runs inside the caller's transaction, which a preview rolls back. Hosts leave
/// first, then the policy changes, then hosts join; each step is checked by what the one before would have left, and all of them
/// together make one generation at most.
/// </summary>
internal sealed class PoolChanges(PoolLeveling leveling, ActivityLog activities)
{
    /// <summary>Changes a pool; returns what that did.</summary>
    /// <exception cref="ServiceException">Something of it cannot be; every reason is named, and nothing may be committed.</exception>
    public async Task<V1.PoolChange> ApplyAsync(
        LevelsetDbContext db,
        PlannedChange planned,
        CancellationToken cancellationToken)
    {
        var name = ResourceName.Pool(planned.PoolId);
        var errors = new ValidationErrors(planned.Errors);
        var pool = await db.LockPoolAsync(planned.PoolId, cancellationToken);
        var (leavers, joiners) = pool is null ? ([], []) : await FindAsync(db, pool, planned, cancellationToken);
        var policyChange = "";
        if (pool is not null && planned.Policy is { } policy)
        {
            policyChange = await PoolPolicies.ApplyAsync(db, pool, policy, ArchitectureOf(joiners), errors, cancellationToken);
        }

        errors.ThrowIfAny();
        _ = pool ?? throw ApiErrors.NotFound(Reasons.PoolNotFound, name);
        Etag.Require(planned.Etag, pool.Version, name);
        var version = pool.Version;
        var before = await PoolLeveling.CurrentAsync(db, pool, cancellationToken);
        var contributed = planned.Policy is null ? [] : await ReadyAsync(db, pool.Id, cancellationToken);

        var refusals = new List<ServiceException>();
        var left = PoolMembership.Leave(pool, planned.Leaving, leavers, refusals);
        await PoolMembership.WriteAsync(db, [.. leavers.Where(host => left.Hosts.Contains(host.Id))], cancellationToken);
        var between = await PoolLeveling.EvaluateAsync(db, pool, cancellationToken);
        var newcomers = joiners.Where(host => host.PoolId != pool.Id).Select(host => host.Id).ToHashSet();
        var (joined, refused) = await PoolMembership.JoinAsync(db, pool, between, planned.Joining, joiners, refusals, cancellationToken);
        var remaining = contributed.Where(host => !left.Hosts.Contains(host.Id)).ToList();
        if (remaining.Count > 0 && between.Baseline is null && joined.All(host => host.Supported is null))
        {
            refusals.Add(PoolPolicies.FloorUnmet(pool));
        }

        ApiErrors.ThrowIfAny(refusals);
        var record = activities.By(planned.Author, db);
        PoolMembership.RecordLeft(record, pool.Id, left.Hosts);
        if (policyChange.Length > 0)
        {
            record.Add(ActivityKind.PolicyChanged, new ActivitySubject(pool.Id), $"policy changed: {policyChange}");
        }

        PoolMembership.RecordJoined(record, pool.Id, joined, newcomers);
        await PoolMembership.WriteAsync(db, joined, cancellationToken);
        await ActivityLog.WriteAsync(db, cancellationToken);
        var change = new PoolLeveling.Change(Cause(planned, leavers, joined), planned.Author);
        var after = await leveling.RecomputeAsync(db, pool, change, between.Baseline?.Capabilities, cancellationToken);
        var result = await PoolMapping.ChangeAsync(db, pool, before, after, version, planned.ValidateOnly, cancellationToken);
        var silenced = await NoLongerReadyAsync(db, pool.Id, remaining, cancellationToken);
        await MigrationImpact.AddAsync(
            db,
            result,
            pool.Id,
            [.. left.Contributors, .. silenced],
            joined,
            cancellationToken);
        result.Refused.AddRange(refused);
        return result;
    }

    private static string Cause(PlannedChange planned, IReadOnlyList<HostRow> left, IReadOnlyList<HostRow> joined)
    {
        var steps = new List<string>();
        if (planned.Leaving is not null)
        {
            steps.Add(PoolMembership.Cause("removed", left));
        }

        if (planned.Policy is not null)
        {
            steps.Add("policy changed");
        }

        if (planned.Joining is not null)
        {
            steps.Add(PoolMembership.Cause("added", joined));
        }

        return string.Join("; ", steps);
    }

    // One lock for both, for hosts are locked in the order of their ids.
    private static async Task<(IReadOnlyList<HostRow> Leaving, IReadOnlyList<HostRow> Joining)> FindAsync(
        LevelsetDbContext db,
        PoolRow pool,
        PlannedChange planned,
        CancellationToken cancellationToken)
    {
        var leaving = planned.Leaving is null
            ? []
            : await planned.Leaving.FindAsync(db.Hosts.Where(host => host.PoolId == pool.Id), cancellationToken);
        var joining = planned.Joining is null
            ? []
            : await planned.Joining.FindAsync(db.Hosts.Where(host => host.PoolId == null), cancellationToken);
        var locked = await db.LockHostsAsync([.. leaving.Union(joining)], cancellationToken);
        var (leavers, joiners) = (leaving.ToHashSet(), joining.ToHashSet());
        return ([.. locked.Where(host => leavers.Contains(host.Id))], [.. locked.Where(host => joiners.Contains(host.Id))]);
    }

    // Where nothing else says what the policy's names mean, the hosts that join do.
    private static Architecture? ArchitectureOf(IEnumerable<HostRow> hosts)
    {
        var architectures = hosts.Select(host => host.Supported?.Features.Architecture).OfType<Architecture>()
            .Distinct().ToList();
        return architectures.Count == 1 ? architectures[0] : null;
    }

    private static Task<List<HostRow>> ReadyAsync(LevelsetDbContext db, string poolId, CancellationToken cancellationToken) =>
        db.Hosts.AsNoTracking().Include(host => host.Supported)
            .Where(host => host.PoolId == poolId && host.MembershipState == MembershipState.Ready)
            .OrderBy(host => host.Id)
            .ToListAsync(cancellationToken);

    private static async Task<IEnumerable<HostRow>> NoLongerReadyAsync(
        LevelsetDbContext db,
        string poolId,
        List<HostRow> before,
        CancellationToken cancellationToken)
    {
        if (before.Count == 0)
        {
            return [];
        }

        var ready = await db.Hosts.Where(host => host.PoolId == poolId && host.MembershipState == MembershipState.Ready)
            .Select(host => host.Id)
            .ToListAsync(cancellationToken);
        var still = ready.ToHashSet();
        return before.Where(host => !still.Contains(host.Id));
    }
}
