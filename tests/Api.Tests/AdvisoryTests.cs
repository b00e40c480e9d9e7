
namespace Levelset.Api.Tests;

/// <summary>What a pool's explanation says beside the arithmetic.</summary>
public sealed class AdvisoryTests(Postgres postgres) : ServiceTest(postgres)
{
    [Fact]
    public async Task ExplainPool_ClocksDiffer_SaysWhoseIsWhichTheMostFrequentFirst()
    {
        await PoolOfAsync("p", At(2_100_000_000), At(2_600_000_000), At(2_600_000_000), FeatureWords.Plain);

        var advisory = Assert.Single(await AdviseAsync());

        Assert.Equal((PoolAdvisory.Types.Kind.PropertyDiffers, "processor_clock_frequency"), (advisory.Kind, advisory.Subject));
        Assert.Equal(
            ["2600000000: 2 hosts/h2,hosts/h3", "2100000000: 1 hosts/h1", "not reported: 1 hosts/h4"],
            advisory.Groups.Select(group => $"{group.Value}: {group.HostCount} {string.Join(',', group.Hosts)}"));
        Assert.StartsWith("CPU clock differs between members; migrations are allowed", advisory.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ExplainPool_ClocksEqual_SaysNothing()
    {
        await PoolOfAsync("p", At(2_100_000_000), At(2_100_000_000));

        Assert.Empty(await AdviseAsync());
    }

    [Fact]
    public async Task ExplainPool_SoftRequirementLost_NamesBothFeatures()
    {
        await PoolOfAsync("p", FeatureWords.Plain.With("stibp", "ibrs"), FeatureWords.Plain.With("stibp"));

        var advisory = Assert.Single(await AdviseAsync(), one => one.Kind == PoolAdvisory.Types.Kind.SoftRequirement);

        Assert.Equal(("stibp", "ibrs"), (advisory.Feature.Name, advisory.Requires.Name));
        Assert.Empty(advisory.Groups);
        Assert.Contains("stibp", advisory.Message, StringComparison.Ordinal);
        Assert.Contains("without ibrs", advisory.Message, StringComparison.Ordinal);
        Assert.Contains("stibp", FeatureWords.Names((await PoolAsync()).Baseline));
        await RemoveAsync("p", "h2");
        await Pools.RaiseBaselineAsync(new RaiseBaselineRequest { Pool = "pools/p" }, cancellationToken: Cancel);
        Assert.Empty(await AdviseAsync());
    }

    private static FeatureWords At(ulong clock) =>
        FeatureWords.Plain with { Properties = new CompatibilityProperties { ProcessorClockFrequency = clock } };

    private async Task<IReadOnlyList<PoolAdvisory>> AdviseAsync() =>
        (await Pools.ExplainPoolAsync(new ExplainPoolRequest { Pool = "pools/p" }, cancellationToken: Cancel)).Advisories;
}
