using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;

namespace Levelset.Api.Tests;

/// <summary>Lists that an answer cuts: the first of all in order of name, however they are stored, beside the count of all.</summary>
public sealed class CutListTests(Postgres postgres) : ServiceTest(postgres)
{
    private static readonly FeatureWords Rich = FeatureWords.Plain.With("fma", "f16c");

    // Both lack aes; each lacks something else that the other has. Every fourth of the 160 is of the second kind.
    private static readonly FeatureWords Low = Rich.Without("aes", "nested_virt", "fma");
    private static readonly FeatureWords OtherLow = Rich.Without("aes", "nested_virt", "f16c");

    private static readonly string[] All = [.. Enumerable.Range(0, 160).Select(i => $"n{i:000}")];
    private static readonly string[] OfLow = [.. All.Where((_, i) => i % 4 != 0)];

    [Fact]
    public async Task AddHosts_ManyOfTwoKindsLackAFeature_NamesTheFirstHundredOfBoth()
    {
        var lost = (await FleetAsync()).Diff.Lost;

        AssertCut(All, lost.Single(one => one.Feature.Name == "aes"));
        AssertCut(OfLow, lost.Single(one => one.Feature.Name == "fma"));
        var stored = await Pools.GetBaselineAsync(new GetBaselineRequest { Name = "pools/p/baselines/2" }, cancellationToken: Cancel);
        AssertCut(All, stored.Dropped.Single(one => one.Feature.Name == "aes"));
        Assert.Equal($"hosts added: {string.Join(", ", All.Take(10).Select(Name))} and 150 more", stored.Cause);
    }

    [Fact]
    public async Task ExplainPool_ManyHosts_NamesTheFirstHundredWhereverItNamesHosts()
    {
        await FleetAsync();

        var explanation = await ExplainAsync();

        AssertCut(All, explanation.Missing.Single(one => one.Feature.Name == "aes"));
        AssertCut(OfLow, explanation.Removals.Single(one => one.Gained.Any(feature => feature.Name == "fma")).Hosts);
        AssertCut(All, Advisory(explanation, PoolAdvisory.Types.Kind.WordNotReported).Groups.Single());
        AssertCut(All, Advisory(explanation, PoolAdvisory.Types.Kind.PropertyDiffers).Groups.Single(group => group.Value == "2000000000"));
        Assert.Equal(explanation, await ExplainAsync());
    }

    [Fact]
    public async Task ExplainPool_ManyMembersThatTakeNoPart_NamesTheFirstHundred()
    {
        await FleetAsync();
        await Pools.UpdatePoolPolicyAsync(
            new UpdatePoolPolicyRequest
            {
                Pool = "pools/p",
                Policy = new PoolPolicy { FloorFeatures = { "fma" } },
                UpdateMask = new FieldMask { Paths = { "floor_features" } },
            },
            cancellationToken: Cancel);

        AssertCut(OfLow, Assert.Single((await ExplainAsync()).NotContributing).Hosts);
    }

    [Fact]
    public async Task ExplainPool_ManyClocks_NamesTheTwentyMostFrequentInOrder()
    {
        await CreatePoolAsync();
        await this.StoreAsync(Enumerable.Range(0, 50).Reverse().Select(i => new StoredHost($"n{i:000}", Rich) { Clock = Clock(i) }));
        await AddAsync("p", Enumerable.Range(0, 50).Select(i => $"n{i:000}"));

        var groups = Advisory(await ExplainAsync(), PoolAdvisory.Types.Kind.PropertyDiffers).Groups;

        Assert.Equal(
            Enumerable.Range(0, 50).CountBy(Clock).OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(20)
                .Select(one => $"{one.Key}: {one.Value}"),
            groups.Select(group => $"{group.Value}: {group.HostCount}"));

        // Twelve have three or four hosts, thirteen have one each.
        static ulong Clock(int i) => 1000 + (ulong)(i < 25 ? i : i % 12);
    }

    [Fact]
    public async Task SuggestPools_ManyHosts_NamesTheFirstHundredWhereverItNamesHosts()
    {
        var silent = Enumerable.Range(0, 105).Select(i => $"s{i:000}").ToList();
        await this.StoreAsync(Fleet().Concat(silent.Select(id => new StoredHost(id, null))));

        var advice = await Service.Planning.SuggestPoolsAsync(new SuggestPoolsRequest { PoolCount = 1 }, cancellationToken: Cancel);

        var pool = Assert.Single(advice.Pools);
        AssertCut([.. All.Append("rich")], pool.Hosts);
        AssertCut(All, pool.Dropped.Single(one => one.Feature.Name == "aes"));
        AssertCut(OfLow, pool.Dropped.Single(one => one.Feature.Name == "fma"));
        AssertCut(silent, advice.Unreported);
    }

    [Fact]
    public async Task ChangePool_ManyLessMobileForTwoReasons_ListsTheFirstHundredOfAll()
    {
        await CreatePoolAsync();
        await this.StoreAsync([new StoredHost("h1", Rich), new StoredHost("h2", Rich), new StoredHost("low", Low)]);
        await AddAsync("p", "h1", "h2");

        // Those with aes cannot go to the host that joins; the others lose the one that leaves.
        var ids = NewIds(220);
        var all = await this.StoreAsync("h1", [.. ids.Where((_, i) => i % 2 == 0)], Rich);
        all = [.. all, .. await this.StoreAsync("h1", [.. ids.Where((_, i) => i % 2 != 0)], Rich.Without("aes", "nested_virt", "fma"))];

        var change = await Pools.ChangePoolAsync(
            new ChangePoolRequest { Pool = "pools/p", AddHosts = { "hosts/low" }, RemoveHosts = { "hosts/h2" }, ValidateOnly = true },
            cancellationToken: Cancel);

        Assert.Equal(220U, change.LessMobileCount);
        Assert.Equal(all.Order(StringComparer.Ordinal).Take(100), change.LessMobile.Select(one => one.Name));
    }

    [Fact]
    public async Task CheckEvacuation_ManyPartitionsBeingMade_NamesTheFirstHundred()
    {
        await CreatePoolAsync();
        await this.StoreAsync([new StoredHost("h1", Rich)]);
        await AddAsync("p", "h1");
        var names = await this.StoreAsync("h1", NewIds(105), Rich, PartitionState.Creating);

        var evacuation = await EvacuateAsync();

        Assert.Equal(names.Take(100), evacuation.Unsettled);
        Assert.Equal(0U, evacuation.PartitionCount);
    }

    [Fact]
    public async Task Mobility_ManyTargetsOfTwoKinds_NamesTheTenBestAndCountsAll()
    {
        await CreatePoolAsync();
        var more = Rich.With("rdtscp");
        await this.StoreAsync(
            Enumerable.Range(0, 20).Reverse().Select(i => new StoredHost($"n{i:000}", i % 4 == 0 ? Rich : more))
                .Append(new StoredHost("h1", Rich)));
        await AddAsync("p", [.. Enumerable.Range(0, 20).Select(i => $"n{i:000}"), "h1"]);
        var name = (await this.StoreAsync("h1", NewIds(1), Rich)).Single();

        var (mobility, evacuated) = await WhereToAsync(name);

        // Those that offer just what it has come first, as in the listing of its targets.
        var request = new ListTargetsRequest { Partition = name, PageSize = 10 };
        var listed = await Migrations.ListTargetsAsync(request, cancellationToken: Cancel);
        Assert.Equal(20U, mobility.TargetCount);
        Assert.Equal(listed.Targets.Select(target => target.Host), mobility.Targets);
        Assert.Equal(["hosts/n000", "hosts/n004", "hosts/n008", "hosts/n012", "hosts/n016", "hosts/n001"], mobility.Targets.Take(6));
        Assert.Equal((mobility.TargetCount, mobility.Targets), (evacuated.TargetCount, evacuated.Targets));
    }

    [Fact]
    public async Task Mobility_ManyObstacles_AreThoseOfTheFewestBlockersAndTheMostHosts()
    {
        string[] lacking = ["sse3", "ssse3", "sse4_1", "aes", "fma", "f16c", "avx2", "nested_virt", "rdtscp", "bmi1", "bmi2", "movbe"];
        var every = Rich.With(lacking);
        await CreatePoolAsync();

        // Of the last kind there are the most hosts; two lack one thing more than all others.
        await this.StoreAsync(lacking.SelectMany((feature, kind) => Enumerable.Range(0, kind + 1).Reverse()
                .Select(i => new StoredHost($"n{kind:00}-{i:00}", every.Without(feature))))
            .Append(new StoredHost("h1", every))
            .Append(new StoredHost("a1", every.Without("movbe", "bmi2")))
            .Append(new StoredHost("a2", every.Without("movbe", "bmi2"))));
        await AddAsync("p", "h1");
        var name = (await this.StoreAsync("h1", NewIds(1), every)).Single();

        var (mobility, evacuated) = await WhereToAsync(name);

        Assert.Equal(0U, mobility.TargetCount);
        Assert.Equal(
            Enumerable.Range(2, 10).Reverse().Select(kind => $"{kind + 1} {kind:00}"),
            mobility.Obstacles.Select(obstacle => $"{obstacle.HostCount} {obstacle.Hosts[0]["hosts/n".Length..].Split('-')[0]}"));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"hosts/n11-{i:00}"), mobility.Obstacles[0].Hosts);
        Assert.Equal(mobility.Obstacles, evacuated.Obstacles);
    }

    private static string Name(string id) => $"hosts/{id}";

    private static string[] NewIds(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid().ToString())];

    private static void AssertCut(IReadOnlyCollection<string> all, HostGroup group) => AssertCut(all, group.HostCount, group.Hosts);

    private static void AssertCut(IReadOnlyCollection<string> all, DroppedFeature dropped) =>
        AssertCut(all, dropped.HostCount, dropped.Hosts);

    private static void AssertCut(IReadOnlyCollection<string> all, uint count, IEnumerable<string> named)
    {
        Assert.Equal((uint)all.Count, count);
        Assert.Equal(all.Take(100).Select(Name), named);
    }

    private static PoolAdvisory Advisory(PoolExplanation explanation, PoolAdvisory.Types.Kind kind) =>
        explanation.Advisories.Single(advisory => advisory.Kind == kind);

    private static IEnumerable<StoredHost> Fleet() => All
        .Select((id, i) => new StoredHost(id, i % 4 == 0 ? OtherLow : Low) { Clock = 2_000_000_000, UnreportedWords = ["bank1"] })
        .Reverse()
        .Append(new StoredHost("rich", Rich) { Clock = 3_000_000_000 });

    private async Task<PoolChange> FleetAsync()
    {
        await CreatePoolAsync();
        await this.StoreAsync(Fleet());
        await AddAsync("p", "rich");
        return await AddAsync("p", All);
    }

    private async Task<PoolExplanation> ExplainAsync() =>
        await Pools.ExplainPoolAsync(new ExplainPoolRequest { Pool = "pools/p" }, cancellationToken: Cancel);

    private async Task<CheckEvacuationResponse> EvacuateAsync() =>
        await Migrations.CheckEvacuationAsync(new CheckEvacuationRequest { Hosts = { "hosts/h1" } }, cancellationToken: Cancel);

    private async Task<(PartitionMobility Mobility, PartitionEvacuation Evacuated)> WhereToAsync(string partition)
    {
        var evacuation = await EvacuateAsync();
        var request = new GetPartitionMobilityRequest { Name = partition };
        var mobility = await Migrations.GetPartitionMobilityAsync(request, cancellationToken: Cancel);
        return (mobility, evacuation.Partitions.Single());
    }
}
