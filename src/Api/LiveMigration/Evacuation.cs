using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Baselines;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.LiveMigration;

/// <summary>Where the partitions of several hosts can go when those hosts are no targets.</summary>
internal sealed class Evacuation(
    MigrationChecker checker,
    IReadOnlyList<Evacuation.HostGroup> groups,
    IReadOnlyDictionary<string, CpuCapabilities> offers)
{
    private const int Named = 10;

    private const string Groups =
        """
        SELECT (array_agg(h.id ORDER BY h.id))[1:10] AS "Ids", count(*)::integer AS "Count", h.fingerprint AS "Fingerprint",
            h.simulated AS "Simulated", h.pool_id AS "PoolId", h.membership_state::integer AS "MembershipState", h.cordoned AS "Cordoned",
            h.unreported_words AS "UnreportedWords", coalesce(seen.silent, true) AS "IsSilent"
        FROM hosts h LEFT JOIN agent_sessions seen ON seen.host_id = h.id
        WHERE h.id <> ALL ({0})
        GROUP BY h.fingerprint, h.simulated, h.pool_id, h.membership_state, h.cordoned, h.unreported_words,
            coalesce(seen.silent, true)
        """;

    private readonly Dictionary<PartitionKind, Outcome> outcomes = [];

    /// <summary>Hosts that no rule tells apart, with the first names.</summary>
    internal sealed record HostGroup
    {
        public required string[] Ids { get; init; }

        public int Count { get; init; }

        public string? Fingerprint { get; init; }

        public bool Simulated { get; init; }

        public string? PoolId { get; init; }

        public MembershipState MembershipState { get; init; }

        public bool Cordoned { get; init; }

        public string[] UnreportedWords { get; init; } = [];

        public bool IsSilent { get; init; }

        // Why each of them stands where it does is its own affair, so the group only says where.
        public HostSnapshot ToSnapshots() =>
            new()
            {
                Id = Ids[0],
                Kind = new HostKind(
                    Fingerprint, Simulated, PoolId, MembershipState, "see the host", Cordoned, string.Join(' ', UnreportedWords)),
                IsSilent = IsSilent,
            };
    }

    /// <summary>What becomes of one partition, and of all that are like it.</summary>
    /// <param name="Count">How many hosts can take it.</param>
    /// <param name="First">The first of them.</param>
    /// <param name="Obstacles">Why the others cannot.</param>
    internal sealed record Outcome(int Count, IReadOnlyList<string> First, IReadOnlyList<V1.Obstacle> Obstacles);

    /// <summary>Groups all hosts but these.</summary>
    public static async Task<Evacuation> PrepareAsync(
        LevelsetDbContext db,
        HostMapping hosts,
        IReadOnlyCollection<string> leaving,
        CancellationToken cancellationToken)
    {
        var groups = await db.Database.SqlQueryRaw<HostGroup>(Groups, [leaving.ToArray()]).ToListAsync(cancellationToken);
        var offers = await db.CapabilitiesAsync([.. groups.Select(one => one.Fingerprint).OfType<string>().Distinct()], cancellationToken);
        var baselines = await db.BaselineCapabilitiesAsync([.. groups.Select(one => one.PoolId).OfType<string>().Distinct()], cancellationToken);
        return new Evacuation(new MigrationChecker(hosts, offers, baselines), groups, offers);
    }

    /// <summary>Where a partition can go.</summary>
    public Outcome Of(PartitionSnapshot partition)
    {
        if (!outcomes.TryGetValue(partition.Kind, out var outcome))
        {
            outcomes.Add(partition.Kind, outcome = Find(partition));
        }

        return outcome;
    }

    private Outcome Find(PartitionSnapshot partition)
    {
        var options = MigrationOptions.None(partition.Features.Architecture);
        var verdicts = groups.Select(group => (Group: group, Verdict: checker.Check(partition, group.ToSnapshots(), options))).ToList();
        var targets = verdicts.Where(pair => pair.Verdict.Compatible).Select(pair => pair.Group).ToList();
        return new Outcome(
            targets.Sum(group => group.Count),
            First(partition, targets),
            Obstacles(partition, [.. verdicts.Where(pair => !pair.Verdict.Compatible)]));
    }

    private List<string> First(PartitionSnapshot partition, List<HostGroup> targets) =>
    [
        .. targets
            .GroupBy(group => TargetClass.Of(partition, group.PoolId!, group.Fingerprint!, offers[group.Fingerprint!].Features))
            .OrderBy(one => one.Key)
            .SelectMany(one => one.SelectMany(group => group.Ids).Order(StringComparer.Ordinal))
            .Take(Named)
            .Select(ResourceName.Host),
    ];

    private static List<V1.Obstacle> Obstacles(PartitionSnapshot partition, List<(HostGroup Group, Verdict Verdict)> verdicts) =>
    [
        .. verdicts
            .Select(pair => (pair.Group, Blockers: pair.Verdict.Blockers.Select(one => one.ToWire(partition.Catalogue)).ToList()))
            .GroupBy(pair => string.Join('\n', pair.Blockers.Select(blocker => blocker.ToString())))
            .Select(same => ToWire([.. same.Select(pair => pair.Group)], same.First().Blockers))
            .OrderBy(obstacle => obstacle.Blockers.Count)
            .ThenByDescending(obstacle => obstacle.HostCount)
            .ThenBy(obstacle => obstacle.Hosts[0], StringComparer.Ordinal)
            .Take(Named),
    ];

    private static V1.Obstacle ToWire(IReadOnlyList<HostGroup> groups, IReadOnlyList<V1.Blocker> blockers)
    {
        var obstacle = new V1.Obstacle { HostCount = (uint)groups.Sum(group => group.Count) };
        obstacle.Hosts.AddRange(groups.SelectMany(group => group.Ids).Order(StringComparer.Ordinal).Take(Named).Select(ResourceName.Host));
        obstacle.Blockers.AddRange(blockers);
        return obstacle;
    }
}
