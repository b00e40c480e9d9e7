using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Migrations;

internal static class VerdictText
{
    /// <summary>One verdict in full.</summary>
    public static void Write(TextView view, V1.Verdict verdict)
    {
        view.Line(
            $"{verdict.Partition} {(verdict.Compatible ? "can" : "cannot")} move to {verdict.TargetHost}",
            verdict.Compatible ? TextStyle.Success : TextStyle.Error);
        BlockerText.Write(view, verdict.Blockers);
        foreach (var advisory in verdict.Advisories)
        {
            view.Line($"  note: {advisory.Message}", TextStyle.Warning);
        }

        if (verdict.CreationArguments is { } arguments)
        {
            view.Heading("Creation arguments for the destination");
            ArgumentsText.Write(view, arguments);
        }
    }

    /// <summary>Several verdicts, one row each.</summary>
    public static void Write(TextView view, IReadOnlyList<V1.MigrationResult> results, IReadOnlyList<V1.CheckMigrationRequest> pairs) => view.Table(
        ["PARTITION", "TARGET", "COMPATIBLE", "REASON"],
        results.Select(result => (Cell[])
        [
            pairs[(int)result.Index].Partition,
            pairs[(int)result.Index].TargetHost,
            result.Verdict is { } verdict ? ValueText.YesNo(verdict.Compatible) : new Cell("error", TextStyle.Error),
            result.Verdict is { } other ? Summary(other.Blockers) : $"{result.Error.Reason}: {result.Error.Message}",
        ]));

    /// <summary>The reasons, with the first features of each.</summary>
    public static string Summary(IReadOnlyCollection<V1.Blocker> blockers) => string.Join("; ", blockers
        .GroupBy(BlockerText.Reason)
        .Select(group => group.Key + About(group.ToList())));

    private static string About(List<V1.Blocker> blockers)
    {
        var features = blockers.Where(blocker => blocker.Feature is not null).Select(blocker => blocker.Feature).ToList();
        var text = features.Count > 0
            ? FeatureText.Abbreviate(features)
            : string.Join(' ', blockers.Select(blocker => blocker.Property.Length > 0 ? blocker.Property : blocker.Actual));
        return text.Length > 0 ? $" {text}" : "";
    }
}
