using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.V1;

namespace Levelset.Cli.Baselines;

/// <summary>Generations for people.</summary>
internal static class BaselineText
{
    /// <summary>Several of them.</summary>
    public static void Write(TextView view, IEnumerable<Baseline> baselines) => view.Table(
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

    /// <summary>One of them.</summary>
    public static void Write(TextView view, Baseline baseline)
    {
        view.Fields(
            ("name", baseline.Name),
            ("created", ValueText.Time(baseline.CreateTime)),
            ("author", baseline.Author),
            ("cause", baseline.Cause),
            ("architecture", ValueText.Label(baseline.Architecture)),
            ("vendor", baseline.Vendor),
            ("catalogue", baseline.CatalogueVersion));
        view.Heading($"What it gives (1 = offered): {FeatureText.Count(baseline.Features).Text} features");
        view.Fields(FeatureText.Words(baseline.Features, baseline.Architecture).Select(word => (word.Word, (Cell)word.Hex)));
        view.Fields(ValueText.Properties(baseline.Properties));
        view.Wrapped(FeatureText.Names(baseline.Features, baseline.Architecture));
        if (baseline.Dropped.Count > 0)
        {
            view.Heading($"What some member offers and it lacks: {baseline.Dropped.Count} features");
            DiffText.Dropped(view, baseline.Dropped);
        }
    }
}
