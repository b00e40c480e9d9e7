using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Pools;

internal static class PoolText
{
    public static void Write(TextView view, IEnumerable<V1.Pool> pools)
    {
        string[] headings = ["NAME", "ARCHITECTURE", "VENDOR", "GENERATION", "FEATURES", "HOSTS", "PARTITIONS", "RAISABLE"];
        string[] more = ["BASELINE", "POLICY", "DISPLAY NAME"];
        view.Table(
            view.IsWide ? [.. headings, .. more] : headings,
            pools.Select(pool => (Cell[])[.. Columns(pool), .. view.IsWide ? More(pool) : []]),
            "no pools");
    }

    public static void Write(TextView view, V1.Pool pool)
    {
        view.Fields(
            ("name", pool.Name),
            ("display name", pool.DisplayName),
            ("architecture", pool.Architecture.Label()),
            ("vendor", pool.Vendor),
            ("generation", ValueText.Generation(pool.Generation)),
            ("hosts", pool.HostCount),
            ("partitions", pool.PartitionCount),
            ("simulated", pool.Simulated && pool.HostCount > 0 ? new Cell("yes", TextStyle.Warning) : ""),
            ("policy", Policy(pool.Policy)),
            ("excluded features", string.Join(' ', pool.Policy?.ExcludedFeatures ?? [])),
            ("required features", string.Join(' ', pool.Policy?.FloorFeatures ?? [])),
            ("created", ValueText.Time(pool.CreateTime)),
            ("etag", view.IsWide ? pool.Etag : null));
        if (pool.Baseline is null)
        {
            return;
        }

        view.Heading("Features of new partitions (1 = enabled)");
        view.Table(
            ["WORD", "BASELINE", "LEVEL"],
            FeatureText.Words(pool.Baseline, pool.Architecture)
                .Zip(FeatureText.Words(pool.Level ?? pool.Baseline, pool.Architecture), (baseline, level) => new Cell[]
                {
                    baseline.Word,
                    baseline.Hex,
                    new(level.Hex, level.Hex == baseline.Hex ? TextStyle.Plain : TextStyle.Warning),
                }));
        view.Fields(ValueText.Properties(pool.Properties));
        view.Heading(FeatureText.CountWithNoun(pool.Baseline));
        view.Wrapped(FeatureText.Names(pool.Baseline, pool.Architecture));
    }

    private static Cell[] Columns(V1.Pool pool) =>
    [
        pool.Name,
        pool.Architecture.Label(),
        pool.Vendor,
        ValueText.Generation(pool.Generation),
        FeatureText.Count(pool.Baseline),
        pool.HostCount,
        pool.PartitionCount,
        pool.Baseline is null ? "" : pool.Baseline.Equals(pool.Level) ? "no" : new Cell("yes", TextStyle.Warning),
    ];

    private static Cell[] More(V1.Pool pool) =>
    [
        FeatureText.Line(FeatureText.Words(pool.Baseline, pool.Architecture)),
        Policy(pool.Policy),
        pool.DisplayName,
    ];

    private static string Policy(V1.PoolPolicy? policy) => policy is null
        ? ""
        : $"join {EnumText.Kebab(policy.Join)}, drift {EnumText.Kebab(policy.Drift)}, raise {EnumText.Kebab(policy.Raise)}, "
            + $"reserved bits {EnumText.Kebab(policy.ReservedBits)}";
}
