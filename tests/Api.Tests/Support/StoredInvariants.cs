using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;
using Architecture = Levelset.Core.Features.Architecture;
using DropReason = Levelset.Core.Baselines.DropReason;
using CompatibilityProperties = Levelset.Core.Features.CompatibilityProperties;
using FeatureSet = Levelset.Core.Features.FeatureSet;
using PoolPolicy = Levelset.Core.Baselines.PoolPolicy;

namespace Levelset.Api.Tests.Support;

/// <summary>The invariants of the domain, from stored rows alone.</summary>
internal static class StoredInvariants
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>
    /// Of every generation on the way: dense numbers; L is the AND of what its contributors offered, by the policy; B within L,
    /// closed, and L itself where it follows by policy, else what the one before it leaves or a new beginning.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The pool.</param>
    /// <param name="isPolicyFixed">
    /// Whether its policy has never changed. Otherwise what the policy took from the level is what the generation itself records;
    /// its raise has stayed as it is in any case.
    /// </param>
    public static async Task AssertHistoryAsync(LevelsetDbContext db, string id, bool isPolicyFixed)
    {
        var pool = await db.Pools.AsNoTracking().SingleAsync(row => row.Id == id, Cancel);
        var generations = await db.Baselines.Where(row => row.PoolId == id).OrderBy(row => row.Generation).ToListAsync(Cancel);
        Assert.Equal(Enumerable.Range(1, generations.Count).Select(i => (long)i), generations.Select(row => row.Generation));
        Assert.Equal(generations.Count, pool.LastGeneration);
        var sets = await db.SupportedSets.ToDictionaryAsync(set => set.Fingerprint, set => set.Features, Cancel);
        FeatureSet? before = null;
        foreach (var row in generations)
        {
            var reasons = BaselineReasons.Parse(row.Reasons);
            AssertContributors(reasons.Contributors);
            var policy = isPolicyFixed ? PolicyOf(pool) : RecordedPolicy(reasons.Dropped);
            AssertGeneration(row, [.. reasons.Contributors.Select(one => sets[one.Fingerprint])], policy);
            if (isPolicyFixed && pool.Floor is { } floor)
            {
                var needed = Closure.Upwards(floor, Catalogue.X86_64);
                Assert.All(reasons.Contributors, one => Assert.True(needed.IsSubsetOf(sets[one.Fingerprint])));
            }

            if (before is null || pool.Raise == RaisePolicy.Automatic)
            {
                Assert.True(row.Level.Equals(row.Features), $"B of generation {row.Generation} does not follow L");
            }
            else
            {
                var down = Closure.Of(before.Intersect(row.Level), Catalogue.X86_64).Features;
                var isExpected = row.Features.Equals(down) || row.Features.Equals(row.Level);
                Assert.True(isExpected, $"B of generation {row.Generation} is neither what the one before it leaves nor L");
            }

            before = row.Features;
        }
    }

    /// <summary>Of the state: L is that of the members' last reports in whatever order they came, and B is within it.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The pool.</param>
    /// <param name="offers">What a host has reported last.</param>
    public static async Task AssertPresentAsync(LevelsetDbContext db, string id, Func<string, FeatureSet> offers)
    {
        var pool = await db.Pools.SingleAsync(row => row.Id == id, Cancel);
        var members = await db.Hosts.Where(host => host.PoolId == id).OrderBy(host => host.Id).ToListAsync(Cancel);
        var contributors = members.Where(host => host.MembershipState == MembershipState.Ready)
            .Select(host => new Member(host.Id, new CpuCapabilities("", offers(host.Id), CompatibilityProperties.None)))
            .ToList();
        var policy = PolicyOf(pool);
        var level = Level.Of(contributors, policy, Catalogue.X86_64);
        Assert.Equal(level?.Features, pool.Level);
        Assert.Equal(level is null, pool.CurrentGeneration is null);
        if (level is not null)
        {
            Assert.Equal(pool.LastGeneration, pool.CurrentGeneration);
            var baseline = await db.Baselines.SingleAsync(row => row.PoolId == id && row.Generation == pool.CurrentGeneration, Cancel);
            Assert.True(baseline.Features.IsSubsetOf(level.Features));
            Assert.True(baseline.Features.Intersect(policy.Excluded!).IsEmpty);
            Assert.All(
                members.Where(host => host.MembershipState == MembershipState.Quarantined),
                host => Assert.False(baseline.Features.IsSubsetOf(offers(host.Id))));
        }
    }

    private static void AssertContributors(IReadOnlyList<BaselineReasons.Contributor> contributors)
    {
        Assert.NotEmpty(contributors);
        Assert.Equal(contributors.Count, contributors.DistinctBy(one => one.Fingerprint).Count());
        Assert.All(contributors, one => Assert.Equal(one.HostCount, one.Hosts.Count));
        Assert.All(contributors, one => Assert.NotEqual(0, one.HostCount));
        var hosts = contributors.SelectMany(one => one.Hosts).ToList();
        Assert.Equal(hosts.Count, hosts.Distinct().Count());
    }

    private static void AssertGeneration(BaselineRow row, IReadOnlyList<FeatureSet> offered, PoolPolicy policy)
    {
        var level = Level.Of([.. offered.Select((set, i) => new Member($"{i}", new CpuCapabilities("", set, CompatibilityProperties.None)))], policy, Catalogue.X86_64)!.Features;
        Assert.True(level.Equals(row.Level), $"L of generation {row.Generation} is not what its contributors offered together");
        Assert.All(offered, set => Assert.True(row.Level.IsSubsetOf(set)));
        Assert.True(row.Features.IsSubsetOf(row.Level), $"B of generation {row.Generation} is not within L");
        Assert.True(row.Features.Intersect(policy.Excluded!).IsEmpty, $"B of generation {row.Generation} has what is excluded");
        Assert.True(policy.ReservedBits != ReservedBits.Disable || row.Features.IsSubsetOf(Catalogue.X86_64.Known));
        Assert.Empty(Closure.Of(row.Features, Catalogue.X86_64).Removed);
    }

    private static PoolPolicy PolicyOf(PoolRow pool) =>
        new() { ReservedBits = pool.ReservedBits, Excluded = pool.Excluded ?? FeatureSet.Empty(Architecture.X86_64) };

    // Of what all contributors offered, everything that the policy took away is there with its reason.
    private static PoolPolicy RecordedPolicy(IReadOnlyList<BaselineReasons.Drop> dropped) => new()
    {
        ReservedBits = dropped.Any(drop => drop.Reason == DropReason.Reserved) ? ReservedBits.Disable : ReservedBits.HypervisorDefault,
        Excluded = FeatureSet.Of(
            Architecture.X86_64,
            dropped.Where(drop => drop.Reason == DropReason.Excluded)
                .Select(drop => BaselineReasons.Position(drop.Bit, Architecture.X86_64))),
    };
}
