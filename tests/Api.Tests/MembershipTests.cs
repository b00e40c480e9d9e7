using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;

namespace Levelset.Api.Tests;

/// <summary>Hosts join, leave and report, and what becomes of level and baseline.</summary>
public sealed class MembershipTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task AddHosts_DifferentWords_BaselineIsTheClosureOfWhatAllOffer()
    {
        var change = await AddTwoAsync(FeatureWords.Plain, FeatureWords.Plain.Without("ssse3", "aes").With("fma"));

        Assert.Equal(1UL, change.Pool.Generation);
        Assert.Equal(FeatureWords.Plain.Without("ssse3", "sse4_1", "sse4_2", "aes").Wire, change.Pool.Baseline);
        Assert.Equal(change.Pool.Baseline, change.Pool.Level);
        Assert.Equal(2U, change.Pool.HostCount);
        var dropped = (await BaselineAsync("p", 1)).Dropped;
        Assert.Equal(
            [
                ("ssse3", DropReason.NotOffered, "hosts/h2", ""),
                ("sse4_1", DropReason.Requires, "", "ssse3"),
                ("sse4_2", DropReason.Requires, "", "sse4_1"),
                ("aes", DropReason.NotOffered, "hosts/h2", ""),
                ("fma", DropReason.NotOffered, "hosts/h1", ""),
            ],
            dropped.Select(drop => (drop.Feature.Name, drop.Reason, string.Join(' ', drop.Hosts), drop.Requires?.Name ?? "")));
        Assert.All(dropped, drop => Assert.Equal((uint)drop.Hosts.Count, drop.HostCount));
    }

    [Fact]
    public async Task AddHosts_OneAfterTheOther_MakesAGenerationOnlyWhenAWordChanges()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await Service.ConnectAsync("equal");
        await Service.ConnectAsync("more", FeatureWords.Plain.With("fma"));
        await Service.ConnectAsync("less", FeatureWords.Plain.Without("aes"));

        Assert.Equal(1UL, (await AddAsync("p", "equal")).Pool.Generation);
        Assert.Equal(1UL, (await AddAsync("p", "more")).Pool.Generation);
        var change = await AddAsync("p", "less");

        Assert.Equal(2UL, change.Pool.Generation);
        Assert.Equal(["aes"], change.Diff.Lost.Select(lost => lost.Feature.Name));
        Assert.Equal(["hosts/less"], change.Diff.Lost.Single().Hosts);
        Assert.Equal("host added: hosts/less", (await BaselineAsync("p", 2)).Cause);
    }

    [Fact]
    public async Task AddHosts_ScalarNarrower_MakesAGeneration()
    {
        var wide = FeatureWords.Plain with { Properties = new CompatibilityProperties { PhysicalAddressWidth = 52, CacheLineFlushSize = 64 } };
        var narrow = FeatureWords.Plain with { Properties = new CompatibilityProperties { PhysicalAddressWidth = 46, CacheLineFlushSize = 64 } };
        await PoolOfAsync("p", wide);
        await Service.ConnectAsync("narrow", narrow);

        var change = await AddAsync("p", "narrow");

        Assert.Equal((2UL, 46U), (change.Pool.Generation, change.Pool.Properties.PhysicalAddressWidth));
        Assert.Equal(
            [new PropertyChange { Property = "physical_address_width", Before = 52, After = 46 }],
            change.Diff.Properties);
        Assert.Empty(change.Diff.Lost);
    }

    [Fact]
    public async Task AddHosts_ClockDiffers_MakesNoGeneration()
    {
        await PoolOfAsync("p", FeatureWords.Plain with { Properties = new CompatibilityProperties { ProcessorClockFrequency = 2_000_000_000 } });
        await Service.ConnectAsync("other", FeatureWords.Plain with { Properties = new CompatibilityProperties { ProcessorClockFrequency = 3_000_000_000 } });

        Assert.Equal(1UL, (await AddAsync("p", "other")).Pool.Generation);
        Assert.Equal(3_000_000_000UL, (await HostAsync("other")).Properties.ProcessorClockFrequency);
        Assert.Equal((await HostAsync("h1")).Fingerprint, (await HostAsync("other")).Fingerprint);
    }

    [Fact]
    public async Task RemoveHosts_TheWeakest_RaisesTheLevelAndNotTheBaseline()
    {
        await AddTwoAsync(FeatureWords.Plain, FeatureWords.Plain.Without("aes"));

        var change = await RemoveAsync("p", "h2");

        Assert.Equal(1UL, change.Pool.Generation);
        Assert.Equal(FeatureWords.Plain.Without("aes").Wire, change.Pool.Baseline);
        Assert.Equal(FeatureWords.Plain.Wire, change.Pool.Level);
        Assert.Equal(("", Host.Types.State.Ready), ((await HostAsync("h2")).Pool, (await HostAsync("h2")).State));
    }

    [Fact]
    public async Task RemoveHosts_TheLast_WithdrawsTheBaselineAndTheNextStartsTheNextGeneration()
    {
        await PoolOfAsync("p", FeatureWords.Plain.Without("aes"));
        await Service.ConnectAsync("next", FeatureWords.Plain);

        var left = await RemoveAsync("p", "h1");

        Assert.Equal((0UL, 0U), (left.Pool.Generation, left.Pool.HostCount));
        Assert.Null(left.Pool.Baseline);
        Assert.Null(left.Pool.Level);
        Assert.Equal(FeatureWords.Plain.Set.Count - 1, left.Diff.Lost.Count);
        var joined = await AddAsync("p", "next");
        Assert.Equal((2UL, FeatureWords.Plain.Wire), (joined.Pool.Generation, joined.Pool.Baseline));
        Assert.Equal([2UL, 1UL], (await ListBaselinesAsync("p")).Select(baseline => baseline.Generation));
    }

    [Fact]
    public async Task AddHosts_BeforeTheFirstReport_IsPendingAndContributesWhenItReports()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var pending = Service.Agent("pending", FeatureWords.Plain.Without("aes"));
        await pending.HelloAsync();

        var change = await AddAsync("p", "pending");

        Assert.Equal((1UL, 2U), (change.Pool.Generation, change.Pool.HostCount));
        Assert.Equal(Host.Types.State.Pending, (await HostAsync("pending")).State);
        await pending.ReportAsync();
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("pending")).State);
        var pool = await PoolAsync();
        Assert.Equal((2UL, FeatureWords.Plain.Without("aes").Wire), (pool.Generation, pool.Baseline));
        var baseline = await BaselineAsync("p", 2);
        Assert.Equal(("report of hosts/pending", "hosts/pending"), (baseline.Cause, baseline.Author));
    }

    [Fact]
    public async Task AddHosts_OnlyPending_HasNoBaseline()
    {
        await CreatePoolAsync();
        await Service.Agent("pending").HelloAsync();

        var change = await AddAsync("p", "pending");

        Assert.Equal((0UL, 1U), (change.Pool.Generation, change.Pool.HostCount));
        Assert.Null(change.Pool.Baseline);
    }

    [Fact]
    public async Task Report_PendingMemberOfAnotherVendor_IsRejectedAndHealedByAReportThatFits()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var pending = Service.Agent("pending");
        await pending.HelloAsync();
        await AddAsync("p", "pending");

        await pending.ReportAsync(FeatureWords.Plain.Without("aes") with { Vendor = "AuthenticAMD" });

        var host = await HostAsync("pending");
        Assert.Equal(Host.Types.State.Rejected, host.State);
        Assert.Equal("its vendor is AuthenticAMD, expected GenuineIntel", host.StateReason);
        Assert.Equal(("pools/p", 1UL), (host.Pool, (await PoolAsync()).Generation));
        await pending.ReportAsync(FeatureWords.Plain);
        Assert.Equal((Host.Types.State.Ready, ""), ((await HostAsync("pending")).State, (await HostAsync("pending")).StateReason));
    }

    [Fact]
    public async Task Report_PendingMemberThatIsWrongInEveryWay_NamesEveryReason()
    {
        await PoolOfAsync("p", FeatureWords.Plain with { Properties = new CompatibilityProperties { CacheLineFlushSize = 64 } });
        var pending = Service.Agent("pending");
        await pending.HelloAsync();
        await AddAsync("p", "pending");

        await pending.ReportAsync(FeatureWords.Arm with { Properties = new CompatibilityProperties { CacheLineFlushSize = 32 } });

        Assert.Equal(
            "its architecture is arm64, expected x86_64; its vendor is Arm, expected GenuineIntel; its cache_line_flush_size is 32, expected 64",
            (await HostAsync("pending")).StateReason);
    }

    [Fact]
    public async Task Report_MemberLosesAFeature_IsQuarantinedByNameAndCuredByAGoodReport()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);

        await agents[0].ReportAsync(FeatureWords.Plain.Without("aes", "sse4_2"));

        var host = await HostAsync("h1");
        Assert.Equal(Host.Types.State.Quarantined, host.State);
        Assert.Equal("lost sse4_2 (bank0:4), aes (bank0:16), which generation 1 requires", host.StateReason);
        var pool = await PoolAsync();
        Assert.Equal((1UL, FeatureWords.Plain.Wire, FeatureWords.Plain.Wire, 2U), (pool.Generation, pool.Baseline, pool.Level, pool.HostCount));
        await agents[0].ReportAsync(FeatureWords.Plain);
        Assert.Equal((Host.Types.State.Ready, ""), ((await HostAsync("h1")).State, (await HostAsync("h1")).StateReason));
        Assert.Equal(1UL, (await PoolAsync()).Generation);
    }

    [Fact]
    public async Task Report_QuarantinedMemberLacksStill_StaysAndNamesWhatIsMissingNow()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await agents[0].ReportAsync(FeatureWords.Plain.Without("aes", "sse4_2"));

        await agents[0].ReportAsync(FeatureWords.Plain.Without("aes"));

        Assert.Equal("lost aes (bank0:16), which generation 1 requires", (await HostAsync("h1")).StateReason);
    }

    [Fact]
    public async Task AddHosts_BaselineGoesDownToAQuarantinedMember_CuresIt()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        await agents[0].ReportAsync(FeatureWords.Plain.Without("aes"));
        await Service.ConnectAsync("low", FeatureWords.Plain.Without("aes", "sse4_2"));

        var change = await AddAsync("p", "low");

        Assert.Equal((2UL, FeatureWords.Plain.Without("aes", "sse4_2").Wire), (change.Pool.Generation, change.Pool.Baseline));
        Assert.Equal((Host.Types.State.Ready, ""), ((await HostAsync("h1")).State, (await HostAsync("h1")).StateReason));
    }

    [Fact]
    public async Task Report_OnlyMemberDrifts_BaselineIsWithdrawnUntilItIsCured()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);

        await agents[0].ReportAsync(FeatureWords.Plain.Without("aes"));

        var pool = await PoolAsync();
        Assert.Equal(0UL, pool.Generation);
        Assert.Null(pool.Baseline);
        await agents[0].ReportAsync(FeatureWords.Plain);
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h1")).State);
        Assert.Equal(2UL, (await PoolAsync()).Generation);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Report_MemberBecomesAnotherMachine_IsQuarantinedAloneOrNot(bool alone)
    {
        var agents = await PoolOfAsync("p", alone ? [FeatureWords.Plain] : [FeatureWords.Plain, FeatureWords.Plain]);

        await agents[0].ReportAsync(FeatureWords.Arm);

        var host = await HostAsync("h1");
        Assert.Equal(Host.Types.State.Quarantined, host.State);
        Assert.Equal("its architecture is arm64, expected x86_64; its vendor is Arm, expected GenuineIntel", host.StateReason);
        Assert.Equal(alone ? 0UL : 1UL, (await PoolAsync()).Generation);
        await agents[0].ReportAsync(FeatureWords.Plain);
        Assert.Equal(Host.Types.State.Ready, (await HostAsync("h1")).State);
    }

    [Fact]
    public async Task Report_OnlyMemberChangesItsVendor_IsQuarantined()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);

        await agents[0].ReportAsync(FeatureWords.Plain with { Vendor = "AuthenticAMD" });

        Assert.Equal(Host.Types.State.Quarantined, (await HostAsync("h1")).State);
        Assert.Null((await PoolAsync()).Baseline);
    }

    [Fact]
    public async Task AddHosts_ToAPoolWhoseOnlyMemberIsQuarantined_NeverCuresOneOfAnotherMaker()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        await agents[0].ReportAsync(FeatureWords.Plain.Without("aes"));
        await Service.ConnectAsync("amd", FeatureWords.X86("sse3") with { Vendor = "AuthenticAMD" });

        var change = await AddAsync("p", "amd");

        Assert.Equal(("AuthenticAMD", FeatureWords.X86("sse3").Wire), (change.Pool.Vendor, change.Pool.Baseline));
        Assert.Equal(Host.Types.State.Quarantined, (await HostAsync("h1")).State);
    }

    [Fact]
    public async Task AddHosts_ToAPoolWhoseOnlyMemberIsQuarantined_TakesOneOfAnotherArchitecture()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain);
        await agents[0].ReportAsync(FeatureWords.Plain.Without("aes"));
        await Service.ConnectAsync("arm", FeatureWords.Arm);

        var change = await AddAsync("p", "arm");

        Assert.Equal((Architecture.Arm64, FeatureWords.Arm.Wire), (change.Pool.Architecture, change.Pool.Baseline));
        Assert.Equal(Host.Types.State.Quarantined, (await HostAsync("h1")).State);
    }

    [Fact]
    public async Task AddHosts_Preview_SaysTheSameAsTheChangeAndChangesNothing()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await Service.ConnectAsync("low", FeatureWords.Plain.Without("avx"));
        var etag = (await PoolAsync()).Etag;
        var before = await Database.DumpAsync();
        var request = new AddHostsRequest { Pool = "pools/p", Hosts = { "hosts/low" }, ValidateOnly = true };

        var preview = await Pools.AddHostsAsync(request, cancellationToken: Cancel);

        Assert.Equal(before, await Database.DumpAsync());
        Assert.Equal(etag, preview.Pool.Etag);
        request.ValidateOnly = false;
        request.Etag = preview.Pool.Etag;
        AssertSame(preview, await Pools.AddHostsAsync(request, cancellationToken: Cancel));
    }

    [Fact]
    public async Task RemoveHosts_Preview_SaysTheSameAsTheChangeAndChangesNothing()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain);
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var before = await Database.DumpAsync();
        var request = new RemoveHostsRequest { Pool = "pools/p", Hosts = { "hosts/h2" }, ValidateOnly = true };

        var preview = await Pools.RemoveHostsAsync(request, cancellationToken: Cancel);

        Assert.Equal(before, await Database.DumpAsync());
        Assert.Equal([partition.Name], preview.LessMobile.Select(one => one.Name));
        request.ValidateOnly = false;
        AssertSame(preview, await Pools.RemoveHostsAsync(request, cancellationToken: Cancel));
        Assert.Single(agents[0].Held);
    }

    [Fact]
    public async Task RemoveHosts_PartitionOfAnotherArchitectureRemains_IsNotLessMobile()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        await CreatePartitionAsync();
        await RemoveAsync("p", "h1");
        await Service.ConnectAsync("arm", FeatureWords.Arm);
        await AddAsync("p", "arm");

        Assert.Equal(0U, (await RemoveAsync("p", "arm")).LessMobileCount);
    }

    [Fact]
    public async Task AddHosts_ByLabel_TakesThoseThatFitAndListsTheRefused()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        foreach (var (id, words) in new[]
        {
            ("a", FeatureWords.Plain), ("b", FeatureWords.Plain with { Vendor = "AuthenticAMD" }), ("c", FeatureWords.Arm), ("d", FeatureWords.Plain),
        })
        {
            await Service.ConnectAsync(id, words);
            await LabelAsync(id, ("rack", id == "d" ? "r2" : "r1"), ("env", "prod"));
        }

        var request = new AddHostsRequest { Pool = "pools/p", LabelSelector = "rack=r1, env=prod", ValidateOnly = true };
        var preview = await Pools.AddHostsAsync(request, cancellationToken: Cancel);
        request.ValidateOnly = false;
        var change = await Pools.AddHostsAsync(request, cancellationToken: Cancel);

        AssertSame(preview, change);
        Assert.Equal(2U, change.Pool.HostCount);
        Assert.Equal(["hosts/b", "hosts/c"], change.Refused.Select(refused => refused.Host));
        Assert.Equal([Blocker.Types.Reason.VendorDiffers], change.Refused[0].Blockers.Select(blocker => blocker.Reason));
        Assert.Equal(
            [Blocker.Types.Reason.ArchitectureDiffers, Blocker.Types.Reason.VendorDiffers],
            change.Refused[1].Blockers.Select(blocker => blocker.Reason));
        Assert.Equal(("pools/p", "", ""), ((await HostAsync("a")).Pool, (await HostAsync("b")).Pool, (await HostAsync("d")).Pool));
    }

    [Fact]
    public async Task RemoveHosts_ByLabel_RemovesTheMembersThatCarryIt()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain, FeatureWords.Plain);
        await LabelAsync("h1", ("rack", "r1"));
        await LabelAsync("h3", ("rack", "r1"));

        var change = await Pools.RemoveHostsAsync(new RemoveHostsRequest { Pool = "pools/p", LabelSelector = "rack=r1" }, cancellationToken: Cancel);

        Assert.Equal(1U, change.Pool.HostCount);
        Assert.Equal("pools/p", (await HostAsync("h2")).Pool);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddHosts_SimulatedAndReal_NeverShareAPool(bool simulatedFirst)
    {
        await Service.ConnectAsync("first", FeatureWords.Plain with { Simulated = simulatedFirst });
        await Service.ConnectAsync("second", FeatureWords.Plain with { Simulated = !simulatedFirst });
        await CreatePoolAsync();
        Assert.Equal(simulatedFirst, (await AddAsync("p", "first")).Pool.Simulated);
        var before = await Database.DumpAsync();

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.HostsDoNotFit, () => AddAsync("p", "second"));

        Assert.Equal([("SIMULATION_DIFFERS", "hosts/second")], refusal.Preconditions.Select(p => (p.Type, p.Subject)));
        Assert.Equal(before, await Database.DumpAsync());
    }

    [Fact]
    public async Task AddHosts_SimulatedAndRealAtOnceBeforeAnyReport_AreRefused()
    {
        await CreatePoolAsync();
        await Service.Agent("real").HelloAsync();
        await Service.Agent("simulated", FeatureWords.Plain with { Simulated = true }).HelloAsync();

        await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.HostsDoNotFit, () => AddAsync("p", "real", "simulated"));
    }

    [Fact]
    public async Task AddHosts_AnyOrder_GivesTheSameLevel()
    {
        FeatureWords[] offers =
        [
            FeatureWords.Plain, FeatureWords.Plain.Without("aes").With("fma"), FeatureWords.Plain.Without("avx"), FeatureWords.X86(ulong.MaxValue, 1UL << 61 | 1UL << 6, ulong.MaxValue),
        ];
        for (var i = 0; i < offers.Length; i++)
        {
            await Service.ConnectAsync($"h{i}", offers[i]);
        }

        var levels = new HashSet<FeatureSet>();
        foreach (var order in Permutations([0, 1, 2, 3]))
        {
            var id = "p" + string.Concat(order);
            await CreatePoolAsync(id);
            foreach (var host in order)
            {
                await AddAsync(id, $"h{host}");
            }

            levels.Add((await PoolAsync(id)).Level);
            await RemoveAsync(id, "h0", "h1", "h2", "h3");
        }

        Assert.Single(levels);
    }

    [Fact]
    public async Task AddHosts_ManyEqualHosts_AreStoredAsOneSupportedSet()
    {
        var agents = await PoolOfAsync("p", [.. Enumerable.Repeat(FeatureWords.Plain, 12)]);

        Assert.Equal(["1"], await Database.ReadAsync("SELECT count(*) FROM supported_sets"));
        await agents[3].ReportAsync(FeatureWords.Plain.Without("aes"));
        Assert.Equal(["2"], await Database.ReadAsync("SELECT count(*) FROM supported_sets"));
        var baselines = await ListBaselinesAsync("p");
        Assert.Equal([1UL], baselines.Select(baseline => baseline.Generation));
    }

    [Fact]
    public async Task AddHosts_MoreThanAHundredLackAFeature_NamesAHundredAndCountsAll()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var hosts = Enumerable.Range(100, 105).Select(i => $"low{i}").ToList();
        foreach (var batch in hosts.Chunk(15))
        {
            await Task.WhenAll(batch.Select(host => Service.ConnectAsync(host, FeatureWords.Plain.Without("aes"))));
        }

        var lost = (await AddAsync("p", hosts)).Diff.Lost.Single();

        Assert.Equal((105U, 100), (lost.HostCount, lost.Hosts.Count));
        Assert.Equal(hosts.Take(100).Select(host => $"hosts/{host}"), lost.Hosts);
    }

    [Fact]
    public async Task ListBaselines_PageByPage_GivesEachOnceNewestFirst()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        foreach (var (host, words) in new[] { ("a", FeatureWords.Plain.Without("aes")), ("b", FeatureWords.Plain.Without("avx2")), ("c", FeatureWords.Plain.Without("sse3")) })
        {
            await Service.ConnectAsync(host, words);
            await AddAsync("p", host);
        }

        Assert.Equal([4UL, 3UL, 2UL, 1UL], (await ListBaselinesAsync("p", size: 1)).Select(baseline => baseline.Generation));
        Assert.Equal(await BaselineAsync("p", 4), await Pools.GetBaselineAsync(new GetBaselineRequest { Name = "pools/p/baselines/-" }, cancellationToken: Cancel));
    }

    private static void AssertSame(PoolChange preview, PoolChange made)
    {
        Assert.True(preview.ValidateOnly);
        Assert.False(made.ValidateOnly);
        Assert.NotEqual(preview.Pool.Etag, made.Pool.Etag);
        var expected = made.Clone();
        expected.ValidateOnly = true;
        expected.Pool.Etag = preview.Pool.Etag;
        Assert.Equal(expected, preview);
    }

    private static IEnumerable<int[]> Permutations(int[] items) =>
        items.Length == 1
            ? [items]
            : items.SelectMany(first => Permutations([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));

    private async Task<PoolChange> AddTwoAsync(FeatureWords first, FeatureWords second)
    {
        await CreatePoolAsync();
        await Service.ConnectAsync("h1", first);
        await Service.ConnectAsync("h2", second);
        return await AddAsync("p", "h1", "h2");
    }

    private async Task LabelAsync(string host, params (string Key, string Value)[] labels)
    {
        var wanted = new Host { Name = $"hosts/{host}" };
        foreach (var (key, value) in labels)
        {
            wanted.Labels.Add(key, value);
        }

        await Hosts.UpdateHostAsync(
            new UpdateHostRequest { Host = wanted, UpdateMask = new FieldMask { Paths = { "labels" } } },
            cancellationToken: Cancel);
    }

    private async Task<IReadOnlyList<Baseline>> ListBaselinesAsync(string pool, int size = 0)
    {
        var listed = new List<Baseline>();
        var token = "";
        do
        {
            var request = new ListBaselinesRequest { Pool = $"pools/{pool}", PageSize = size, PageToken = token };
            var page = await Pools.ListBaselinesAsync(request, cancellationToken: Cancel);
            listed.AddRange(page.Baselines);
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return listed;
    }
}
