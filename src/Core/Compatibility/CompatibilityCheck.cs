using System.Globalization;
using Levelset.Core.Features;

namespace Levelset.Core.Compatibility;

/// <summary>
/// What keeps a host from joining a pool or from taking a partition. Every answer names every reason, in a fixed order:
/// architecture, vendor, features in the order of listing, properties. A property that either side does not report blocks nothing.
/// </summary>
public static class CompatibilityCheck
{
    /// <summary>Whether a host can be a member of a pool of this vendor, architecture and cache-line flush size; null = open.</summary>
    public static IReadOnlyList<Incompatibility> OfMember(
        Architecture? architecture,
        string? vendor,
        CompatibilityProperties? pool,
        CpuCapabilities host)
    {
        var found = new List<Incompatibility>();
        Identity(found, architecture, vendor, host);
        if (pool is not null)
        {
            FlushSize(found, pool, host.Properties);
        }

        return found;
    }

    /// <summary>Whether a partition that has these features and properties can be on a host.</summary>
    public static IReadOnlyList<Incompatibility> OfPartition(CpuCapabilities partition, CpuCapabilities host)
    {
        var found = new List<Incompatibility>();
        Identity(found, partition.Features.Architecture, partition.Vendor, host);
        if (partition.Features.Architecture == host.Features.Architecture && !partition.Features.IsSubsetOf(host.Features))
        {
            found.AddRange(partition.Features.Except(host.Features).Bits().Select(Incompatibility.Missing));
        }

        FlushSize(found, partition.Properties, host.Properties);
        AtLeast(
            found,
            "physical_address_width",
            partition.Properties.PhysicalAddressWidth,
            host.Properties.PhysicalAddressWidth);
        AllOf(found, "xsave_states", partition.Properties.XsaveStates, host.Properties.XsaveStates);
        AtLeast(found, "max_xsave_data_size", partition.Properties.MaxXsaveDataSize, host.Properties.MaxXsaveDataSize);
        AllOf(found, "synthetic_features", partition.Properties.SyntheticFeatures, host.Properties.SyntheticFeatures);
        return found;
    }

    private static void Identity(List<Incompatibility> found, Architecture? architecture, string? vendor, CpuCapabilities host)
    {
        if (architecture is { } needed && needed != host.Features.Architecture)
        {
            found.Add(new Incompatibility(
                IncompatibilityKind.ArchitectureDiffers, needed.Label, host.Features.Architecture.Label));
        }

        if (vendor is not null && vendor != host.Vendor)
        {
            found.Add(new Incompatibility(IncompatibilityKind.VendorDiffers, vendor, host.Vendor));
        }
    }

    private static void FlushSize(List<Incompatibility> found, CompatibilityProperties needed, CompatibilityProperties host)
    {
        if (needed.CacheLineFlushSize is { } expected && host.CacheLineFlushSize is { } actual && expected != actual)
        {
            found.Add(Incompatibility.OfProperty("cache_line_flush_size", Number(expected), Number(actual)));
        }
    }

    private static void AtLeast(List<Incompatibility> found, string name, uint? needed, uint? host)
    {
        if (needed is { } expected && host is { } actual && actual < expected)
        {
            found.Add(Incompatibility.OfProperty(name, "at least " + Number(expected), Number(actual)));
        }
    }

    private static void AllOf(List<Incompatibility> found, string name, ulong? needed, ulong? host)
    {
        if (needed is { } expected && host is { } actual && (expected & ~actual) != 0)
        {
            found.Add(Incompatibility.OfProperty(name, "all of " + FeatureSetText.ToHex(expected), FeatureSetText.ToHex(actual)));
        }
    }

    private static string Number(uint value) => value.ToString(CultureInfo.InvariantCulture);
}
