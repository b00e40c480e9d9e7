using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Core.Analysis;

/// <summary>
/// What a partition would have if it were created anew where it is. A power cycle does that; a guest reboot does not, for the
/// partition stays.
/// </summary>
/// <param name="Has">What it has now.</param>
/// <param name="Features">The set that it would be created with.</param>
/// <param name="Properties">
/// The properties that it would have. Its creation sets the physical address width and the synthetic features; xsave states and
/// area follow the xsave word; the rest is the host's own, and stays.
/// </param>
public sealed record PowerCycle(CpuCapabilities Has, FeatureSet Features, CompatibilityProperties Properties)
{
    /// <summary>What of <see cref="Features"/> the partition does without now.</summary>
    public FeatureSet Gained { get; } = Features.Except(Has.Features);

    /// <summary>What the partition has now and would be created without.</summary>
    public FeatureSet Lost { get; } = Has.Features.Except(Features);

    /// <summary>Whether it changes anything.</summary>
    public bool IsNeeded => !Gained.IsEmpty || !Lost.IsEmpty || Properties != Has.Properties;

    /// <summary>What it would change.</summary>
    /// <param name="has">F(P), and the properties that were read back.</param>
    /// <param name="request">What was asked for when the partition was made.</param>
    /// <param name="baseline">B as it is now, or as it would be.</param>
    /// <param name="given">The properties of that baseline.</param>
    public static PowerCycle Of(CpuCapabilities has, PartitionRequest request, FeatureSet baseline, CompatibilityProperties given)
    {
        var next = CreationArguments.Ask(baseline, request, Catalogue.For(baseline.Architecture)).Features;
        var properties = has.Properties with
        {
            PhysicalAddressWidth = Follow(has.Properties.PhysicalAddressWidth, given.PhysicalAddressWidth),
            SyntheticFeatures = given.SyntheticFeatures ?? has.Properties.SyntheticFeatures,
        };
        if (next.Xsave != has.Features.Xsave)
        {
            properties = properties with
            {
                XsaveStates = Follow(has.Properties.XsaveStates, given.XsaveStates),
                MaxXsaveDataSize = Follow(has.Properties.MaxXsaveDataSize, given.MaxXsaveDataSize),
            };
        }

        return new PowerCycle(has, next, properties);
    }

    // What either side does not report is left to the hypervisor, and nobody knows what it would be.
    private static T? Follow<T>(T? has, T? given)
        where T : struct =>
        has is null ? null : given ?? has;
}
