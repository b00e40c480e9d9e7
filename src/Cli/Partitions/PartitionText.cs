using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Partitions;

internal static class PartitionText
{
    public static void Write(TextView view, IEnumerable<V1.Partition> partitions)
    {
        string[] headings = ["NAME", "DISPLAY NAME", "STATE", "POOL", "HOST", "GENERATION", "FEATURES"];
        string[] more = ["WORDS", "NESTED", "WAIVERS", "CREATED"];
        view.Table(
            view.IsWide ? [.. headings, .. more] : headings,
            partitions.Select(partition => (Cell[])[.. Columns(partition), .. view.IsWide ? More(partition) : []]),
            "no partitions");
    }

    public static void Write(TextView view, V1.Partition partition)
    {
        view.Fields(
            ("name", partition.Name),
            ("display name", partition.DisplayName),
            ("state", ValueText.State(partition)),
            ("pool", partition.Pool),
            ("host", partition.Host),
            ("generation", ValueText.Generation(partition.Generation)),
            ("nested", partition.Nested ? "yes" : "no"),
            ("excluded features", string.Join(' ', partition.ExcludedFeatures)),
            ("simulated", partition.Simulated ? new Cell("yes", TextStyle.Warning) : ""),
            ("created", ValueText.Time(partition.CreateTime)),
            ("etag", view.IsWide ? partition.Etag : null));
        view.Heading("Requested and actual features (1 = enabled), disable mask (1 = disabled)");
        view.Table(["WORD", "REQUESTED", "ACTUAL", "DISABLE MASK"], Words(partition));
        view.Fields(ValueText.Properties(partition.Properties));
        if (partition.Waivers.Count > 0)
        {
            view.Heading("Waivers");
            view.Table(["FEATURE", "REASON", "AUTHOR", "TIME", "MOVED TO"], partition.Waivers.Select(waiver => new Cell[]
            {
                waiver.Feature is { } feature ? FeatureText.Name(feature) : $"baseline of {waiver.Pool}",
                waiver.Reason,
                waiver.Author,
                ValueText.Time(waiver.CreateTime),
                waiver.TargetHost,
            }));
        }
    }

    public static void Write(TextView view, V1.PartitionMobility mobility)
    {
        view.Line(
            $"{mobility.Partition} can move to {Plural.Of(mobility.TargetCount, "host")}",
            mobility.TargetCount > 0 ? TextStyle.Success : TextStyle.Error);
        view.Wrapped(mobility.Targets);
        if (mobility.Obstacles.Count > 0)
        {
            view.Heading("Why other hosts cannot take it");
            ObstacleText.Write(view, mobility.Obstacles);
        }

        if (mobility.Limits.Count > 0)
        {
            view.Heading("What limits it");
            foreach (var limit in mobility.Limits)
            {
                view.Line($"  {EnumText.Kebab(limit.Kind)}{(limit.Generation > 0 ? $" by generation {limit.Generation}" : "")}"
                    + $"{(limit.Cause.Length > 0 ? $" ({limit.Cause})" : "")}: {FeatureText.Abbreviate(limit.Features, 40)}"
                    + (limit.Hosts is { } hosts ? $"; {ValueText.Group(hosts)}" : ""));
                DiffText.Properties(view, limit.Properties, "    ");
            }
        }

        if (mobility.PowerCycle is { } cycle)
        {
            view.Heading($"After a power cycle: generation {cycle.Generation}, {Plural.Of(cycle.TargetCount, "possible target")}");
            view.Fields(
                ("gained", FeatureText.Abbreviate(cycle.Gained, 40)),
                ("lost", FeatureText.Abbreviate(cycle.Lost, 40)));
            DiffText.Properties(view, cycle.Properties);
        }
    }

    private static IEnumerable<Cell[]> Words(V1.Partition partition)
    {
        // The xsave word of arm64 is zero everywhere.
        const V1.Architecture Any = V1.Architecture.X8664;
        var requested = FeatureText.Words(partition.RequestedFeatures, Any).ToDictionary(word => word.Word, word => word.Hex);
        var actual = FeatureText.Words(partition.Features, Any).ToDictionary(word => word.Word, word => word.Hex);
        var mask = FeatureText.Words(partition.DisableMask, Any).ToDictionary(word => word.Word, word => word.Hex);
        return requested.Keys.Union(actual.Keys).Union(mask.Keys).Select(word => new Cell[]
        {
            word,
            requested.GetValueOrDefault(word, ""),
            new(actual.GetValueOrDefault(word, "not read back"), actual.GetValueOrDefault(word) == requested.GetValueOrDefault(word) ? TextStyle.Plain : TextStyle.Warning),
            mask.GetValueOrDefault(word, ""),
        });
    }

    private static Cell[] Columns(V1.Partition partition) =>
    [
        partition.Name,
        partition.DisplayName,
        ValueText.State(partition),
        partition.Pool,
        partition.Host,
        partition.Generation,
        FeatureText.Count(partition.Features),
    ];

    private static Cell[] More(V1.Partition partition) =>
    [
        FeatureText.Line(FeatureText.Words(partition.Features, V1.Architecture.X8664)),
        partition.Nested ? "yes" : "no",
        partition.Waivers.Count,
        ValueText.Time(partition.CreateTime),
    ];
}
