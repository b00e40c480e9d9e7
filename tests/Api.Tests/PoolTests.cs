using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

public sealed class PoolTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task CreatePool_Alone_IsEmptyAndHasEveryDefault()
    {
        var pool = await CreatePoolAsync("p", p => p.DisplayName = "One");

        Assert.Equal(("pools/p", "One", 0UL, 0U, 0U), (pool.Name, pool.DisplayName, pool.Generation, pool.HostCount, pool.PartitionCount));
        Assert.Null(pool.Baseline);
        Assert.Null(pool.Level);
        Assert.Equal(
            new PoolPolicy
            {
                Join = PoolPolicy.Types.Join.LevelDown,
                Drift = PoolPolicy.Types.Drift.Quarantine,
                Raise = PoolPolicy.Types.Raise.Manual,
                ReservedBits = PoolPolicy.Types.ReservedBits.HypervisorDefault,
            },
            pool.Policy);
        Assert.Equal(pool, await PoolAsync());
    }

    [Fact]
    public async Task CreatePool_WithEverything_KeepsIt()
    {
        var pool = await CreatePoolAsync("p", p =>
        {
            p.Architecture = Architecture.X8664;
            p.Vendor = "AuthenticAMD";
            p.Policy = new PoolPolicy
            {
                ReservedBits = PoolPolicy.Types.ReservedBits.Disable,
                ExcludedFeatures = { "xsave:2", "aes", "bank1:61" },
            };
        });

        Assert.Equal((Architecture.X8664, "AuthenticAMD"), (pool.Architecture, pool.Vendor));
        Assert.Equal(PoolPolicy.Types.ReservedBits.Disable, pool.Policy.ReservedBits);
        Assert.Equal(["aes", "bank1:61", "avx"], pool.Policy.ExcludedFeatures);
        Assert.Equal(pool, await PoolAsync());
    }

    [Fact]
    public async Task CreatePool_WithoutAnId_GetsOne()
    {
        var pool = await CreatePoolAsync("");

        Assert.Matches(@"\Apools/[a-z][a-z0-9-]{0,62}\z", pool.Name);
    }

    [Fact]
    public async Task CreatePool_RequestIdRepeated_ReturnsTheSamePool()
    {
        var request = new CreatePoolRequest { RequestId = "r-1", Pool = new Pool { DisplayName = "One" } };
        var first = await Pools.CreatePoolAsync(request, cancellationToken: Cancel);
        var before = await Database.DumpAsync();

        var second = await Pools.CreatePoolAsync(request, cancellationToken: Cancel);

        Assert.Equal(first, second);
        Assert.Equal(before, await Database.DumpAsync());
    }

    [Fact]
    public async Task CreatePool_RequestIdRepeatedAfterItsPreview_IsTheSameRequest()
    {
        var request = new CreatePoolRequest { PoolId = "p", RequestId = "r-1", Pool = new Pool() };
        var made = await Pools.CreatePoolAsync(request, cancellationToken: Cancel);

        var preview = request.Clone();
        preview.ValidateOnly = true;

        Assert.Equal(made, await Pools.CreatePoolAsync(preview, cancellationToken: Cancel));
    }

    [Fact]
    public async Task CreatePool_SameRequestIdAtOnce_MakesOnePool()
    {
        var request = new CreatePoolRequest { RequestId = "r-1", Pool = new Pool { DisplayName = "One" } };

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Pools.CreatePoolAsync(request, cancellationToken: Cancel).ResponseAsync));

        Assert.Single(made.Distinct());
        Assert.Equal(["1"], await Database.ReadAsync("SELECT count(*) FROM pools"));
    }

    [Fact]
    public async Task CreatePool_SameIdAtOnce_OneSucceedsAndTheOthersAreToldSo()
    {
        var request = new CreatePoolRequest { PoolId = "p" };
        var calls = Enumerable.Range(0, 8).Select(_ => Pools.CreatePoolAsync(request, cancellationToken: Cancel).ResponseAsync).ToList();

        await Task.WhenAny(Task.WhenAll(calls));

        _ = Assert.Single(calls, call => call.IsCompletedSuccessfully);
        foreach (var refused in calls.Where(call => call.IsFaulted))
        {
            await Refusal.OfAsync(StatusCode.AlreadyExists, Reasons.PoolExists, () => refused);
        }
    }

    [Fact]
    public async Task CreatePool_Preview_SaysTheSameAndChangesNothing()
    {
        var before = await Database.DumpAsync();
        var request = new CreatePoolRequest { PoolId = "p", Pool = new Pool { DisplayName = "One" }, ValidateOnly = true };

        var preview = await Pools.CreatePoolAsync(request, cancellationToken: Cancel);

        Assert.Equal(before, await Database.DumpAsync());
        Assert.Equal("", preview.Etag);
        request.ValidateOnly = false;
        var made = await Pools.CreatePoolAsync(request, cancellationToken: Cancel);
        made.Etag = "";
        Assert.Equal(made, preview);
    }

    [Fact]
    public async Task CreatePool_PreviewWithoutAnId_NamesNoPool()
    {
        var preview = await Pools.CreatePoolAsync(new CreatePoolRequest { ValidateOnly = true }, cancellationToken: Cancel);

        Assert.Equal("", preview.Name);
    }

    [Fact]
    public async Task CreatePool_PreviewOfATakenId_IsRefusedLikeTheCall()
    {
        await CreatePoolAsync();
        var request = new CreatePoolRequest { PoolId = "p", ValidateOnly = true };

        await Refusal.OfAsync(StatusCode.AlreadyExists, Reasons.PoolExists, async () => await Pools.CreatePoolAsync(request, cancellationToken: Cancel));
    }

    [Fact]
    public async Task ListPools_PageByPage_GivesEachOnceInOrderOfName()
    {
        string[] ids = ["a", "a-b", "a0", "b", "ba", "c9", "d"];
        foreach (var id in ids.Reverse())
        {
            await CreatePoolAsync(id);
        }

        var listed = new List<string>();
        var token = "";
        do
        {
            var page = await Pools.ListPoolsAsync(new ListPoolsRequest { PageSize = 2, PageToken = token }, cancellationToken: Cancel);
            Assert.InRange(page.Pools.Count, 1, 2);
            listed.AddRange(page.Pools.Select(pool => pool.Name));
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(ids.Order(StringComparer.Ordinal).Select(id => $"pools/{id}"), listed);
    }

    [Fact]
    public async Task ListPools_ExactlyOnePage_HasNoNextToken()
    {
        await CreatePoolAsync("a");
        await CreatePoolAsync("b");

        var page = await Pools.ListPoolsAsync(new ListPoolsRequest { PageSize = 2 }, cancellationToken: Cancel);

        Assert.Equal((2, ""), (page.Pools.Count, page.NextPageToken));
    }

    [Fact]
    public async Task ListPools_DefaultSize_IsFifty()
    {
        await Task.WhenAll(Enumerable.Range(100, 51).Select(i => CreatePoolAsync($"p{i}")));

        var page = await Pools.ListPoolsAsync(new ListPoolsRequest(), cancellationToken: Cancel);

        Assert.Equal(50, page.Pools.Count);
        Assert.DoesNotContain("p149", page.NextPageToken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UpdatePool_DisplayName_ChangesItAndTheEtag()
    {
        var before = await CreatePoolAsync();

        var after = await UpdateAsync(pool => pool.DisplayName = "Two", "display_name");

        Assert.Equal("Two", after.DisplayName);
        Assert.NotEqual(before.Etag, after.Etag);
        Assert.Equal(after, await PoolAsync());
    }

    [Fact]
    public async Task UpdatePool_FieldsOutsideTheMask_StayAsTheyAre()
    {
        var before = await CreatePoolAsync("p", pool =>
        {
            pool.Architecture = Architecture.X8664;
            pool.Policy = new PoolPolicy { ExcludedFeatures = { "aes" } };
            pool.DisplayName = "One";
        });

        var after = await UpdateAsync(
            pool =>
            {
                pool.DisplayName = "ignored";
                pool.Policy = new PoolPolicy { ReservedBits = PoolPolicy.Types.ReservedBits.Disable, Raise = PoolPolicy.Types.Raise.Automatic };
            },
            "policy.reserved_bits");

        var expected = before.Clone();
        expected.Policy.ReservedBits = PoolPolicy.Types.ReservedBits.Disable;
        expected.Etag = after.Etag;
        Assert.Equal(expected, after);
    }

    [Fact]
    public async Task UpdatePool_Star_ReplacesEverythingThatCanBe()
    {
        await CreatePoolAsync("p", pool =>
        {
            pool.Architecture = Architecture.X8664;
            pool.Policy = new PoolPolicy { ExcludedFeatures = { "aes" } };
            pool.DisplayName = "One";
        });

        var after = await UpdateAsync(_ => { }, "*");

        Assert.Equal("", after.DisplayName);
        Assert.Empty(after.Policy.ExcludedFeatures);
        Assert.Equal(Architecture.X8664, after.Architecture);
    }

    [Fact]
    public async Task UpdatePool_ExcludedFeature_LeavesTheBaselineWithWhatRequiresIt()
    {
        await PoolOfAsync("p", FeatureWords.Plain);

        var after = await UpdateAsync(pool => pool.Policy = new PoolPolicy { ExcludedFeatures = { "avx" } }, "policy.excluded_features");

        Assert.Equal(2UL, after.Generation);
        Assert.Equal(FeatureWords.Plain.Without("avx", "avx2").Wire, after.Baseline);
        var baseline = await BaselineAsync("p", 2);
        Assert.Equal("policy changed", baseline.Cause);
        Assert.Equal(
            [("avx", DropReason.Excluded, ""), ("avx2", DropReason.Requires, "avx")],
            baseline.Dropped.Select(drop => (drop.Feature.Name, drop.Reason, drop.Requires?.Name ?? "")));
    }

    [Fact]
    public async Task UpdatePool_ExclusionLifted_ShowsInTheLevelAndDoesNotRaise()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await UpdateAsync(pool => pool.Policy = new PoolPolicy { ExcludedFeatures = { "aes" } }, "policy.excluded_features");

        var after = await UpdateAsync(_ => { }, "policy.excluded_features");

        Assert.Equal(2UL, after.Generation);
        Assert.Equal(FeatureWords.Plain.Without("aes").Wire, after.Baseline);
        Assert.Equal(FeatureWords.Plain.Wire, after.Level);
    }

    [Fact]
    public async Task UpdatePool_ReservedBitsDisabled_TakesThemOutOfTheBaseline()
    {
        var words = FeatureWords.X86(0x1UL << 63 | 1, 1UL << 61 | 1UL << 62, 1UL << 63);
        await PoolOfAsync("p", words);

        var after = await UpdateAsync(
            pool => pool.Policy = new PoolPolicy { ReservedBits = PoolPolicy.Types.ReservedBits.Disable },
            "policy.reserved_bits");

        Assert.Equal(FeatureWords.X86(1, 0, 0).Wire, after.Baseline);
        Assert.All((await BaselineAsync("p", 2)).Dropped, drop => Assert.Equal(("reserved", DropReason.Reserved), (drop.Feature.Name, drop.Reason)));
    }

    [Fact]
    public async Task UpdatePool_Preview_SaysTheSameAndChangesNothing()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var before = await Database.DumpAsync();
        var current = await PoolAsync();

        var preview = await UpdateAsync(pool => pool.Policy = new PoolPolicy { ExcludedFeatures = { "avx" } }, "policy.excluded_features", preview: true);

        Assert.Equal(before, await Database.DumpAsync());
        Assert.Equal(current.Etag, preview.Etag);
        var made = await UpdateAsync(pool => pool.Policy = new PoolPolicy { ExcludedFeatures = { "avx" } }, "policy.excluded_features");
        Assert.NotEqual(made.Etag, preview.Etag);
        preview.Etag = made.Etag;
        Assert.Equal(made, preview);
    }

    [Fact]
    public async Task UpdatePool_WithTheCurrentEtag_Succeeds()
    {
        var before = await CreatePoolAsync();

        var after = await UpdateAsync(
            pool =>
            {
                pool.Etag = before.Etag;
                pool.DisplayName = "Two";
            },
            "display_name");

        Assert.Equal("Two", after.DisplayName);
    }

    [Fact]
    public async Task DeletePool_Empty_IsGoneWithItsHistory()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await RemoveAsync("p", "h1");

        await Pools.DeletePoolAsync(new DeletePoolRequest { Name = "pools/p" }, cancellationToken: Cancel);

        await Refusal.OfAsync(StatusCode.NotFound, Reasons.PoolNotFound, () => PoolAsync());
        Assert.Empty(await Database.ReadAsync("SELECT * FROM baselines"));
    }

    [Fact]
    public async Task DeletePool_Preview_ChangesNothing()
    {
        await CreatePoolAsync();
        var before = await Database.DumpAsync();

        await Pools.DeletePoolAsync(new DeletePoolRequest { Name = "pools/p", ValidateOnly = true }, cancellationToken: Cancel);

        Assert.Equal(before, await Database.DumpAsync());
        await Pools.DeletePoolAsync(new DeletePoolRequest { Name = "pools/p" }, cancellationToken: Cancel);
    }

    [Fact]
    public async Task DeletePool_PreviewWhereMembersAndPartitionsRemain_IsRefusedAsTheCallIs()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await CreatePartitionAsync();

        var preview = await Refusal.OfAsync(() => DeleteAsync(validateOnly: true));
        var call = await Refusal.OfAsync(() => DeleteAsync(validateOnly: false));

        Assert.Equal((call.Code, call.Message), (preview.Code, preview.Message));
        Assert.Equal(call.Details, preview.Details);
        Assert.Equal(StatusCode.FailedPrecondition, preview.Code);

        Task DeleteAsync(bool validateOnly) =>
            Pools.DeletePoolAsync(new DeletePoolRequest { Name = "pools/p", ValidateOnly = validateOnly }, cancellationToken: Cancel).ResponseAsync;
    }

    private async Task<Pool> UpdateAsync(Action<Pool> change, string path, bool preview = false)
    {
        var pool = new Pool { Name = "pools/p" };
        change(pool);
        var request = new UpdatePoolRequest { Pool = pool, UpdateMask = new FieldMask { Paths = { path } }, ValidateOnly = preview };
        return await Pools.UpdatePoolAsync(request, cancellationToken: Cancel);
    }
}
