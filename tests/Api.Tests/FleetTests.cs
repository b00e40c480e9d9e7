using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;

namespace Levelset.Api.Tests;

/// <summary>Targets listed from memory are those that the database gives, in the same pages.</summary>
public sealed class FleetTests(Postgres postgres) : ServiceTest(postgres)
{
    private static readonly FeatureWords Rich = FeatureWords.Plain.With("fma", "rdtscp");

    [Fact]
    public async Task ListTargets_AskedAgain_ReadsNothing()
    {
        var partition = await FleetAsync();
        await using var plain = await WithoutMemoryAsync();

        var fromMemory = await FromMemoryAsync(partition);

        Assert.Equal(await PagesAsync(plain, partition), fromMemory);
        Assert.Equal(6, fromMemory.Sum(page => page.Targets.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [Trait("Length", "long")]
    public async Task ListTargets_AfterAnyChange_SaysAtOnceWhatTheDatabaseSays(int seed)
    {
        var partition = await FleetAsync();
        await using var plain = await WithoutMemoryAsync();
        var random = new Random(seed);
        for (var step = 0; step < 40; step++)
        {
            await FromMemoryAsync(partition);
            await ChangeAsync(random, step, partition);

            var expected = await PagesAsync(plain, partition);
            Assert.Equal(expected, await PagesAsync(Service, partition));
            Assert.Equal(expected, await FromMemoryAsync(partition));
        }
    }

    [Fact]
    public async Task ListTargets_HostsFallSilentAndComeBack_IsToldAtOnce()
    {
        var agents = await PoolOfAsync("p", FeatureWords.Plain, Rich, Rich);
        var partition = (await CreatePartitionAsync(change: request => request.Host = "hosts/h1")).Name;
        await using var plain = await WithoutMemoryAsync();
        await FromMemoryAsync(partition);

        await FallSilentAsync("h1", "h2", "h3");
        var silent = await PagesAsync(Service, partition);
        Assert.Equal(await PagesAsync(plain, partition), silent);
        Assert.DoesNotContain(silent.SelectMany(page => page.Targets), target => target.Verdict.Compatible);
        Assert.Equal(silent, await FromMemoryAsync(partition));

        await agents[2].HeartbeatAsync();
        var back = await PagesAsync(Service, partition);
        Assert.Equal(await PagesAsync(plain, partition), back);
        Assert.Equal(["hosts/h3"], back.SelectMany(page => page.Targets).Where(target => target.Verdict.Compatible).Select(target => target.Host));
        Assert.Equal(back, await FromMemoryAsync(partition));
    }

    [Fact]
    public async Task ListTargets_HostChangesWhileTheFleetIsRead_IsReadAgain()
    {
        var partition = await FleetAsync();
        Service.Fleet.Arm();
        await PagesAsync(Service, partition);
        await Service.Fleet.IsHeld;

        await SetCordonAsync("h2", true);
        Service.Fleet.Release();

        var listed = (await FromMemoryAsync(partition)).SelectMany(page => page.Targets);
        Assert.Equal("CORDONED", listed.Single(target => target.Host == "hosts/h2").Verdict.Blockers.Single().Actual);
    }

    [Fact]
    public async Task ListTargets_FleetBeyondTheMaximum_ReadsTheDatabase()
    {
        var partition = await FleetAsync();
        await using var small = await TestService.StartAsync(Database.ConnectionString, Time, options => options with { MaximumFleet = 6 });
        await PagesAsync(small, partition);
        await Database.ReadAsync("SELECT pg_sleep(0.2)");

        var before = small.PartitionSnapshot.Count;
        await PagesAsync(small, partition);

        Assert.Equal(3, small.PartitionSnapshot.Count - before);
    }

    [Fact]
    public async Task ListTargets_PartitionMovedBetweenPages_RefusesTheToken()
    {
        var partition = await FleetAsync();
        var first = (await FromMemoryAsync(partition))[0];
        await MoveAsync(partition, "h2");
        await FromMemoryAsync(partition);

        await Refusal.OfAsync(StatusCode.InvalidArgument, Reasons.PageTokenInvalid, () => Migrations.ListTargetsAsync(
            new ListTargetsRequest { Partition = partition, PageSize = 2, PageToken = first.NextPageToken }).ResponseAsync);
    }

    private Task<TestService> WithoutMemoryAsync() =>
        TestService.StartAsync(Database.ConnectionString, Time, options => options with { MaximumFleet = 0 });

    // A partition on h1; beside it members of its pool and of another, and a host in none.
    private async Task<string> FleetAsync()
    {
        await PoolOfAsync("p", FeatureWords.Plain, Rich, Rich.With("bmi1"), FeatureWords.Plain);
        await CreatePoolAsync("q");
        await Service.ConnectAsync("far", Rich);
        await AddAsync("q", "far");
        await Service.ConnectAsync("lone", FeatureWords.Plain);
        await Service.ConnectAsync("low", FeatureWords.Plain.Without("aes"));
        return (await CreatePartitionAsync(change: request => request.Host = "hosts/h1")).Name;
    }

    private async Task SetCordonAsync(string host, bool cordoned) => await Hosts.UpdateHostAsync(
        new UpdateHostRequest { Host = new Host { Name = $"hosts/{host}", Cordoned = cordoned }, UpdateMask = new FieldMask { Paths = { "cordoned" } } },
        cancellationToken: Cancel);

    private async Task ChangeAsync(Random random, int step, string partition)
    {
        var hosts = new[] { "h1", "h2", "h3", "h4", "far", "lone", "low" };
        var host = hosts[random.Next(hosts.Length)];
        var pool = random.Next(2) == 0 ? "p" : "q";
        try
        {
            await ((step % 7) switch
            {
                0 => SetCordonAsync(host, random.Next(2) == 0),
                1 => RemoveAsync(pool, host),
                2 => AddAsync(pool, host),
                3 => Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = $"pools/{pool}" }).ResponseAsync,
                4 => MoveAsync(partition, host, request => request.PoolWaiver = "in this test"),
                5 => Service.ConnectAsync($"new-{step}", random.Next(2) == 0 ? Rich : FeatureWords.Plain),
                _ => CreatePoolAsync($"new-{step}"),
            });
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.FailedPrecondition)
        {
            // Not every change is possible at any time.
        }
    }

    private async Task<IReadOnlyList<ListTargetsResponse>> FromMemoryAsync(string partition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(TestAgent.Timeout);
        while (true)
        {
            var before = Service.PartitionSnapshot.Count;
            var pages = await PagesAsync(Service, partition);
            if (Service.PartitionSnapshot.Count == before)
            {
                return pages;
            }

            limit.Token.ThrowIfCancellationRequested();
        }
    }

    private static async Task<IReadOnlyList<ListTargetsResponse>> PagesAsync(TestService service, string partition)
    {
        var pages = new List<ListTargetsResponse>();
        var request = new ListTargetsRequest { Partition = partition, PageSize = 2 };
        do
        {
            pages.Add(await service.Migrations.ListTargetsAsync(request, cancellationToken: Cancel));
            request.PageToken = pages[^1].NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return pages;
    }
}
