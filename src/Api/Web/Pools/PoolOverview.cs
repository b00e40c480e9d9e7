using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Analysis;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Web.Pools;

/// <summary>All pools at a glance. A fixed number of queries, which grow with pools and distinct processors, not with hosts.</summary>
internal sealed class PoolOverview(IDbContextFactory<LevelsetDbContext> contexts, TimeProvider time)
{
    // For how long a loss is news.
    private static readonly TimeSpan News = TimeSpan.FromDays(1);

    private sealed record Members(string PoolId, bool HasReported, MembershipState MembershipState, bool IsSilent, int Count);

    /// <summary>Every pool, those first that need attention most.</summary>
    public Task<IReadOnlyList<PoolSummary>> ReadAsync(CancellationToken cancellationToken) =>
        contexts.ReadSnapshotAsync(ReadAsync, cancellationToken);

    private async Task<IReadOnlyList<PoolSummary>> ReadAsync(LevelsetDbContext db, CancellationToken cancellationToken)
    {
        var pools = await db.Pools.AsNoTracking().OrderBy(pool => pool.Id).ToListAsync(cancellationToken);
        var baselines = (await db.Baselines.AsNoTracking()
            .Where(row => db.Pools.Any(pool => pool.Id == row.PoolId && row.Generation >= pool.LastGeneration - 1))
            .OrderByDescending(row => row.Generation)
            .ToListAsync(cancellationToken))
            .ToLookup(row => row.PoolId);
        var members = await db.Hosts
            .Where(host => host.PoolId != null)
            .GroupBy(host => new
            {
                host.PoolId,
                HasReported = host.Fingerprint != null,
                host.MembershipState,
                IsSilent = host.Session == null || host.Session.Silent,
            })
            .Select(group => new Members(group.Key.PoolId!, group.Key.HasReported, group.Key.MembershipState, group.Key.IsSilent, group.Count()))
            .ToListAsync(cancellationToken);
        var partitions = await PartitionClass.OfAsync(db, db.Partitions.Where(row => row.PoolId != null), cancellationToken);
        var memberOf = members.ToLookup(one => one.PoolId);
        var partitionsOf = partitions.ToLookup(one => one.PoolId);
        return
        [
            .. pools
                .Select(pool => Summarize(pool, [.. baselines[pool.Id]], [.. memberOf[pool.Id]], [.. partitionsOf[pool.Id]]))
                .OrderByDescending(pool => pool.Urgency)
                .ThenBy(pool => pool.Id, StringComparer.Ordinal),
        ];
    }

    /// <param name="pool">The pool.</param>
    /// <param name="newest">Its last two generations, the newest first.</param>
    /// <param name="members">Its hosts.</param>
    /// <param name="partitions">Its partitions.</param>
    private PoolSummary Summarize(
        PoolRow pool,
        IReadOnlyList<BaselineRow> newest,
        IReadOnlyList<Members> members,
        IReadOnlyList<PartitionClass> partitions)
    {
        var last = newest.Count > 0 ? newest[0] : null;
        var current = pool.CurrentGeneration is null ? null : last;
        return new PoolSummary
        {
            Id = pool.Id,
            DisplayName = pool.DisplayName,
            Architecture = current?.Features.Architecture ?? pool.FixedArchitecture,
            Vendor = current?.Vendor ?? pool.FixedVendor ?? "",
            Generation = pool.CurrentGeneration,
            BaselineCount = current?.Features.Count ?? 0,
            LevelCount = pool.Level?.Count ?? 0,
            Ready = Count(one => one.HasReported && one.MembershipState == MembershipState.Ready && !one.IsSilent),
            Silent = Count(one => one.HasReported && one.MembershipState == MembershipState.Ready && one.IsSilent),
            Quarantined = Count(one => one.HasReported && one.MembershipState == MembershipState.Quarantined),
            Rejected = Count(one => one.HasReported && one.MembershipState == MembershipState.Rejected),
            Pending = Count(one => !one.HasReported),
            Partitions = partitions.Sum(one => one.Count),
            Limited = current is null ? 0 : partitions.Where(one => IsLimited(one, current)).Sum(one => one.Count),
            Lost = current is null ? [] : LostOf(newest),
            ChangeTime = last?.CreateTime ?? pool.CreateTime,
            Change = last?.Cause ?? "created",
        };

        int Count(Func<Members, bool> which) => members.Where(which).Sum(one => one.Count);
    }

    private static bool IsLimited(PartitionClass partitions, BaselineRow baseline) =>
        partitions.Has.Features.Architecture == baseline.Features.Architecture
        && PowerCycleChange.Of(partitions.Has, partitions.Request, baseline.ToCapabilities()).IsNeeded;

    private IReadOnlyList<string> LostOf(IReadOnlyList<BaselineRow> newest) =>
        newest.Count == 2
        && newest[0].CreateTime > time.GetStoredNow() - News
        && newest[0].Features.Architecture == newest[1].Features.Architecture
            ? [.. newest[1].Features.Except(newest[0].Features).Bits().Select(Catalogue.For(newest[0].Features.Architecture).NameOf)]
            : [];
}
