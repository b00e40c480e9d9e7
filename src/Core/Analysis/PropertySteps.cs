using Levelset.Core.Features;

namespace Levelset.Core.Analysis;

/// <summary>
/// Follows a partition's properties back from a generation to those before it, the newest first, and tells which step brought or
/// took what still counts. Of a flush size there is neither more nor less.
/// </summary>
/// <param name="has">What the partition has.</param>
/// <param name="now">Where it is followed from; what is not reported there is not followed.</param>
internal sealed class PropertySteps(CompatibilityProperties has, CompatibilityProperties now)
{
    // Synthetic features that are not reported are none; any other property that is not reported tells nothing.
    private static readonly Property[] Properties =
    [
        new(one => one.PhysicalAddressWidth, (one, value) => one with { PhysicalAddressWidth = (uint)value }, IsMask: false),
        new(one => one.XsaveStates, (one, value) => one with { XsaveStates = value }, IsMask: true),
        new(one => one.MaxXsaveDataSize, (one, value) => one with { MaxXsaveDataSize = (uint)value }, IsMask: false),
        new(one => one.SyntheticFeatures, (one, value) => one with { SyntheticFeatures = value }, IsMask: true, NotReported: 0),
    ];

    private CompatibilityProperties now = now;

    private sealed record Property(
        Func<CompatibilityProperties, ulong?> Read,
        Func<CompatibilityProperties, ulong, CompatibilityProperties> With,
        bool IsMask,
        ulong? NotReported = null)
    {
        public ulong Less(ulong one, ulong other) => IsMask ? one & other : Math.Min(one, other);

        public ulong More(ulong one, ulong other) => IsMask ? one | other : Math.Max(one, other);
    }

    /// <summary>What the step from the generation before brought that the partition does without.</summary>
    public (CompatibilityProperties Before, CompatibilityProperties After) Raise(CompatibilityProperties before) =>
        Step(before, (property, now, had, was) => property.Less(now, property.More(had, was)));

    /// <summary>What the step from the generation before took that the partition has.</summary>
    public (CompatibilityProperties Before, CompatibilityProperties After) Lower(CompatibilityProperties before) =>
        Step(before, (property, now, had, was) => property.More(now, property.Less(had, was)));

    private (CompatibilityProperties Before, CompatibilityProperties After) Step(
        CompatibilityProperties before,
        Func<Property, ulong, ulong, ulong, ulong> earlier)
    {
        var (was, became) = (CompatibilityProperties.None, CompatibilityProperties.None);
        foreach (var property in Properties)
        {
            if (property.Read(now) is { } value
                && (property.Read(has) ?? property.NotReported) is { } had
                && (property.Read(before) ?? property.NotReported) is { } given
                && earlier(property, value, had, given) is var rest
                && rest != value)
            {
                was = property.With(was, rest);
                became = property.With(became, value);
                now = property.With(now, rest);
            }
        }

        return (was, became);
    }
}
