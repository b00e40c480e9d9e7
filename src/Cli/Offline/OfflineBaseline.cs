using System.Collections.Immutable;
using Levelset.Cli.Errors;
using Levelset.Core.Baselines;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Cli.Offline;

/// <summary>The first baseline of a pool of these machines, by the arithmetic that the service uses.</summary>
/// <param name="Machines">In the order in which they were given.</param>
/// <param name="Catalogue">Names the bits.</param>
/// <param name="Vendor">Of all of them.</param>
/// <param name="Baseline">B and what it lacks; blamed are files.</param>
/// <param name="Properties">What all of them can give.</param>
/// <param name="Arguments">What a partition of this baseline is created with on each machine.</param>
internal sealed record OfflineBaseline(
    ImmutableArray<ProbeResult> Machines,
    Catalogue Catalogue,
    string Vendor,
    Baseline Baseline,
    CompatibilityProperties Properties,
    ImmutableArray<CreationArguments> Arguments)
{
    /// <summary>Computes it.</summary>
    /// <param name="machines">At least one.</param>
    /// <param name="policy">The pool's.</param>
    /// <param name="nested">Whether its partitions get nested virtualization.</param>
    /// <exception cref="CliException">They can be in no pool together; every one is named.</exception>
    public static OfflineBaseline Of(IReadOnlyList<ProbeResult> machines, PoolPolicy policy, bool nested)
    {
        RequireAlike(machines, "architecture", machine => machine.Architecture.Label);
        RequireAlike(machines, "vendor", machine => machine.Capabilities.Vendor);
        RequireAlike(machines, "cache-line flush size", machine => machine.Capabilities.Properties.CacheLineFlushSize?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var settled = Settlement.Of(
            policy,
            PoolIdentity.Open,
            machines.Select((machine, index) => new Member(Source(index), machine.Capabilities)),
            before: null,
            last: null);
        var catalogue = Catalogue.For(machines[0].Architecture);
        var baseline = settled.Baseline!;
        var named = baseline.Dropped.Select(dropped => dropped with { LackedBy = [.. dropped.LackedBy.Select(source => machines[Index(source)].File)] });
        var request = new PartitionRequest(nested, FeatureSet.Empty(catalogue.Architecture));
        var wanted = CreationArguments.Ask(baseline.Features, request, catalogue).Features;
        return new OfflineBaseline(
            [.. machines],
            catalogue,
            settled.Generation!.Vendor,
            baseline with { Dropped = [.. named] },
            settled.Generation.Properties,
            [.. machines.Select(machine => CreationArguments.For(wanted, machine.Capabilities.Features, catalogue, policy.ReservedBits)
                .WithProperties(settled.Generation.Properties, machine.Capabilities.Properties))]);
    }

    // Two machines may be given in files of one name, such as two pipes: their places tell them apart, in an order that sorts.
    private static string Source(int index) => index.ToString("D6", System.Globalization.CultureInfo.InvariantCulture);

    private static int Index(string source) => int.Parse(source, System.Globalization.CultureInfo.InvariantCulture);

    private static void RequireAlike(IReadOnlyList<ProbeResult> machines, string what, Func<ProbeResult, string?> valueOf)
    {
        // What is not reported differs from nothing.
        var groups = machines.Where(machine => valueOf(machine) is not null).GroupBy(machine => valueOf(machine)!).ToList();
        if (groups.Count > 1)
        {
            throw new CliException(
                [$"the machines cannot be in one pool: they differ in {what}", .. groups.Select(group =>
                    $"  {group.Key}: {string.Join(' ', group.Select(machine => machine.File))}")],
                ExitCode.No);
        }
    }
}
