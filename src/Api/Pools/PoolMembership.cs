using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Pools;

/// <summary>Hosts join and leave: who may, and what becomes of their rows.</summary>
internal static class PoolMembership
{
    private const int NamedInCause = 10;

    /// <summary>Takes hosts out of a pool, unless one of those named is not in it. The caller writes them.</summary>
    /// <returns>Those that have left, and those of them that contributed.</returns>
    public static (IReadOnlySet<string> Hosts, IReadOnlyList<HostRow> Contributors) Leave(
        PoolRow pool,
        HostSelection? selection,
        IReadOnlyList<HostRow> hosts,
        List<ServiceException> refusals)
    {
        var members = hosts.Where(host => host.PoolId == pool.Id).ToDictionary(host => host.Id);
        var strangers = selection?.HostIds.Where(id => !members.ContainsKey(id)).ToList() ?? [];
        if (strangers.Count > 0)
        {
            var name = ResourceName.Pool(pool.Id);
            refusals.Add(ApiErrors.Precondition(
                Reasons.HostNotMember,
                $"not members of {name}: {string.Join(", ", strangers.Select(ResourceName.Host))}",
                strangers.Select(id => new Precondition(Reasons.HostNotMember, ResourceName.Host(id), $"is not a member of {name}"))));
        }

        var contributors = members.Values.Where(host => host.MembershipState == MembershipState.Ready).ToList();
        foreach (var host in members.Values)
        {
            host.PoolId = null;
            ResetState(host);
        }

        return (members.Keys.ToHashSet(), contributors);
    }

    /// <summary>Puts those hosts into a pool that fit it, unless one of those named does not. The caller writes them.</summary>
    /// <param name="db">The database.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="evaluation">The pool before they join.</param>
    /// <param name="selection">Who was asked for.</param>
    /// <param name="hosts">Those of them that exist.</param>
    /// <param name="refusals">Gets what is against the hosts that were named.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Those that have joined, and those that were selected by label and do not fit.</returns>
    public static async Task<(IReadOnlyList<HostRow> Joined, IReadOnlyList<V1.BlockedHost> Refused)> JoinAsync(
        LevelsetDbContext db,
        PoolRow pool,
        PoolEvaluation evaluation,
        HostSelection? selection,
        IReadOnlyList<HostRow> hosts,
        List<ServiceException> refusals,
        CancellationToken cancellationToken)
    {
        var candidates = hosts.Where(host => host.PoolId != pool.Id || IsKeptOut(host)).ToList();
        var blocked = await CheckAsync(db, pool, candidates, evaluation, cancellationToken);
        AddRefusal(pool, selection, hosts, blocked, refusals);
        var joining = candidates.Where(host => !blocked.ContainsKey(host.Id)).ToList();
        foreach (var host in joining)
        {
            host.PoolId = pool.Id;
            ResetState(host);
        }

        return (joining, [.. blocked.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)]);
    }

    /// <summary>Writes down to which pools hosts belong now, and what they are to them. The hosts are locked.</summary>
    public static Task WriteAsync(LevelsetDbContext db, IReadOnlyCollection<HostRow> hosts, CancellationToken cancellationToken) =>
        hosts.Count == 0
            ? Task.CompletedTask
            : db.Database.ExecuteSqlAsync(
                $"""
                UPDATE hosts SET pool_id = r.pool_id, membership_state = r.membership_state, membership_reason = r.membership_reason
                FROM json_to_recordset({RowSet.Of(hosts.Select(Membership))}::json) AS r (id text, pool_id text, membership_state smallint, membership_reason text)
                WHERE hosts.id = r.id
                """,
                cancellationToken);

    /// <summary>Records hosts that have left.</summary>
    public static void RecordLeft(ActivityWriter record, string poolId, IEnumerable<string> hosts)
    {
        foreach (var id in hosts.Order(StringComparer.Ordinal))
        {
            record.Add(ActivityKind.HostRemoved, new ActivitySubject(poolId, id), $"removed from {ResourceName.Pool(poolId)}");
        }
    }

    /// <summary>Records hosts that have joined, and members that contribute again.</summary>
    public static void RecordJoined(ActivityWriter record, string poolId, IEnumerable<HostRow> joined, HashSet<string> newcomers)
    {
        foreach (var host in joined)
        {
            var subject = new ActivitySubject(poolId, host.Id);
            if (newcomers.Contains(host.Id))
            {
                record.Add(ActivityKind.HostAdded, subject, $"added to {ResourceName.Pool(poolId)}");
            }
            else
            {
                record.Add(ActivityKind.HostReleased, subject, "accepted with its current features, on request");
            }
        }
    }

    /// <summary>The cause of a generation, as text.</summary>
    public static string Cause(string verb, IReadOnlyList<HostRow> hosts) =>
        $"{Plural.Word(hosts.Count, "host")} {verb}: {First([.. hosts.Select(host => ResourceName.Host(host.Id))])}";

    /// <summary>The first names, and how many more there are.</summary>
    public static string First(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamedInCause)) + (names.Count > NamedInCause ? $" and {names.Count - NamedInCause} more" : "");

    private static object Membership(HostRow host) =>
        new { host.Id, host.PoolId, MembershipState = (short)host.MembershipState, host.MembershipReason };

    private static void ResetState(HostRow host)
    {
        host.MembershipState = host.Supported is null ? MembershipState.Pending : MembershipState.Ready;
        host.MembershipReason = "";
    }

    // Named again, a member that contributes nothing is taken at what it offers now: so an operator accepts a lower level.
    private static bool IsKeptOut(HostRow host) => host.MembershipState is MembershipState.Quarantined or MembershipState.Rejected;

    private static async Task<Dictionary<string, V1.BlockedHost>> CheckAsync(
        LevelsetDbContext db,
        PoolRow pool,
        IReadOnlyList<HostRow> hosts,
        PoolEvaluation evaluation,
        CancellationToken cancellationToken)
    {
        if (hosts.Count == 0)
        {
            return [];
        }

        var contributors = evaluation.Members.Where(member => member.State == MembershipState.Ready);
        var rule = MemberRule.Of(pool.ToPolicy(), pool.ToIdentity(), contributors.Select(member => member.Capabilities));
        var simulated = await db.Hosts.Where(host => host.PoolId == pool.Id)
            .Select(host => (bool?)host.Simulated).FirstOrDefaultAsync(cancellationToken);
        var result = new Dictionary<string, V1.BlockedHost>();
        foreach (var host in hosts)
        {
            var blockers = Blockers(host, pool, rule, evaluation.Baseline?.Capabilities, simulated).ToList();
            if (blockers.Count > 0)
            {
                var blocked = new V1.BlockedHost { Host = ResourceName.Host(host.Id) };
                blocked.Blockers.AddRange(blockers);
                result.Add(host.Id, blocked);
                continue;
            }

            simulated ??= host.Simulated;
            rule = host.Supported is null ? rule : rule.With(host.Supported.ToCapabilities());
        }

        return result;
    }

    private static IEnumerable<V1.Blocker> Blockers(
        HostRow host,
        PoolRow pool,
        MemberRule rule,
        CpuCapabilities? baseline,
        bool? simulated)
    {
        var against = Incompatibilities(host, rule, baseline, simulated).ToList();
        if (host.PoolId is { } other && other != pool.Id)
        {
            // To leave the other pool is of no use where the host could not join this one.
            yield return BlockerMapping.Of(
                V1.Blocker.Types.Reason.OtherPool,
                "in no pool",
                ResourceName.Pool(other),
                $"it is a member of {ResourceName.Pool(other)}{(against.Count == 0 ? "; remove it there first" : "")}");
        }

        foreach (var blocker in against)
        {
            yield return blocker;
        }
    }

    private static IEnumerable<V1.Blocker> Incompatibilities(HostRow host, MemberRule rule, CpuCapabilities? baseline, bool? simulated)
    {
        if (simulated is { } expected && host.Simulated != expected)
        {
            yield return BlockerMapping.Simulation(expected);
        }

        if (host.Supported is { } supported)
        {
            var catalogue = Catalogue.For(supported.Features.Architecture);
            foreach (var one in rule.CheckJoining(supported.ToCapabilities(), baseline))
            {
                yield return one.ToWire(catalogue);
            }
        }
    }

    private static void AddRefusal(
        PoolRow pool,
        HostSelection? selection,
        IReadOnlyList<HostRow> hosts,
        Dictionary<string, V1.BlockedHost> blocked,
        List<ServiceException> refusals)
    {
        var named = new List<V1.BlockedHost>();
        var found = hosts.Select(host => host.Id).ToHashSet();
        foreach (var id in selection?.HostIds ?? [])
        {
            if (!found.Contains(id))
            {
                var missing = new V1.BlockedHost { Host = ResourceName.Host(id) };
                missing.Blockers.Add(BlockerMapping.Of(
                    V1.Blocker.Types.Reason.HostNotFound,
                    "a host whose agent has connected",
                    "none",
                    "not found; hosts appear when their agent connects"));
                named.Add(missing);
            }
            else if (blocked.TryGetValue(id, out var host))
            {
                named.Add(host);
            }
        }

        if (named.Count > 0)
        {
            refusals.Add(ApiErrors.Precondition(
                Reasons.HostsDoNotFit,
                $"{ResourceName.Pool(pool.Id)} cannot take {First([.. named.Select(host => host.Host)])}; nothing was changed",
                named.SelectMany(host => host.ToPreconditions())));
        }
    }
}
