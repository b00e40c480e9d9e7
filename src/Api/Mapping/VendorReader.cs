using Levelset.Api.Errors;
using Levelset.Core.Features;

namespace Levelset.Api.Mapping;

/// <summary>Checks the name of a processor's vendor.</summary>
internal static class VendorReader
{
    /// <summary>Notes a fault when the vendor is not one that the hypervisor knows for the architecture; "" is left alone.</summary>
    public static void Check(string vendor, Architecture? architecture, string field, ValidationErrors errors)
    {
        if (vendor.Length == 0)
        {
            return;
        }

        var known = (architecture is { } only ? [only] : Enum.GetValues<Architecture>())
            .SelectMany(a => Vendors.For(a))
            .Select(v => v.Name)
            .ToList();
        if (!known.Contains(vendor))
        {
            errors.Add(field, Reasons.VendorUnknown, $"unknown vendor '{vendor}'; expected {string.Join(", ", known)}");
        }
    }
}
