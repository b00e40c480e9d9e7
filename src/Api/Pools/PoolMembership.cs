using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Partitions;
using Levelset.Api.Requests;
using Levelset.Core.Catalogues;
using Levelset.Core.Pools;
using Microsoft.EntityFrameworkCore;
using V1 = Levelset.V1;

namespace Levelset.Api.Pools;

/// <summary>Hosts join and leave. Runs inside the caller's transaction, which a preview rolls back.</summary>
internal sealed class PoolMembership(PoolLeveling leveling)
{
    private const int NamedInCause = 10;

    public async Task<V1.PoolChange> AddAsync(
        LevelsetDbContext db,
        HostSelection selection,
        string etag,
        string author,
        bool validateOnly,
        CancellationToken cancellationToken)
    {
        var (pool, before) = await OpenAsync(db, selection, etag, cancellationToken);
        var version = pool.Version;
        var selected = selection.Labels is null
            ? []
            : await db.Hosts.Where(host => host.PoolId == null).WithLabels(selection.Labels)
                .Select(host => host.Id).ToListAsync(cancellationToken);
        var hosts = await db.LockHostsAsync([.. selection.HostIds.Union(selected)], cancellationToken);
        var candidates = hosts.Where(host => host.PoolId != pool.Id || IsKeptOut(host)).ToList();
        var blocked = await JudgeAsync(db, pool, candidates, before, cancellationToken);
        ThrowIfNamedAreBlocked(selection, hosts, blocked);

        var joining = candidates.Where(host => !blocked.ContainsKey(host.Id)).ToList();
        foreach (var host in joining)
        {
            host.PoolId = pool.Id;
            host.Standing = host.Supported is null ? Standing.Pending : Standing.Ready;
            host.StandingReason = "";
        }

        var change = new PoolLeveling.Change(Cause("added", joining), author);
        var after = await leveling.RecomputeAsync(db, pool, change, cancellationToken);
        var result = await PoolMapping.ChangeAsync(db, pool, before, after, version, validateOnly, cancellationToken);
        await MobilityLoss.AddJoinedAsync(db, result, pool.Id, joining, cancellationToken);
        result.Refused.AddRange(blocked.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value));
        return result;
    }

    public async Task<(V1.PoolChange Change, IReadOnlyList<string> Removed)> RemoveAsync(
        LevelsetDbContext db,
        HostSelection selection,
        string etag,
        string author,
        bool validateOnly,
        CancellationToken cancellationToken)
    {
        var (pool, before) = await OpenAsync(db, selection, etag, cancellationToken);
        var version = pool.Version;
        var selected = selection.Labels is null
            ? []
            : await db.Hosts.Where(host => host.PoolId == pool.Id).WithLabels(selection.Labels)
                .Select(host => host.Id).ToListAsync(cancellationToken);
        var hosts = await db.LockHostsAsync([.. selection.HostIds.Union(selected)], cancellationToken);
        var strangers = selection.HostIds.Where(id => !hosts.Any(host => host.Id == id && host.PoolId == pool.Id)).ToList();
        if (strangers.Count > 0)
        {
            var name = ResourceName.Pool(pool.Id);
            throw Refusals.Precondition(
                Reasons.HostNotMember,
                $"not members of {name}: {string.Join(", ", strangers.Select(ResourceName.Host))}; name members only",
                strangers.Select(id => new Precondition(Reasons.HostNotMember, ResourceName.Host(id), $"is not a member of {name}")));
        }

        var leaving = hosts.Where(host => host.Standing == Standing.Ready).ToList();
        foreach (var host in hosts)
        {
            host.PoolId = null;
            host.Pool = null;
            host.Standing = host.Supported is null ? Standing.Pending : Standing.Ready;
            host.StandingReason = "";
        }

        var change = new PoolLeveling.Change(Cause("removed", hosts), author);
        var after = await leveling.RecomputeAsync(db, pool, change, cancellationToken);
        var result = await PoolMapping.ChangeAsync(db, pool, before, after, version, validateOnly, cancellationToken);
        await MobilityLoss.AddAsync(db, result, pool.Id, leaving, cancellationToken);
        return (result, [.. hosts.Select(host => host.Id)]);
    }

    private static async Task<(PoolRow Pool, BaselineRow? Before)> OpenAsync(
        LevelsetDbContext db,
        HostSelection selection,
        string etag,
        CancellationToken cancellationToken)
    {
        var name = ResourceName.Pool(selection.PoolId);
        var pool = await db.LockPoolAsync(selection.PoolId, cancellationToken)
            ?? throw Refusals.NotFound(Reasons.PoolNotFound, name);
        Etag.Require(etag, pool.Version, name);
        return (pool, await PoolLeveling.CurrentAsync(db, pool, cancellationToken));
    }

    // Named again, a member that contributes nothing is taken at what it offers now: so an operator accepts a lower level.
    private static bool IsKeptOut(HostRow host) => host.Standing is Standing.Quarantined or Standing.Rejected;

    private static async Task<Dictionary<string, V1.BlockedHost>> JudgeAsync(
        LevelsetDbContext db,
        PoolRow pool,
        IReadOnlyList<HostRow> hosts,
        BaselineRow? baseline,
        CancellationToken cancellationToken)
    {
        var rule = await PoolLeveling.RuleAsync(db, pool, exceptHost: null, cancellationToken);
        var simulated = await db.Hosts.Where(host => host.PoolId == pool.Id)
            .Select(host => (bool?)host.Simulated).FirstOrDefaultAsync(cancellationToken);
        var result = new Dictionary<string, V1.BlockedHost>();
        foreach (var host in hosts)
        {
            var blockers = Blockers(host, pool, rule, baseline, simulated).ToList();
            if (blockers.Count > 0)
            {
                var blocked = new V1.BlockedHost { Host = ResourceName.Host(host.Id) };
                blocked.Blockers.AddRange(blockers);
                result.Add(host.Id, blocked);
                continue;
            }

            simulated ??= host.Simulated;
            rule = host.Supported is null ? rule : rule.With(host.Supported.ToOffer());
        }

        return result;
    }

    private static IEnumerable<V1.Blocker> Blockers(
        HostRow host,
        PoolRow pool,
        MemberRule rule,
        BaselineRow? baseline,
        bool? simulated)
    {
        if (host.PoolId is { } other && other != pool.Id)
        {
            yield return BlockerMapping.Of(
                V1.Blocker.Types.Reason.OtherPool,
                "in no pool",
                ResourceName.Pool(other),
                $"it is a member of {ResourceName.Pool(other)}; remove it there first");
        }

        if (simulated is { } expected && host.Simulated != expected)
        {
            yield return BlockerMapping.Simulation(expected);
        }

        if (host.Supported is { } supported)
        {
            var catalogue = Catalogue.For(supported.Features.Architecture);
            foreach (var misfit in rule.JudgeJoining(supported.ToOffer(), baseline?.ToGeneration()))
            {
                yield return misfit.ToWire(catalogue);
            }
        }
    }

    private static void ThrowIfNamedAreBlocked(
        HostSelection selection,
        IReadOnlyList<HostRow> hosts,
        Dictionary<string, V1.BlockedHost> blocked)
    {
        var named = new List<V1.BlockedHost>();
        foreach (var id in selection.HostIds)
        {
            if (!hosts.Any(host => host.Id == id))
            {
                var missing = new V1.BlockedHost { Host = ResourceName.Host(id) };
                missing.Blockers.Add(BlockerMapping.Of(
                    V1.Blocker.Types.Reason.HostNotFound,
                    "a host whose agent has connected",
                    "none",
                    "does not exist; a host comes into being when its agent connects"));
                named.Add(missing);
            }
            else if (blocked.TryGetValue(id, out var host))
            {
                named.Add(host);
            }
        }

        if (named.Count > 0)
        {
            var text = string.Join("; ", named.Select(host => $"{host.Host}: {string.Join(", ", host.Blockers.Select(b => b.Message))}"));
            throw Refusals.Precondition(
                Reasons.HostsDoNotFit,
                $"{ResourceName.Pool(selection.PoolId)} refuses {text}; nothing was changed",
                named.SelectMany(host => host.ToPreconditions()));
        }
    }

    private static string Cause(string verb, IReadOnlyList<HostRow> hosts)
    {
        var names = string.Join(", ", hosts.Take(NamedInCause).Select(host => ResourceName.Host(host.Id)));
        return $"hosts {verb}: {names}" + (hosts.Count > NamedInCause ? $" and {hosts.Count - NamedInCause} more" : "");
    }
}
