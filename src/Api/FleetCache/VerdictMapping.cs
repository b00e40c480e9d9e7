using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Catalogues;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using V1 = Levelset.V1;

namespace Levelset.Api.FleetCache;

/// <summary>Verdicts as messages.</summary>
internal static class VerdictMapping
{
    public static V1.Verdict ToWire(this Verdict verdict, Catalogue catalogue)
    {
        var wire = new V1.Verdict { Compatible = verdict.Compatible, CreationArguments = verdict.Arguments?.ToWire() };
        wire.Blockers.AddRange(verdict.Blockers.Select(blocker => blocker.ToWire(catalogue)));
        wire.Advisories.AddRange(verdict.Advisories.Select(advisory => advisory.ToWire(catalogue)));
        return wire;
    }

    public static V1.Advisory ToWire(this Advisory advisory, Catalogue catalogue) =>
        new()
        {
            Kind = (V1.Advisory.Types.Kind)advisory.Kind,
            Feature = advisory.Feature?.ToWire(catalogue),
            Other = advisory.Other?.ToWire(catalogue),
            Property = advisory.Property ?? "",
            Partition = advisory.Partition,
            Target = advisory.Host,
            Message = Describe(advisory, catalogue),
        };

    /// <summary>Refuses a waiver of what is not waivable; nothing where all may be waived.</summary>
    public static ServiceException? NotWaivable(Verdict verdict, PartitionSnapshot partition, HostSnapshot host) =>
        verdict.NotWaivable.IsEmpty
            ? null
            : ApiErrors.Precondition(
                Reasons.NotWaivable,
                $"{string.Join(", ", verdict.NotWaivable.Select(partition.Catalogue.NameOf))} cannot be waived to move {partition.Name} to {host.Name}",
                verdict.NotWaivable.Select(bit => new Precondition(
                    Reasons.NotWaivable,
                    host.Name,
                    $"{partition.Catalogue.Named(bit)} is missing and cannot be waived")));

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
