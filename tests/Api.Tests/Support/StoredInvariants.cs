using Levelset.Api.Data;
using Levelset.Api.Pools;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;
using Architecture = Levelset.Core.Features.Architecture;
using FeatureSet = Levelset.Core.Features.FeatureSet;

namespace Levelset.Api.Tests.Support;

/// <summary>The invariants of the domain, from stored rows alone.</summary>
internal static class StoredInvariants
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Of every generation on the way: dense numbers, B within L within every contributor, B closed.</summary>
    public static async Task AssertHistoryAsync(LevelsetDbContext db, string id)
    {
        var generations = await db.Baselines.Where(row => row.PoolId == id).OrderBy(row => row.Generation).ToListAsync(Cancel);
        Assert.Equal(Enumerable.Range(1, generations.Count).Select(i => (long)i), generations.Select(row => row.Generation));
        Assert.Equal(generations.Count, (await db.Pools.AsNoTracking().SingleAsync(row => row.Id == id, Cancel)).LastGeneration);
        var sets = await db.SupportedSets.ToDictionaryAsync(set => set.Fingerprint, set => set.Features, Cancel);
        foreach (var row in generations)
        {
            Assert.True(row.Features.IsSubsetOf(row.Level), $"B of generation {row.Generation} is not within L");
            Assert.Empty(Closure.Of(row.Features, Catalogue.X86_64).Removed);
            var contributors = BaselineReasons.Parse(row.Reasons).Contributors;
            Assert.NotEmpty(contributors);
            Assert.All(contributors, one => Assert.True(row.Level.IsSubsetOf(sets[one.Fingerprint])));
            Assert.All(contributors, one => Assert.NotEqual(0, one.HostCount));
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
        var contributors = members.Where(host => host.Standing == Standing.Ready)
            .Select(host => new Contribution(host.Id, offers(host.Id)))
            .ToList();
        var policy = new LevelPolicy(pool.ReservedBits, pool.Excluded ?? FeatureSet.Empty(Architecture.X86_64));
        var level = Level.Of(contributors, policy, Catalogue.X86_64);
        Assert.Equal(level?.Features, pool.Level);
        Assert.Equal(level is null, pool.CurrentGeneration is null);
        if (level is not null)
        {
            Assert.Equal(pool.LastGeneration, pool.CurrentGeneration);
            var baseline = await db.Baselines.SingleAsync(row => row.PoolId == id && row.Generation == pool.CurrentGeneration, Cancel);
            Assert.True(baseline.Features.IsSubsetOf(level.Features));
            Assert.True(baseline.Features.Intersect(policy.Excluded).IsEmpty);
            Assert.All(
                members.Where(host => host.Standing == Standing.Quarantined),
                host => Assert.False(baseline.Features.IsSubsetOf(offers(host.Id))));
        }
    }
}
