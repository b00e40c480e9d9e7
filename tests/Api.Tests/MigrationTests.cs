using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using CoreArchitecture = Levelset.Core.Features.Architecture;
using CoreMask = Levelset.Core.Partitions.DisableMask;

namespace Levelset.Api.Tests;

/// <summary>Whether partitions can move, one by one and in batches, and the record of moves with waivers.</summary>
public sealed class MigrationTests(Postgres postgres) : ServiceTest(postgres)
{
    private static readonly FeatureWords Vulnerable = FeatureWords.Plain.With("mb_clear", "unrestricted_guest");
    private static readonly FeatureWords Immune = FeatureWords.Plain.With("mbs_no");

    [Fact]
    public async Task CheckMigration_TargetOffersMore_AnswersWithArgumentsThatGiveExactlyTheSet()
    {
        var richer = FeatureWords.Plain.With("fma", "rdtscp");
        await PoolOfAsync("p", FeatureWords.Plain, richer);
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var before = await Database.DumpAsync();

        var verdict = await CheckAsync(partition.Name, "h2");

        Assert.True(verdict.Compatible);
        Assert.Equal((partition.Name, "hosts/h2"), (verdict.Partition, verdict.TargetHost));
        Assert.Empty(verdict.Blockers);
        Assert.Empty(verdict.Advisories);
        Assert.Equal(partition.Features, verdict.CreationArguments.Features);
        var mask = verdict.CreationArguments.DisableMask;
        var given = new CoreMask(CoreArchitecture.X86_64, [.. mask.ProcessorBanks], mask.Xsave).Apply(richer.Set);
        Assert.Equal(FeatureWords.ToCore(partition.Features), given);
        Assert.Equal(64, verdict.CreationArguments.CreatePartitionV2.Length);
        Assert.Equal(before, await Database.DumpAsync());
    }

    [Fact]
    public async Task CheckMigration_DestinationCreatedWithTheArguments_ReadsBackTheSet()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.With("fma", "rdtscp"));
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        var verdict = await CheckAsync(partition.Name, "h2");

        var made = agents[1].CarryOut(new ServiceMessage
        {
            MessageId = "m",
            Command = new Command
            {
                Partition = partition.Name,
                Create = new CreatePartitionCommand { Arguments = verdict.CreationArguments },
            },
        });

        Assert.Equal(partition.Features, made.Created.Features);
    }

    [Fact]
    public async Task CheckMigration_EverythingWrong_NamesEverythingInTheFixedOrder()
    {
        var properties = new CompatibilityProperties { PhysicalAddressWidth = 46, CacheLineFlushSize = 64 };
        await PoolOfAsync("p", FeatureWords.Plain with { Properties = properties });
        var partition = await CreatePartitionAsync();
        await Service.ConnectAsync("t", new FeatureWords(
            FeatureWords.Plain.Without("aes", "avx2").Set,
            "AuthenticAMD",
            new CompatibilityProperties { PhysicalAddressWidth = 39, CacheLineFlushSize = 32 },
            Simulated: true));
        var cordon = new UpdateHostRequest
        {
            Host = new Host { Name = "hosts/t", Cordoned = true },
            UpdateMask = new Google.Protobuf.WellKnownTypes.FieldMask { Paths = { "cordoned" } },
        };
        await Hosts.UpdateHostAsync(cordon, cancellationToken: Cancel);
        await Service.Agent("late").HelloAsync();
        await FallSilentAsync("t");

        var verdict = await CheckAsync(partition.Name, "t");
        var late = await CheckAsync(partition.Name, "late");

        Assert.False(verdict.Compatible);
        Assert.Null(verdict.CreationArguments);
        Assert.Equal(
            [
                "it is a simulated host, but the partition is on a real one",
                "its vendor is AuthenticAMD, expected GenuineIntel",
                "does not offer aes (bank0:16)",
                "does not offer avx2 (xsave:3)",
                "its cache_line_flush_size is 32, expected 64",
                "its physical_address_width is 39, expected at least 46",
                "is SILENT: no heartbeat for 20 s",
                "is CORDONED: it is cordoned",
                "it is in no pool",
            ],
            verdict.Blockers.Select(blocker => blocker.Message));
        Assert.Equal(verdict, await CheckAsync(partition.Name, "t"));
        Assert.Contains(late.Blockers, blocker => blocker.Message == "is PENDING: it has not reported yet");
    }

    [Fact]
    public async Task CheckMigration_DifferencesThatBlockNothing_AreNamed()
    {
        var agents = await PoolOfAsync("p", WithClock(FeatureWords.Plain, 2_600_000_000), WithClock(FeatureWords.Plain, 2_100_000_000));
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        Assert.Equal(2_600_000_000UL, partition.Properties.ProcessorClockFrequency);
        var report = agents[1].Report();
        report.Supported = FeatureWords.Plain.With("dep_x87_fpu_save").Wire;
        report.UnreportedWords.Add("bank1");
        report.Supported.ProcessorBanks[1] = 0;
        await agents[1].DeliverAsync(new AgentMessage { FeatureReport = report });

        var verdict = await CheckAsync(partition.Name, "h2");

        Assert.True(verdict.Blockers.All(blocker => blocker.Reason == Blocker.Types.Reason.HostNotReady), verdict.ToString());
        Assert.Equal(
            [Advisory.Types.Kind.ClockDiffers, Advisory.Types.Kind.WordNotReported, Advisory.Types.Kind.InvertedDiffers],
            verdict.Advisories.Select(advisory => advisory.Kind));
        Assert.Equal(("2600000000", "2100000000"), (verdict.Advisories[0].Partition, verdict.Advisories[0].Target));
    }

    [Fact]
    public async Task CheckMigration_WaivableBlockers_SayWhyAndAreWaivedByName()
    {
        await MigrantAsync();
        var name = await OnlyAsync();

        var plain = await CheckAsync(name, "h2");
        var waived = await CheckAsync(name, "h2", request => request.Waivers.Add(
            [Waive("mb_clear", "h2 is immune"), Waive("unrestricted_guest", "nobody nests here")]));

        Assert.Equal(["unrestricted_guest", "mb_clear"], plain.Blockers.Select(blocker => blocker.Feature.Name));
        Assert.All(plain.Blockers, blocker => Assert.True(blocker.Waivable));
        Assert.Equal("it is not visible to ordinary guests; a hypervisor inside the guest may see it", plain.Blockers[0].WaivableReason);
        Assert.Equal("the host is immune to what it mitigates: it offers mbs_no (bank0:59)", plain.Blockers[1].WaivableReason);
        Assert.Equal(["mbs_no"], plain.Blockers[1].Immunities.Select(feature => feature.Name));
        Assert.True(waived.Compatible, waived.ToString());
        Assert.Equal(FeatureWords.Plain.Without("nested_virt").Wire, waived.CreationArguments.Features);
        Assert.Equal(["unrestricted_guest", "mb_clear"], waived.Advisories.Select(advisory => advisory.Feature.Name));
        Assert.All(waived.Advisories, advisory => Assert.Equal(Advisory.Types.Kind.Waived, advisory.Kind));
    }

    [Fact]
    public async Task RecordMigration_WithWaivers_KeepsThemWithWhoAndWhyAndForLaterMoves()
    {
        await MigrantAsync();
        var name = await OnlyAsync();
        void Waivers(RecordMigrationRequest request) => request.Waivers.Add(
            [Waive("mb_clear", "h2 is immune"), Waive("unrestricted_guest", "nobody nests here"), Waive("aes", "not needed")]);
        var before = await Database.DumpAsync();
        var preview = await MoveAsync(name, "h2", request =>
        {
            Waivers(request);
            request.ValidateOnly = true;
        });
        Assert.Equal(before, await Database.DumpAsync());

        var moved = await MoveAsync(name, "h2", Waivers);
        var back = await CheckAsync(name, "h1");

        Assert.Equal("hosts/h2", moved.Host);
        Assert.Equal(FeatureWords.Plain.Without("nested_virt").Wire, moved.Features);
        Assert.Equal(
            [("unrestricted_guest", "nobody nests here", "hosts/h2"), ("mb_clear", "h2 is immune", "hosts/h2")],
            moved.Waivers.Select(waiver => (waiver.Feature.Name, waiver.Reason, waiver.TargetHost)));
        Assert.All(moved.Waivers, waiver => Assert.StartsWith("anonymous", waiver.Author, StringComparison.Ordinal));
        Assert.All(moved.Waivers, waiver => Assert.NotNull(waiver.CreateTime));
        preview.Etag = moved.Etag;
        Assert.Equal(moved, preview);
        Assert.Equal(moved, await PartitionAsync(name));
        Assert.Equal(moved, await MoveAsync(name, "h2", Waivers));

        // It does without them for good, also where they are offered.
        Assert.Equal(moved.Features, back.CreationArguments.Features);
        Assert.Equal(moved.Features, (await MoveAsync(name, "h1")).Features);
        Assert.True((await CheckAsync(name, "h2", request => request.Waivers.Add(Waive("mb_clear", "again")))).Compatible);
    }

    [Fact]
    public async Task RecordMigration_IntoAnotherPool_NeedsItsBaselineOrWords()
    {
        await PoolOfAsync("p", FeatureWords.Plain);
        var partition = await CreatePartitionAsync();
        await PoolOfOthersAsync("full", FeatureWords.Plain, FeatureWords.Plain.With("fma"));
        await PoolOfOthersAsync("low", FeatureWords.Plain, FeatureWords.Plain.Without("aes"));

        var full = await CheckAsync(partition.Name, "full-2");
        var low = await CheckAsync(partition.Name, "low-1");
        await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.PoolBaseline, () => MoveAsync(partition.Name, "low-1"));
        var words = await CheckAsync(partition.Name, "low-1", request => request.PoolWaiver = "the rack burns");
        var toFull = await MoveAsync(partition.Name, "full-2", request => request.PoolWaiver = "not needed, and so not kept");
        var toLow = await MoveAsync(partition.Name, "low-1", request => request.PoolWaiver = "the rack burns");

        Assert.True(full.Compatible);
        Assert.Equal(["the baseline of pools/low lacks aes (bank0:16)"], low.Blockers.Select(blocker => blocker.Message));
        Assert.True(low.Blockers[0].Waivable);
        Assert.True(words.Compatible);
        Assert.Equal([Advisory.Types.Kind.PoolWaived], words.Advisories.Select(advisory => advisory.Kind));
        Assert.Empty(toFull.Waivers);
        Assert.Equal(("pools/low", "the rack burns", null), (toLow.Waivers.Single().Pool, toLow.Waivers[0].Reason, toLow.Waivers[0].Feature));
        Assert.Equal((partition.Features, "pools/p"), (toLow.Features, toLow.Pool));

        // Within the pool where it is, and back into its own, it moves by the hosts alone.
        Assert.Equal(["does not offer aes (bank0:16)"], (await CheckAsync(partition.Name, "low-2")).Blockers.Select(b => b.Message));
        Assert.True((await CheckAsync(partition.Name, "h1")).Compatible);
    }

    [Fact]
    public async Task RecordMigration_WaiverOfWhatIsNotWaivable_ChangesNothing()
    {
        await MigrantAsync();
        var name = await OnlyAsync();
        await Service.ConnectAsync("h3", FeatureWords.Plain.Without("aes"));
        await AddAsync("p", "h3");
        var before = await Database.DumpAsync();

        var refusal = await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.NotWaivable, () => MoveAsync(name, "h3", request =>
            request.Waivers.Add([Waive("aes", "so be it"), Waive("mb_clear", "so be it"), Waive("unrestricted_guest", "so be it")])));

        Assert.Equal(
            ["aes (bank0:16) is missing and cannot be waived", "mb_clear (bank0:60) is missing and cannot be waived"],
            refusal.Preconditions.Select(p => p.Description));
        Assert.Equal(before, await Database.DumpAsync());
    }

    [Fact]
    public async Task BatchCheckMigrations_TenThousandPairs_AnswersEachInOrder()
    {
        await PoolOfAsync("p", FeatureWords.Plain, FeatureWords.Plain.With("fma"), FeatureWords.Plain);
        var partition = await CreatePartitionAsync("p", request => request.Host = "hosts/h1");
        await Service.ConnectAsync("bad", FeatureWords.Plain.Without("aes"));
        string[] hosts = ["hosts/h1", "hosts/h2", "hosts/bad", "hosts/absent"];
        var request = new BatchCheckMigrationsRequest();
        request.Pairs.AddRange(Enumerable.Range(0, 10_000).Select(i => new CheckMigrationRequest
        {
            Partition = i % 5 == 4 ? $"partitions/{Guid.Empty}" : partition.Name,
            TargetHost = hosts[i % hosts.Length],
        }));

        var results = await BatchAsync(request);

        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => (uint)i), results.Select(result => result.Index));
        Assert.All(results, result =>
        {
            var (isAbsent, host) = (result.Index % 5 == 4, result.Index % 4);
            var expected = isAbsent ? Reasons.PartitionNotFound : host == 3 ? Reasons.HostNotFound : "";
            Assert.Equal(expected, result.Error?.Reason ?? "");
            if (expected.Length == 0)
            {
                Assert.Equal((host < 2, hosts[host]), (result.Verdict.Compatible, result.Verdict.TargetHost));
            }
        });
        Assert.Equal(await CheckAsync(partition.Name, "bad"), results[2].Verdict);
    }

    [Fact]
    public async Task BatchCheckMigrations_PairsWithWaivers_AreJudgedEachByItsOwn()
    {
        await MigrantAsync();
        var pair = new CheckMigrationRequest { Partition = await OnlyAsync(), TargetHost = "hosts/h2" };
        var waiving = pair.Clone();
        waiving.Waivers.Add([Waive("mb_clear", "immune"), Waive("unrestricted_guest", "no nesting")]);
        var wrong = pair.Clone();
        wrong.Waivers.Add(Waive("warp_drive", "why not"));

        var results = await BatchAsync(new BatchCheckMigrationsRequest { Pairs = { pair, waiving, wrong } });

        Assert.Equal([false, true], results.Take(2).Select(result => result.Verdict.Compatible));
        Assert.Equal(Reasons.FeatureUnknown, results[2].Error.Reason);
        Assert.Empty(await BatchAsync(new BatchCheckMigrationsRequest()));
    }

    private static FeatureWaiver Waive(string feature, string reason) => new() { Feature = feature, Reason = reason };

    private static FeatureWords WithClock(FeatureWords words, ulong clock) =>
        words with { Properties = new CompatibilityProperties { ProcessorClockFrequency = clock } };

    // A partition with mb_clear and unrestricted_guest on h1, and h2 that needs neither and offers neither.
    private async Task MigrantAsync()
    {
        await PoolOfAsync("p", Vulnerable);
        await CreatePartitionAsync();
        await Service.ConnectAsync("h2", Immune);
        await AddAsync("p", "h2");
    }

    private async Task PoolOfOthersAsync(string pool, params FeatureWords[] offers)
    {
        await CreatePoolAsync(pool);
        for (var i = 0; i < offers.Length; i++)
        {
            await Service.ConnectAsync($"{pool}-{i + 1}", offers[i]);
            await AddAsync(pool, $"{pool}-{i + 1}");
        }
    }

    private async Task<string> OnlyAsync() =>
        (await Partitions.ListPartitionsAsync(new ListPartitionsRequest(), cancellationToken: Cancel)).Partitions.Single().Name;

    private async Task<IReadOnlyList<MigrationResult>> BatchAsync(BatchCheckMigrationsRequest request)
    {
        using var call = Migrations.BatchCheckMigrations(request, cancellationToken: Cancel);
        var results = new List<MigrationResult>();
        await foreach (var chunk in call.ResponseStream.ReadAllAsync(Cancel))
        {
            Assert.InRange(chunk.Results.Count, 1, 100);
            results.AddRange(chunk.Results);
        }

        return results;
    }
}
