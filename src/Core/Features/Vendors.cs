using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Levelset.Core.Features;

/// <summary>The processor vendors that the hypervisor knows (enum hv_processor_vendor).</summary>
public static class Vendors
{
    /// <summary>AMD.</summary>
    public static Vendor Amd { get; } = new("AuthenticAMD", Architecture.X86_64, 0);

    public static Vendor Intel { get; } = new("GenuineIntel", Architecture.X86_64, 1);

    public static Vendor Hygon { get; } = new("HygonGenuine", Architecture.X86_64, 2);

    public static Vendor Arm { get; } = new("Arm", Architecture.Arm64, 0x10);

    /// <summary>Every vendor, by code.</summary>
    public static ImmutableArray<Vendor> All { get; } = [Amd, Intel, Hygon, Arm];

    /// <summary>The vendors of one architecture, by code.</summary>
    public static ImmutableArray<Vendor> For(Architecture architecture) =>
        [.. All.Where(vendor => vendor.Architecture == architecture)];

    /// <summary>The names of one architecture's vendors for an error message: "AuthenticAMD, GenuineIntel, HygonGenuine".</summary>
    public static string List(Architecture architecture) => string.Join(", ", For(architecture));

    /// <summary>Finds a vendor by its exact name.</summary>
    public static bool TryParse(string? name, Architecture architecture, [NotNullWhen(true)] out Vendor? vendor)
    {
        vendor = All.FirstOrDefault(v => v.Architecture == architecture && string.Equals(v.Name, name, StringComparison.Ordinal));
        return vendor is not null;
    }

    /// <summary>Finds a vendor by its code in property PROCESSOR_VENDOR.</summary>
    public static bool TryFromCode(ulong code, Architecture architecture, [NotNullWhen(true)] out Vendor? vendor)
    {
        vendor = All.FirstOrDefault(v => v.Architecture == architecture && v.Code == code);
        return vendor is not null;
    }
}
