using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using V1 = Levelset.V1;

namespace Levelset.Api.Mapping;

/// <summary>Reasons why a host does not fit, as messages and as preconditions of an error.</summary>
internal static class BlockerMapping
{
    public static V1.Blocker ToWire(this Misfit misfit, Catalogue catalogue)
    {
        var blocker = new V1.Blocker
        {
            Reason = misfit.Kind switch
            {
                MisfitKind.FeatureMissing => V1.Blocker.Types.Reason.FeatureMissing,
                MisfitKind.VendorDiffers => V1.Blocker.Types.Reason.VendorDiffers,
                MisfitKind.ArchitectureDiffers => V1.Blocker.Types.Reason.ArchitectureDiffers,
                MisfitKind.PropertyDiffers => V1.Blocker.Types.Reason.PropertyDiffers,
                _ => throw new ArgumentOutOfRangeException(nameof(misfit), misfit.Kind, "not a kind"),
            },
            Feature = misfit.Feature?.ToWire(catalogue),
            Property = misfit.Property ?? "",
            Expected = misfit.Expected,
            Actual = misfit.Actual,
        };
        blocker.Message = Describe(misfit, catalogue);
        return blocker;
    }

    public static string Describe(Misfit misfit, Catalogue catalogue) => misfit.Kind switch
    {
        MisfitKind.FeatureMissing => $"does not offer {catalogue.NameOf(misfit.Feature!.Value)} ({misfit.Feature})",
        MisfitKind.VendorDiffers => $"its vendor is {misfit.Actual}, expected {misfit.Expected}",
        MisfitKind.ArchitectureDiffers => $"its architecture is {misfit.Actual}, expected {misfit.Expected}",
        _ => $"its {misfit.Property} is {misfit.Actual}, expected {misfit.Expected}",
    };

    public static V1.Blocker Simulation(bool expected) =>
        new()
        {
            Reason = V1.Blocker.Types.Reason.SimulationDiffers,
            Expected = expected ? "simulated" : "real",
            Actual = expected ? "real" : "simulated",
            Message = expected
                ? "it is a real host, but the pool's members are simulated; the two cannot share a pool"
                : "it is a simulated host, but the pool's members are real; the two cannot share a pool",
        };

    public static V1.Blocker Of(V1.Blocker.Types.Reason reason, string expected, string actual, string message) =>
        new() { Reason = reason, Expected = expected, Actual = actual, Message = message };

    public static IEnumerable<Precondition> ToPreconditions(this V1.BlockedHost blocked) =>
        blocked.Blockers.Select(blocker => new Precondition(WireName(blocker.Reason), blocked.Host, blocker.Message));

    // FEATURE_MISSING and so on: the contract's spelling.
    private static string WireName(V1.Blocker.Types.Reason reason)
    {
        var name = V1.Blocker.Descriptor.EnumTypes[0].FindValueByNumber((int)reason).Name;
        return name["REASON_".Length..];
    }
}
