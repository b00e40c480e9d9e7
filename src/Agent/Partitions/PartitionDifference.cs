using System.Collections.Immutable;
using System.Globalization;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Agent.Partitions;

/// <summary>How a partition differs from what it must be.</summary>
/// <param name="Missing">Features that must be there and are not.</param>
/// <param name="Unexpected">Features that are there and must not be.</param>
/// <param name="Properties">Properties of another value.</param>
internal sealed record PartitionDifference(
    ImmutableArray<FeatureBit> Missing,
    ImmutableArray<FeatureBit> Unexpected,
    ImmutableArray<PropertyDifference> Properties)
{
    public bool IsEmpty => Missing.IsEmpty && Unexpected.IsEmpty && Properties.IsEmpty;

    /// <summary>
    /// Compares everything that must be equal. A property that the first reading lacks is not compared. Nor is the clock frequency,
    /// which only causes an advisory and may differ after a reboot.
    /// </summary>
    public static PartitionDifference Between(PartitionReading expected, PartitionReading found) => new(
        [.. expected.Features.Except(found.Features).Bits()],
        [.. found.Features.Except(expected.Features).Bits()],
        [.. CompareProperties(expected, found)]);

    /// <summary>All of them, as text.</summary>
    public string Describe(Catalogue catalogue) => string.Join(
        "; ",
        new[] { FeatureDifference.Describe(Missing, Unexpected, catalogue) }
            .Concat(Properties.Select(property => property.ToString()))
            .Where(text => text.Length > 0));

    private static IEnumerable<PropertyDifference> CompareProperties(PartitionReading expected, PartitionReading found)
    {
        var (want, have) = (expected.Properties, found.Properties);
        (string Name, ulong? Want, ulong? Have, string Format)[] all =
        [
            ("physical_address_width", want.PhysicalAddressWidth, have.PhysicalAddressWidth, "D"),
            ("cache_line_flush_size", want.CacheLineFlushSize, have.CacheLineFlushSize, "D"),
            ("xsave_states", want.XsaveStates, have.XsaveStates, "X"),
            ("max_xsave_data_size", want.MaxXsaveDataSize, have.MaxXsaveDataSize, "D"),
            ("synthetic_features", expected.Synthetic, found.Synthetic, "X"),
        ];
        return all
            .Where(property => property.Want is not null && property.Want != property.Have)
            .Select(property => new PropertyDifference(
                property.Name,
                Text(property.Want, property.Format),
                Text(property.Have, property.Format)));
    }

    private static string Text(ulong? value, string format) =>
        value is not { } number ? "not reported"
        : format == "X" ? "0x" + number.ToString("x16", CultureInfo.InvariantCulture)
        : number.ToString(CultureInfo.InvariantCulture);
}
