using Google.Protobuf;
using Levelset.V1;

namespace Levelset.Cli.Tests;

/// <summary>Previews and what --apply does after them; with hosts/genoa.</summary>
public sealed class WhatIfTests(Fleet fleet)
{
    private readonly Harness.Levelset levelset = Harness.Levelset.To(fleet);

    [Fact]
    public async Task WhatIf_Apply_DoesWhatThePreviewSaid()
    {
        await levelset.OutputAsync(0, "pools", "create", "plan");
        var preview = await ChangeAsync("what-if", "plan", "--add", "genoa");
        var applied = await ChangeAsync("what-if", "plan", "--add", "genoa", "--apply");

        Assert.True(preview.ValidateOnly);
        Assert.False(applied.ValidateOnly);
        Assert.Equal(preview.Diff, applied.Diff);
        Assert.Equal(preview.Pool.Baseline, applied.Pool.Baseline);
        Assert.Equal(1u, applied.Pool.HostCount);

        var without = await ChangeAsync("what-if", "plan", "--exclude", "x86-64-v4");
        Assert.Contains(without.Diff.Lost, lost => lost.Feature.Name == "avx512");
        var gone = await ChangeAsync("what-if", "plan", "--remove", "genoa", "--apply");
        Assert.Equal(0ul, gone.Pool.Generation);
        var left = await new PoolService.PoolServiceClient(fleet.Channel)
            .GetPoolAsync(new GetPoolRequest { Name = "pools/plan" }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(0u, left.HostCount);
    }

    [Fact]
    public async Task WhatIf_HostOfAnotherVendor_EndsWithOneAndSaysWhy()
    {
        var result = await levelset.RunAsync("what-if", "intel", "--add", "genoa");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("VENDOR_DIFFERS", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIf_HostsAndPolicyTogether_AreOneChange()
    {
        await levelset.OutputAsync(0, "pools", "create", "both");

        var applied = await ChangeAsync("what-if", "both", "--add", "genoa", "--exclude", "avx512_vnni", "--apply");

        Assert.Equal((1u, 1ul), (applied.Pool.HostCount, applied.Pool.Generation));
        Assert.Equal(["avx512_vnni"], applied.Pool.Policy.ExcludedFeatures);
        await ChangeAsync("what-if", "both", "--remove", "genoa", "--apply");
    }

    [Fact]
    public async Task WhatIf_RemovingTheOldest_SaysThatTheBaselineStaysUntilARaise()
    {
        var result = await levelset.RunAsync("what-if", "intel", "--remove", "cascade-lake");

        Assert.Contains("the baseline does not change", result.RequireSuccess().Output, StringComparison.Ordinal);
        Assert.Contains("use --apply to apply this change", result.Errors, StringComparison.Ordinal);
    }

    private async Task<PoolChange> ChangeAsync(params string[] arguments) =>
        JsonParser.Default.Parse<PoolChange>(await levelset.OutputAsync(0, [.. arguments, "-o", "json"]));
}
