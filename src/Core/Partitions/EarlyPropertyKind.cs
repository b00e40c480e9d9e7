using System.Collections.Immutable;
using System.Globalization;
using Levelset.Core.Features;

namespace Levelset.Core.Partitions;

/// <summary>
/// The properties that can be set only between creation and initialization. Source: TLFS, and what the VMMs for arm64 set there.
/// </summary>
/// <param name="Code">The hypervisor's code.</param>
/// <param name="Name">As in HV_PARTITION_PROPERTY_….</param>
/// <param name="Architecture">Where it exists; null for everywhere.</param>
/// <param name="IsMask">Whether its value is a mask, to be named bit by bit.</param>
/// <param name="Refusal">Why it cannot be set from here; null when it can.</param>
public sealed record EarlyPropertyKind(
    uint Code,
    string Name,
    Architecture? Architecture = null,
    bool IsMask = false,
    string? Refusal = null)
{
    /// <summary>Which of the hypervisor's own paravirtual features a guest gets; bit 1 = enabled.</summary>
    public const uint SyntheticProcFeatures = 0x0001_0001;

    /// <summary>Bits of a guest-physical address.</summary>
    public const uint PhysicalAddressWidth = 0x0006_0006;

    /// <summary>All of them, by code.</summary>
    public static ImmutableArray<EarlyPropertyKind> All { get; } =
    [
        new(0x0001_0000, "PRIVILEGE_FLAGS", IsMask: true),
        new(SyntheticProcFeatures, "SYNTHETIC_PROC_FEATURES", IsMask: true),
        new(0x0005_0012, "DOORBELL_PAGE"),
        new(0x0005_0026, "DIAGNOSTIC_BUFFER"),
        new(0x0005_0028, "GICD_BASE_ADDRESS", Features.Architecture.Arm64),
        new(0x0005_0029, "GITS_TRANSLATER_BASE_ADDRESS", Features.Architecture.Arm64),
        new(0x0005_002A, "GIC_LPI_INT_ID_BITS", Features.Architecture.Arm64),
        new(0x0005_002B, "GIC_PPI_OVERFLOW_INTERRUPT_FROM_CNTV", Features.Architecture.Arm64),
        new(0x0005_002C, "GIC_PPI_OVERFLOW_INTERRUPT_FROM_CNTP", Features.Architecture.Arm64),
        new(0x0005_002D, "GIC_PPI_PERFORMANCE_MONITORS_INTERRUPT", Features.Architecture.Arm64),
        new(0x0005_002E, "GIC_PPI_PMBIRQ", Features.Architecture.Arm64),
        new(PhysicalAddressWidth, "PHYSICAL_ADDRESS_WIDTH"),
        new(
            0x0009_0007,
            "VMM_CAPABILITIES",
            Refusal: "it requires HVCALL_SET_PARTITION_PROPERTY_EX, which no kernel supports"),
    ];

    /// <summary>The one of that code; null when the code is not early.</summary>
    public static EarlyPropertyKind? Find(uint code) => All.FirstOrDefault(kind => kind.Code == code);

    /// <summary>Its name, or the code.</summary>
    public static string NameOf(uint code) =>
        Find(code)?.Name ?? string.Create(CultureInfo.InvariantCulture, $"property 0x{code:X8}");

    /// <summary>Every fault of a list of early properties: codes that are not early, not of this architecture, or given twice.</summary>
    public static ImmutableArray<string> Validate(IReadOnlyList<EarlyProperty> properties, Architecture architecture)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        foreach (var (code, _) in properties)
        {
            if (Find(code) is not { } kind)
            {
                faults.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"property 0x{code:X8} is not early; early ones are {ListFor(architecture)}"));
            }
            else if (kind.Refusal is { } refusal)
            {
                faults.Add($"{kind.Name} cannot be set: {refusal}");
            }
            else if (kind.Architecture is { } only && only != architecture)
            {
                faults.Add($"{kind.Name} exists on {only.Label} only");
            }
        }

        faults.AddRange(properties.GroupBy(property => property.Code)
            .Where(group => group.Count() > 1)
            .Select(group => $"{NameOf(group.Key)} is listed {group.Count()} times"));
        return faults.ToImmutable();
    }

    private static string ListFor(Architecture architecture) => string.Join(
        ", ",
        All.Where(kind => kind.Refusal is null && (kind.Architecture ?? architecture) == architecture)
            .Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Name} (0x{kind.Code:X8})")));
}
