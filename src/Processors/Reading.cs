using System.Collections.Immutable;
using Levelset.Core.Catalogues;

namespace Levelset.Processors;

/// <summary>What one source says of a feature.</summary>
internal readonly record struct Reading(FindingState State, string Text)
{
    public static Reading Of(bool present, FeatureSource source) =>
        new(present ? FindingState.Present : FindingState.Absent, source.ToString());

    public static Reading Unknown(string why) => new(FindingState.NotReported, why);

    /// <summary>Any source that announces a feature suffices; it is only absent when every source says so.</summary>
    public static FeatureFinding Combine(FeatureDefinition feature, ImmutableArray<Reading> readings)
    {
        var present = readings.Where(reading => reading.State == FindingState.Present).Select(reading => reading.Text);
        var unknown = readings.Where(reading => reading.State == FindingState.NotReported).Select(reading => reading.Text);
        if (present.FirstOrDefault() is { } source)
        {
            return new FeatureFinding(feature.Bit, FindingState.Present, source);
        }

        if (readings.IsEmpty)
        {
            return new FeatureFinding(feature.Bit, FindingState.NotReported, "not reported: not visible in any register");
        }

        return unknown.Any()
            ? new FeatureFinding(feature.Bit, FindingState.NotReported, "not reported: " + string.Join(", ", unknown))
            : new FeatureFinding(feature.Bit, FindingState.Absent, string.Join(", ", readings.Select(reading => reading.Text)));
    }
}
