
namespace Levelset.Core.Features;

/// <summary>A processor vendor that the hypervisor knows.</summary>
/// <param name="Name">Its exact name: on x86_64 the 12 characters of CPUID leaf 0.</param>
/// <param name="Architecture">The architecture it makes.</param>
/// <param name="Code">Its code in property PROCESSOR_VENDOR (0x00060000).</param>
public sealed record Vendor(string Name, Architecture Architecture, ulong Code)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
