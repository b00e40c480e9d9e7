using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Analysis;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Planning;

/// <summary>How to divide hosts into pools.</summary>
internal static class PoolAdvice
{
    private const int Named = 100;
    private const int MaxKinds = 1000;

    // Hosts of one fingerprint and kind, with the partitions on them.
    private sealed record FleetGroup(string? Fingerprint, bool Simulated, IReadOnlyList<string> Hosts, int Partitions)
    {
        public string Source => $"{Fingerprint} {Simulated}";
    }

    public static async Task<V1.SuggestPoolsResponse> ReadAsync(
        LevelsetDbContext db,
        IReadOnlyList<string> ids,
        IReadOnlyDictionary<string, string>? labels,
        int pools,
        CancellationToken cancellationToken)
    {
        var groups = await GroupsAsync(db, ids, labels, cancellationToken);
        var reported = groups.Where(group => group.Fingerprint is not null).ToDictionary(group => group.Source);
        RequireFew(reported.Count);
        var capabilities = await db.CapabilitiesAsync([.. reported.Values.Select(group => group.Fingerprint!).Distinct()], cancellationToken);
        var fleet = reported.Values
            .Select(group => PlannedPool.Of(
                new Member(group.Source, capabilities[group.Fingerprint!]),
                group.Hosts.Count + group.Partitions,
                group.Simulated))
            .ToList();
        var undivided = PoolPlan.Undivided(fleet);
        var plan = PoolPlan.Of(fleet, pools) ?? throw TooFew(undivided.Pools.Length);
        var wire = new V1.SuggestPoolsResponse
        {
            Cost = (ulong)plan.Cost,
            UndividedCost = (ulong)undivided.Cost,
            Exact = plan.IsExact,
            Unreported = ToWire(groups.Where(group => group.Fingerprint is null)),
        };
        wire.Pools.AddRange(plan.Pools.Select(pool => ToWire(pool, reported)));
        return wire;
    }

    private static async Task<List<FleetGroup>> GroupsAsync(
        LevelsetDbContext db,
        IReadOnlyList<string> ids,
        IReadOnlyDictionary<string, string>? labels,
        CancellationToken cancellationToken)
    {
        var named = ids.ToArray();
        var all = db.Hosts.AsNoTracking();
        var wanted = labels is null ? all : all.WithLabels(labels);
        if (named.Length > 0)
        {
            wanted = labels is null ? all.Where(host => named.Contains(host.Id)) : wanted.Union(all.Where(host => named.Contains(host.Id)));
        }

        var hosts = await wanted
            .Select(host => new
            {
                host.Id,
                host.Fingerprint,
                host.Simulated,
                Partitions = db.Partitions.Count(row => row.HostId == host.Id && row.State == PartitionState.Active),
            })
            .ToListAsync(cancellationToken);
        var unknown = named.Except(hosts.Select(host => host.Id)).Select(ResourceName.Host).ToList();
        if (unknown.Count > 0)
        {
            throw ApiErrors.NotFound(Reasons.HostNotFound, string.Join(", ", unknown));
        }

        return
        [
            .. hosts.GroupBy(host => (host.Fingerprint, host.Simulated)).Select(group => new FleetGroup(
                group.Key.Fingerprint,
                group.Key.Simulated,
                [.. group.Select(host => host.Id)],
                group.Sum(host => host.Partitions))),
        ];
    }

    private static void RequireFew(int kinds)
    {
        if (kinds > MaxKinds)
        {
            throw ApiErrors.Precondition(
                Reasons.FleetTooMixed,
                $"the hosts have {kinds} different fingerprints (real and simulated hosts counted apart); at most {MaxKinds} can be divided at once",
                new Precondition(Reasons.FleetTooMixed, "hosts", "select fewer hosts, by name or by label"));
        }
    }

    private static ServiceException TooFew(int needed) =>
        ApiErrors.Precondition(
            Reasons.PoolsTooFew,
            $"these hosts need at least {needed} pools",
            new Precondition(
                Reasons.PoolsTooFew,
                "pool_count",
                "hosts cannot share a pool when they differ in architecture, vendor or cache line flush size, or when some are real and some simulated"));

    private static V1.SuggestedPool ToWire(PlannedPool pool, Dictionary<string, FleetGroup> groups)
    {
        var (vendor, features, properties) = pool.Capabilities;
        var catalogue = Catalogue.For(features.Architecture);
        var level = Level.Of(pool.Members, PoolPolicy.Default, catalogue)!;
        var wire = new V1.SuggestedPool
        {
            Architecture = features.Architecture.ToWire(),
            Vendor = vendor,
            Hosts = ToWire(pool.Members.Select(member => groups[member.Source])),
            Baseline = level.Features.ToWire(),
            Properties = properties.ToWire(),
            PartitionCount = (uint)pool.Members.Sum(member => groups[member.Source].Partitions),
            Cost = (ulong)pool.Cost,
        };
        wire.Dropped.AddRange(level.Dropped.Select(dropped =>
            dropped.ToWire(ToWire(dropped.LackedBy.Select(source => groups[source])), catalogue)));
        return wire;
    }

    private static V1.HostGroup ToWire(IEnumerable<FleetGroup> groups)
    {
        var hosts = groups.SelectMany(group => group.Hosts).Order(StringComparer.Ordinal).ToList();
        var wire = new V1.HostGroup { HostCount = (uint)hosts.Count };
        wire.Hosts.AddRange(hosts.Take(Named).Select(ResourceName.Host));
        return wire;
    }
}
