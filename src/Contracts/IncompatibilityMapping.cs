using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;

namespace Levelset.Contracts;

/// <summary>Reasons why a host cannot join a pool or take a partition, as messages: the only mapping of them.</summary>
public static class IncompatibilityMapping
{
    /// <summary>One reason.</summary>
    public static V1.Blocker ToWire(this Incompatibility reason, Catalogue catalogue)
    {
        var wire = new V1.Blocker
        {
            Reason = reason.Kind switch
            {
                IncompatibilityKind.SimulationDiffers => V1.Blocker.Types.Reason.SimulationDiffers,
                IncompatibilityKind.ArchitectureDiffers => V1.Blocker.Types.Reason.ArchitectureDiffers,
                IncompatibilityKind.VendorDiffers => V1.Blocker.Types.Reason.VendorDiffers,
                IncompatibilityKind.FeatureMissing => V1.Blocker.Types.Reason.FeatureMissing,
                IncompatibilityKind.RequiresWaived => V1.Blocker.Types.Reason.RequiresWaived,
                IncompatibilityKind.PropertyDiffers => V1.Blocker.Types.Reason.PropertyDiffers,
                IncompatibilityKind.HostNotReady => V1.Blocker.Types.Reason.HostNotReady,
                IncompatibilityKind.PoolBaseline => V1.Blocker.Types.Reason.PoolBaseline,
                _ => throw new ArgumentOutOfRangeException(nameof(reason), reason.Kind, "not a kind"),
            },
            Feature = reason.Feature?.ToWire(catalogue),
            Property = reason.Property ?? "",
            Expected = reason.Expected,
            Actual = reason.Actual,
            Requires = reason.Requires?.ToWire(catalogue),
            Waivable = reason.Waivable is not null,
            WaivableReason = Describe(reason.Waivable, catalogue),
            Message = Describe(reason, catalogue),
        };
        wire.Immunities.AddRange((reason.Waivable?.Immunities ?? []).Select(bit => bit.ToWire(catalogue)));
        return wire;
    }

    /// <summary>The reason in words, of which the host is the subject.</summary>
    public static string Describe(Incompatibility reason, Catalogue catalogue) => reason.Kind switch
    {
        IncompatibilityKind.SimulationDiffers => $"it is a {reason.Actual} host, but the partition is on a {reason.Expected} one",
        IncompatibilityKind.ArchitectureDiffers => $"its architecture is {reason.Actual}, expected {reason.Expected}",
        IncompatibilityKind.VendorDiffers => $"its vendor is {reason.Actual}, expected {reason.Expected}",
        IncompatibilityKind.FeatureMissing => $"does not offer {catalogue.Named(reason.Feature!.Value)}",
        IncompatibilityKind.RequiresWaived =>
            $"{catalogue.Named(reason.Feature!.Value)} requires {catalogue.Named(reason.Requires!.Value)}, which is waived; waive both",
        IncompatibilityKind.PropertyDiffers => $"its {reason.Property} is {reason.Actual}, expected {reason.Expected}",
        IncompatibilityKind.HostNotReady => $"is {reason.Actual}: {reason.Detail}",
        _ => DescribePool(reason, catalogue),
    };

    /// <summary>A feature by name and position: "avx2 (bank0:29)".</summary>
    public static string Named(this Catalogue catalogue, FeatureBit bit) => $"{catalogue.NameOf(bit)} ({bit})";

    private static string DescribePool(Incompatibility reason, Catalogue catalogue) => reason switch
    {
        { Feature: { } feature } => $"the baseline of {reason.Detail} lacks {catalogue.Named(feature)}",
        { Property: { } property } => $"the {property} of {reason.Detail} is {reason.Actual}, expected {reason.Expected}",
        { Actual: "" } => "it is in no pool",
        _ => $"{reason.Actual} has no baseline",
    };

    private static string Describe(Waivability? waivable, Catalogue catalogue) => waivable?.Because switch
    {
        null => "",
        WaiverRule.Immune => "the host is immune to what it mitigates: it offers "
            + string.Join(", ", waivable.Immunities.Select(catalogue.Named)),
        WaiverRule.HostOnly => "it is not visible to ordinary guests; a hypervisor inside the guest may see it",
        WaiverRule.InWords => "give a reason",
        _ => throw new ArgumentOutOfRangeException(nameof(waivable), waivable.Because, "not a rule"),
    };
}
