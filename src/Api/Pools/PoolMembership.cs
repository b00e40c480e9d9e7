using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Partitions;
using Levelset.Api.Requests;
using Levelset.Core.Catalogues;
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
        var blocked = await JudgeAsync(db, pool, hosts, cancellationToken);
        ThrowIfNamedAreBlocked(selection, hosts, blocked);

        var joining = hosts.Where(host => host.PoolId is null && !blocked.ContainsKey(host.Id)).ToList();
        foreach (var host in joining)
        {
            host.PoolId = pool.Id;
            host.Standing = host.Supported is null ? Standing.Pending : Standing.Ready;
            host.StandingReason = "";
        }

        var change = new PoolLeveling.Change(Cause("added", joining), author);
        var after = await leveling.RecomputeAsync(db, pool, change, cancellationToken);
        var result = await ResultAsync(db, pool, before, after, version, validateOnly, cancellationToken);
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

        var lost = await MobilityLoss.OfAsync(db, pool.Id, hosts, cancellationToken);
        foreach (var host in hosts)
        {
            host.PoolId = null;
            host.Pool = null;
            host.Standing = host.Supported is null ? Standing.Pending : Standing.Ready;
            host.StandingReason = "";
        }

        var change = new PoolLeveling.Change(Cause("removed", hosts), author);
        var after = await leveling.RecomputeAsync(db, pool, change, cancellationToken);
        var result = await ResultAsync(db, pool, before, after, version, validateOnly, cancellationToken);
        result.LessMobileCount = (uint)lost.Count;
        result.LessMobile.AddRange(lost.Take(MobilityLoss.Listed).Select(PartitionMapping.ToWire));
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

    private static async Task<Dictionary<string, V1.BlockedHost>> JudgeAsync(
        LevelsetDbContext db,
        PoolRow pool,
        IReadOnlyList<HostRow> hosts,
        CancellationToken cancellationToken)
    {
        var rule = await PoolLeveling.RuleAsync(db, pool, exceptHost: null, cancellationToken);
        var simulated = await db.Hosts.Where(host => host.PoolId == pool.Id)
            .Select(host => (bool?)host.Simulated).FirstOrDefaultAsync(cancellationToken);
        var result = new Dictionary<string, V1.BlockedHost>();
        foreach (var host in hosts.Where(host => host.PoolId != pool.Id))
        {
            var blockers = Blockers(host, rule, simulated).ToList();
            if (blockers.Count > 0)
            {
                var blocked = new V1.BlockedHost { Host = ResourceName.Host(host.Id) };
                blocked.Blockers.AddRange(blockers);
                result.Add(host.Id, blocked);
                continue;
            }

            simulated ??= host.Simulated;
            rule = host.Supported is null ? rule : rule.With(host.Supported);
        }

        return result;
    }

    private static IEnumerable<V1.Blocker> Blockers(HostRow host, MemberRule rule, bool? simulated)
    {
        if (host.PoolId is { } other)
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
            foreach (var misfit in rule.Judge(supported))
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

    private static async Task<V1.PoolChange> ResultAsync(
        LevelsetDbContext db,
        PoolRow pool,
        BaselineRow? before,
        BaselineRow? after,
        uint versionBefore,
        bool validateOnly,
        CancellationToken cancellationToken)
    {
        var wire = await PoolMapping.ToWireAsync(db, pool, cancellationToken);
        if (validateOnly)
        {
            // What the real call must be given, so that what was previewed is what happens.
            wire.Etag = Etag.Of(versionBefore);
        }

        return new V1.PoolChange { Pool = wire, Diff = PoolMapping.Diff(before, after), ValidateOnly = validateOnly };
    }

    private static string Cause(string verb, IReadOnlyList<HostRow> hosts)
    {
        var names = string.Join(", ", hosts.Take(NamedInCause).Select(host => ResourceName.Host(host.Id)));
        return $"hosts {verb}: {names}" + (hosts.Count > NamedInCause ? $" and {hosts.Count - NamedInCause} more" : "");
    }
}
