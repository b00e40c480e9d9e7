using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Core.Analysis;

/// <summary>
/// What a power cycle would change of a partition, which is created again where it is. A reboot inside the guest changes nothing:
/// the partition stays.
/// </summary>
/// <param name="Before">What it has now.</param>
/// <param name="After">
/// What it would have. Its creation sets the features, the physical address width and the synthetic features; xsave states and
/// area follow the xsave word; the rest is the host's own, and stays.
/// </param>
public sealed record PowerCycleChange(CpuCapabilities Before, CpuCapabilities After)
{
    /// <summary>What the partition would be created with and does without now.</summary>
    public FeatureSet Gained { get; } = After.Features.Except(Before.Features);

    /// <summary>What the partition has now and would be created without.</summary>
    public FeatureSet Lost { get; } = Before.Features.Except(After.Features);

    /// <summary>Whether it changes anything.</summary>
    public bool IsNeeded => Before != After;

    /// <summary>What it would change.</summary>
    /// <param name="partition">F(P), and the properties that were read back.</param>
    /// <param name="request">What was asked for when the partition was created.</param>
    /// <param name="baseline">The baseline as it is now, or as it would be.</param>
    public static PowerCycleChange Of(CpuCapabilities partition, PartitionRequest request, CpuCapabilities baseline)
    {
        var features = CreationArguments.FeaturesFor(
            baseline.Features, request, Catalogue.For(baseline.Features.Architecture)).Features;
        var (has, given) = (partition.Properties, baseline.Properties);
        var properties = has with
        {
            PhysicalAddressWidth = Follow(has.PhysicalAddressWidth, given.PhysicalAddressWidth),
            SyntheticFeatures = given.SyntheticFeatures ?? has.SyntheticFeatures,
        };
        if (features.Xsave != partition.Features.Xsave)
        {
            properties = properties with
            {
                XsaveStates = Follow(has.XsaveStates, given.XsaveStates),
                MaxXsaveDataSize = Follow(has.MaxXsaveDataSize, given.MaxXsaveDataSize),
            };
        }

        return new PowerCycleChange(partition, partition with { Features = features, Properties = properties });
    }

    // What either side does not report is left to the hypervisor, and is not known beforehand.
    private static T? Follow<T>(T? has, T? given)
        where T : struct =>
        has is null ? null : given ?? has;
}
