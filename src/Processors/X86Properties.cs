using Levelset.Core.Features;

namespace Levelset.Processors;

/// <summary>The scalar properties as CPUID tells them. A property whose row was not read is null.</summary>
/// <remarks>
/// XSAVE_STATES (0x00060007) is an XCR0-style mask, so that it names the user components of leaf 0xD.0; supervisor components
/// live in IA32_XSS and follow the feature bits that need them. MAX_XSAVE_DATA_SIZE (0x00060008) is taken as the area that holds
/// those components in compacted form, as openvmm takes it; without XSAVEC it is the standard form's size.
/// </remarks>
internal sealed class X86Properties(CpuidLeaves leaves)
{
    public CompatibilityProperties Read()
    {
        var states = XsaveStates();
        return new CompatibilityProperties(PhysicalAddressWidth(), CacheLineFlushSize(), states, XsaveSize(states), Clock());
    }

    private uint? PhysicalAddressWidth() => leaves.TryRead(0x8000_0008, 0, out var row) ? row.Eax & 0xFF : null;

    private uint? CacheLineFlushSize() =>
        leaves.TryRead(1, 0, out var row) && (row.Edx >> 19 & 1) == 1 ? (row.Ebx >> 8 & 0xFF) * 8 : null;

    private ulong? XsaveStates()
    {
        if (!leaves.TryRead(1, 0, out var one))
        {
            return null;
        }

        if ((one.Ecx >> 26 & 1) == 0)
        {
            return 0;
        }

        return leaves.TryRead(0xD, 0, out var row) ? ((ulong)row.Edx << 32) | row.Eax : null;
    }

    private uint? XsaveSize(ulong? states)
    {
        if (states is null or 0)
        {
            return (uint?)states;
        }

        if (!leaves.TryRead(0xD, 1, out var one) || !leaves.TryRead(0xD, 0, out var zero))
        {
            return null;
        }

        return (one.Eax >> 1 & 1) == 1 ? XsaveLayout.CompactedSize(states.Value, Component) : zero.Ecx;
    }

    private XsaveComponent? Component(int number) =>
        leaves.TryRead(0xD, (uint)number, out var row) ? new XsaveComponent(row.Eax, (row.Ecx >> 1 & 1) == 1) : null;

    // The TSC's rate as leaf 0x15 gives it; else the base frequency of leaf 0x16, which it is on server processors.
    private ulong? Clock()
    {
        if (leaves.TryRead(0x15, 0, out var tsc) && tsc.Eax != 0 && tsc.Ebx != 0 && tsc.Ecx != 0)
        {
            return (ulong)tsc.Ecx * tsc.Ebx / tsc.Eax;
        }

        return leaves.TryRead(0x16, 0, out var frequency) && (frequency.Eax & 0xFFFF) != 0
            ? (frequency.Eax & 0xFFFF) * 1_000_000UL
            : null;
    }
}
