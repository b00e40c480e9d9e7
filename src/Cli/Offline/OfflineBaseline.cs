using System.Collections.Immutable;
using Levelset.Cli.Errors;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Cli.Offline;

/// <summary>The first baseline of a pool of these hosts, computed as by the service.</summary>
/// <param name="Hosts">In the order given.</param>
/// <param name="Catalogue">The catalogue of their architecture.</param>
/// <param name="Baseline">The baseline, with their vendor and properties; the hosts of dropped features are file names.</param>
/// <param name="Arguments">The creation arguments of a partition on each of them.</param>
internal sealed record OfflineBaseline(
    ImmutableArray<ProbeResult> Hosts,
    Catalogue Catalogue,
    Baseline Baseline,
    ImmutableArray<CreationArguments> Arguments)
{
    /// <param name="hosts">At least one.</param>
    /// <param name="policy">The pool's.</param>
    /// <param name="nested">Whether partitions get nested virtualization.</param>
    /// <exception cref="CliException">They cannot share a pool; the message names all of them.</exception>
    public static OfflineBaseline Of(IReadOnlyList<ProbeResult> hosts, PoolPolicy policy, bool nested)
    {
        RequireAlike(hosts, "architecture", host => host.Architecture.Label);
        RequireAlike(hosts, "vendor", host => host.Capabilities.Vendor);
        RequireAlike(hosts, "cache-line flush size", host => host.Capabilities.Properties.CacheLineFlushSize?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var evaluation = PoolEvaluation.Of(
            policy,
            PoolIdentity.Open,
            hosts.Select((host, index) => new Member(Source(index), host.Capabilities)),
            before: null,
            last: null);
        var catalogue = Catalogue.For(hosts[0].Architecture);
        var baseline = evaluation.Baseline!;
        var named = baseline.Dropped.Select(dropped => dropped with { LackedBy = [.. dropped.LackedBy.Select(source => hosts[Index(source)].File)] });
        var request = new PartitionRequest(nested, FeatureSet.Empty(catalogue.Architecture));
        var wanted = CreationArguments.FeaturesFor(baseline.Features, request, catalogue).Features;
        return new OfflineBaseline(
            [.. hosts],
            catalogue,
            baseline with { Dropped = [.. named] },
            [.. hosts.Select(host => CreationArguments.For(wanted, host.Capabilities.Features, catalogue, policy.ReservedBits)
                .WithProperties(baseline.Capabilities.Properties, host.Capabilities.Properties))]);
    }

    // Files may have the same name, for example two pipes; their positions identify them, padded so that they sort.
    private static string Source(int index) => index.ToString("D6", System.Globalization.CultureInfo.InvariantCulture);

    private static int Index(string source) => int.Parse(source, System.Globalization.CultureInfo.InvariantCulture);

    private static void RequireAlike(IReadOnlyList<ProbeResult> hosts, string what, Func<ProbeResult, string?> valueOf)
    {
        // A value that is not reported matches every value.
        var groups = hosts.Where(host => valueOf(host) is not null).GroupBy(host => valueOf(host)!).ToList();
        if (groups.Count > 1)
        {
            throw new CliException(
                [$"these hosts cannot share a pool: they differ in {what}", .. groups.Select(group =>
                    $"  {group.Key}: {string.Join(' ', group.Select(host => host.File))}")],
                ExitCode.No);
        }
    }
}
