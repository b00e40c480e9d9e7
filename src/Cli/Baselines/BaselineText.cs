using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Baselines;

/// <summary>Baselines as text.</summary>
internal static class BaselineText
{
    public static void Write(TextView view, IEnumerable<V1.Baseline> baselines) => view.Table(
        view.IsWide ? ["GENERATION", "CREATED", "FEATURES", "AUTHOR", "CAUSE", "BASELINE"] : ["GENERATION", "CREATED", "FEATURES", "AUTHOR", "CAUSE"],
        baselines.Select(baseline => (Cell[])
        [
            baseline.Generation,
            ValueText.Time(baseline.CreateTime),
            FeatureText.Count(baseline.Features),
            baseline.Author,
            baseline.Cause,
            .. view.IsWide ? [(Cell)FeatureText.Line(FeatureText.Words(baseline.Features, baseline.Architecture))] : Array.Empty<Cell>(),
        ]),
        "no baselines");

    public static void Write(TextView view, V1.Baseline baseline)
    {
        view.Fields(
            ("name", baseline.Name),
            ("created", ValueText.Time(baseline.CreateTime)),
            ("author", baseline.Author),
            ("cause", baseline.Cause),
            ("architecture", baseline.Architecture.Label()),
            ("vendor", baseline.Vendor),
            ("catalogue", baseline.CatalogueVersion));
        view.Heading($"{FeatureText.CountWithNoun(baseline.Features)} (1 = enabled)");
        view.Fields(FeatureText.Words(baseline.Features, baseline.Architecture).Select(word => (word.Word, (Cell)word.Hex)));
        view.Fields(ValueText.Properties(baseline.Properties));
        view.Wrapped(FeatureText.Names(baseline.Features, baseline.Architecture));
        if (baseline.Dropped.Count > 0)
        {
            view.Heading($"Not in the baseline: {Plural.Of(baseline.Dropped.Count, "feature")}");
            DiffText.Dropped(view, baseline.Dropped);
        }
    }
}
