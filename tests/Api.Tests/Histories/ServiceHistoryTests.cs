using Levelset.Api.Errors;
using Levelset.Core.Features;
using Levelset.Model;
using Architecture = Levelset.V1.Architecture;
using FeatureSet = Levelset.V1.FeatureSet;

namespace Levelset.Api.Tests.Histories;

/// <summary>
/// Random histories through the service beside the model that Core's own histories have: invariants 7 to 10 where only the
/// service can keep them.
/// </summary>
[Trait("Length", "long")]
public sealed class ServiceHistoryTests(Postgres postgres) : ServiceTest(postgres)
{
    private const int Steps = 40;
    private readonly Dictionary<string, Baseline> generations = [];

    [Theory]
    [InlineData(35)]
    [InlineData(54)]
    [InlineData(90)]
    [InlineData(131)]
    [InlineData(162)]
    [InlineData(187)]
    public async Task Histories_ThroughTheService_AreThoseOfTheModel(int seed)
    {
        var writer = new HistoryWriter(new Random(seed)) { WithScalars = false, FixedPools = true };
        var pools = writer.Pools();
        var model = new NaiveFleet(pools, KindOf) { MovesAreDone = true };
        var agents = new Dictionary<string, TestAgent>();
        for (var host = 0; host < 5; host++)
        {
            agents.Add($"h{host}", Service.Agent($"h{host}"));
            await agents[$"h{host}"].HelloAsync();
            model.Host($"h{host}");
        }

        var fleet = new ServiceFleet(Service, agents, host => SilentAsync(host));
        var happenings = new HashSet<string>();
        foreach (var pool in pools)
        {
            await fleet.CreateAsync(pool);
        }

        for (var step = 0; step < Steps; step++)
        {
            var next = writer.Next(model);
            var told = $"seed {seed}, step {step}, {next}";
            var done = await fleet.PlayAsync(next, model);
            Assert.True(model.Play(next) == done, $"{told}: done {done}");
            foreach (var host in fleet.Heard)
            {
                model.Play(new HistoryStep.Silence(host, Silent: false));
            }

            happenings.Add($"{next.GetType().Name} {done}");
            await HoldAsync(model, fleet, told);
        }

        await KeptAsync(pools);

        // These seeds are those in which something comes of all of it.
        Assert.Superset(
            new HashSet<string> { "Join True", "Create True", "Create False", "Move True", "Silence True", "Cordon True" },
            happenings);
    }

    // 7: what has once been a generation stays it.
    private async Task KeptAsync(NaivePool[] pools)
    {
        Assert.NotEmpty(generations);
        foreach (var pool in pools)
        {
            for (var number = 1; number <= pool.Generations.Count; number++)
            {
                Assert.Equal(generations[$"pools/{pool.Name}/baselines/{number}"], await BaselineAsync(pool.Name, number));
            }
        }
    }

    private async Task HoldAsync(NaiveFleet model, ServiceFleet fleet, string told)
    {
        foreach (var pool in model.Pools.Values)
        {
            await HoldAsync(pool, told);
        }

        // 9: nothing that one host sends changes what another is known to offer.
        var hosts = await Hosts.ListHostsAsync(new ListHostsRequest(), cancellationToken: Cancel);
        foreach (var (host, its) in model.Hosts.OrderBy(host => host.Name, StringComparer.Ordinal).Zip(hosts.Hosts))
        {
            Assert.Equal($"hosts/{host.Name}", its.Name);
            Assert.True(its.State == StateOf(host), $"{told}: {host.Name} is {its.State}, not {host.State}, silent {host.Silent}");
            Assert.True(its.Cordoned == host.Cordoned, $"{told}: {host.Name} is cordoned: {its.Cordoned}");
            Assert.True(
                host.Reading is null ? its.Supported is null : Same(its.Supported, host.Offers),
                $"{told}: {host.Name} offers {its.Supported}, not {host.Reading}");
        }

        var partitions = await Partitions.ListPartitionsAsync(new ListPartitionsRequest { PageSize = 1000 }, cancellationToken: Cancel);
        Assert.Equal(model.Partitions.Count, partitions.Partitions.Count);
        foreach (var partition in model.Partitions.Values)
        {
            var its = partitions.Partitions.Single(one => one.Name == fleet.NameOf(partition));
            Assert.True(Same(its.Features, partition.Features), $"{told}: {partition.Name} has {its.Features}");
            Assert.True(its.Host == $"hosts/{partition.Host.Name}", $"{told}: {partition.Name} is on {its.Host}");
        }
    }

    private async Task HoldAsync(NaivePool pool, string told)
    {
        var its = await PoolAsync(pool.Name);
        Assert.True(
            pool.Level is { } level ? Same(its.Level, level) : its.Level is null,
            $"{told}: the level of {pool.Name} is {its.Level}");
        Assert.True(
            pool.InForce is { } now ? Same(its.Baseline, now.Bits) : its.Baseline is null,
            $"{told}: the baseline of {pool.Name} is {its.Baseline}");
        Assert.Equal(pool.InForce is null ? 0UL : (ulong)pool.Generations.Count, its.Generation);

        // 7: numbered from 1 without a gap.
        if (pool.Generations.Count is var last and > 0)
        {
            var newest = await BaselineAsync(pool.Name, last);
            Assert.True(Same(newest.Features, pool.Generations[^1].Bits), $"{told}: generation {last} of {pool.Name} is {newest}");
            generations.TryAdd(newest.Name, newest);
        }

        if (pool.InForce is null)
        {
            await RefusedAsync(pool);
        }
    }

    // 10: a pool without a baseline has no masks, whoever asks for what.
    private async Task RefusedAsync(NaivePool pool)
    {
        var request = new GetCreationArgumentsRequest { Host = "hosts/h0", Pool = $"pools/{pool.Name}" };
        await Refusal.OfAsync(
            StatusCode.FailedPrecondition,
            Reasons.NoBaseline,
            async () => await Hosts.GetCreationArgumentsAsync(request, cancellationToken: Cancel));
        await Refusal.OfAsync(StatusCode.FailedPrecondition, Reasons.NoBaseline, () => CreatePartitionAsync(pool.Name));
    }

    private static string KindOf(Offering offering)
    {
        var words = ServiceFleet.ToWords(offering);
        return Fingerprint.Of(new CpuCapabilities(offering.Vendor, words.Set, Core.Features.CompatibilityProperties.None)).Value;
    }

    private static bool Same(FeatureSet? set, bool[] bits) =>
        set is not null
        && Bit.Same(new Words(set.ProcessorBanks[0], set.ProcessorBanks[1], set.Xsave).ToBits(bits.Length == 128), bits);

    private static Host.Types.State StateOf(NaiveHost host) => host.State switch
    {
        NaiveState.Ready when host.Silent => Host.Types.State.Silent,
        NaiveState.Ready => Host.Types.State.Ready,
        NaiveState.Quarantined => Host.Types.State.Quarantined,
        NaiveState.Rejected => Host.Types.State.Rejected,
        _ => Host.Types.State.Pending,
    };
}
