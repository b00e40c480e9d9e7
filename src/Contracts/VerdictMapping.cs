using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;

namespace Levelset.Contracts;

/// <summary>Verdicts as messages.</summary>
public static class VerdictMapping
{
    /// <summary>A verdict with everything that blocks the move or should be known of it.</summary>
    public static V1.Verdict ToWire(this Verdict verdict, Catalogue catalogue) => new()
    {
        Compatible = verdict.Compatible,
        CreationArguments = verdict.Arguments?.ToWire(),
        Blockers = { verdict.Blockers.Select(blocker => blocker.ToWire(catalogue)) },
        Advisories = { verdict.Advisories.Select(advisory => advisory.ToWire(catalogue)) },
    };

    /// <summary>What does not block the move.</summary>
    public static V1.Advisory ToWire(this Advisory advisory, Catalogue catalogue) => new()
    {
        Kind = (V1.Advisory.Types.Kind)advisory.Kind,
        Feature = advisory.Feature?.ToWire(catalogue),
        Other = advisory.Other?.ToWire(catalogue),
        Property = advisory.Property ?? "",
        Partition = advisory.Partition,
        Target = advisory.Host,
        Message = Describe(advisory, catalogue),
    };

    private static string Describe(Advisory advisory, Catalogue catalogue)
    {
        var feature = advisory.Feature is { } bit ? catalogue.Named(bit) : "";
        var other = advisory.Other is { } second ? catalogue.Named(second) : "";
        return advisory.Kind switch
        {
            AdvisoryKind.ClockDiffers => $"the clock is {advisory.Host} Hz, and the partition was created with {advisory.Partition} Hz",
            AdvisoryKind.WordNotReported => $"{advisory.Property} is not reported and counts as all zeros",
            AdvisoryKind.PropertyNotReported => $"{advisory.Property} is not reported and is not compared; the partition has {advisory.Partition}",
            AdvisoryKind.ChoiceDiffers => $"the partition has {feature} and the host {other}, different variants of {advisory.Property}; at most one can be set",
            AdvisoryKind.InvertedDiffers => $"{feature} cannot be hidden: it is {advisory.Partition} for the partition and {advisory.Host} on the host",
            AdvisoryKind.Waived => $"{feature} is waived; the partition runs without it from then on",
            AdvisoryKind.WaiverUnused => $"the waiver of {feature} has no effect: {feature} does not block the move",
            AdvisoryKind.SoftRequirement => $"{feature} is enabled without {other}, which it normally requires",
            AdvisoryKind.PoolWaived => advisory.Host.Length > 0
                ? $"moves to {advisory.Host}, whose baseline it does not match"
                : "moves to a host outside any pool",
            _ => throw new ArgumentOutOfRangeException(nameof(advisory), advisory.Kind, "not a kind"),
        };
    }
}
