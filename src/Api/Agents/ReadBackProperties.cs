using System.Globalization;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Features;
using Levelset.Core.Partitions;

namespace Levelset.Api.Agents;

/// <summary>The properties that a partition was found to have, beside what was set before its initialization.</summary>
internal static class ReadBackProperties
{
    /// <summary>What was read back; synthetic features that the kernel does not tell are those that the agent has set.</summary>
    public static CompatibilityProperties Of(V1.PartitionReport report) => report.Properties.ToProperties() with
    {
        SyntheticFeatures = report.HasSyntheticFeatures
            ? report.SyntheticFeatures
            : report.EarlyProperties.FirstOrDefault(property => property.Code == EarlyPropertyKind.SyntheticProcFeatures)?.Value,
    };

    /// <summary>What is not as it was set; empty when all is.</summary>
    public static IReadOnlyList<string> Compare(IEnumerable<EarlyProperty> early, CompatibilityProperties found) =>
    [
        .. early
            .Select(property => (MigrationOptions: property, Found: property.Code switch
            {
                EarlyPropertyKind.SyntheticProcFeatures => found.SyntheticFeatures,
                EarlyPropertyKind.PhysicalAddressWidth => found.PhysicalAddressWidth,
                _ => null,
            }))
            .Where(pair => pair.Found is { } value && value != pair.MigrationOptions.Value)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.MigrationOptions} requested, 0x{pair.Found:x} read back")),
    ];
}
