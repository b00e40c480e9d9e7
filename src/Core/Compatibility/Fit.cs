using System.Globalization;
using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>
/// Whether a host fits. Every answer names every reason, in a fixed order: architecture, vendor, features in the order of
/// listing, properties. A property that either side does not report blocks nothing.
/// </summary>
public static class Fit
{
    /// <summary>Whether a host can be a member of a pool of this maker, architecture and cache-line flush size.</summary>
    public static IReadOnlyList<Misfit> OfMember(
        Architecture? architecture,
        string? vendor,
        CompatibilityProperties? pool,
        CpuCapabilities host)
    {
        var misfits = new List<Misfit>();
        Identity(misfits, architecture, vendor, host);
        if (pool is not null)
        {
            FlushSize(misfits, pool, host.Properties);
        }

        return misfits;
    }

    /// <summary>Whether a partition that has these features and properties can be on a host.</summary>
    public static IReadOnlyList<Misfit> OfPartition(CpuCapabilities partition, CpuCapabilities host)
    {
        var misfits = new List<Misfit>();
        Identity(misfits, partition.Features.Architecture, partition.Vendor, host);
        if (partition.Features.Architecture == host.Features.Architecture && !partition.Features.IsSubsetOf(host.Features))
        {
            misfits.AddRange(partition.Features.Except(host.Features).Bits()
                .Select(bit => new Misfit(MisfitKind.FeatureMissing, "offered", "not offered", bit)));
        }

        FlushSize(misfits, partition.Properties, host.Properties);
        AtLeast(
            misfits,
            "physical_address_width",
            partition.Properties.PhysicalAddressWidth,
            host.Properties.PhysicalAddressWidth);
        AllOf(misfits, "xsave_states", partition.Properties.XsaveStates, host.Properties.XsaveStates);
        AtLeast(misfits, "max_xsave_data_size", partition.Properties.MaxXsaveDataSize, host.Properties.MaxXsaveDataSize);
        AllOf(misfits, "synthetic_features", partition.Properties.SyntheticFeatures, host.Properties.SyntheticFeatures);
        return misfits;
    }

    private static void Identity(List<Misfit> misfits, Architecture? architecture, string? vendor, CpuCapabilities host)
    {
        if (architecture is { } needed && needed != host.Features.Architecture)
        {
            misfits.Add(new Misfit(MisfitKind.ArchitectureDiffers, needed.Label, host.Features.Architecture.Label));
        }

        if (vendor is not null && vendor != host.Vendor)
        {
            misfits.Add(new Misfit(MisfitKind.VendorDiffers, vendor, host.Vendor));
        }
    }

    private static void FlushSize(List<Misfit> misfits, CompatibilityProperties needed, CompatibilityProperties host)
    {
        if (needed.CacheLineFlushSize is { } expected && host.CacheLineFlushSize is { } actual && expected != actual)
        {
            misfits.Add(Property("cache_line_flush_size", Number(expected), Number(actual)));
        }
    }

    private static void AtLeast(List<Misfit> misfits, string name, uint? needed, uint? host)
    {
        if (needed is { } expected && host is { } actual && actual < expected)
        {
            misfits.Add(Property(name, "at least " + Number(expected), Number(actual)));
        }
    }

    private static void AllOf(List<Misfit> misfits, string name, ulong? needed, ulong? host)
    {
        if (needed is { } expected && host is { } actual && (expected & ~actual) != 0)
        {
            misfits.Add(Property(name, "all of " + FeatureSetText.ToHex(expected), FeatureSetText.ToHex(actual)));
        }
    }

    private static Misfit Property(string name, string expected, string actual) =>
        new(MisfitKind.PropertyDiffers, expected, actual, Property: name);

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);
}
