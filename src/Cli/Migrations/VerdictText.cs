using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.V1;

namespace Levelset.Cli.Migrations;

/// <summary>Whether partitions can move, for people.</summary>
internal static class VerdictText
{
    /// <summary>One verdict with everything.</summary>
    public static void Write(TextView view, Verdict verdict)
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
            view.Heading("The partition on the target is created with");
            ArgumentsText.Write(view, arguments);
        }
    }

    /// <summary>Several answers, one line each.</summary>
    public static void Write(TextView view, IReadOnlyList<MigrationResult> results, IReadOnlyList<CheckMigrationRequest> pairs) => view.Table(
        ["PARTITION", "TARGET", "COMPATIBLE", "WHY NOT"],
        results.Select(result => (Cell[])
        [
            pairs[(int)result.Index].Partition,
            pairs[(int)result.Index].TargetHost,
            result.Verdict is { } verdict ? ValueText.YesNo(verdict.Compatible) : new Cell("error", TextStyle.Error),
            result.Verdict is { } judged ? Summary(judged.Blockers) : $"{result.Error.Reason}: {result.Error.Message}",
        ]));

    /// <summary>Reasons with how often, and the first features.</summary>
    public static string Summary(IReadOnlyCollection<Blocker> blockers) => string.Join("; ", blockers
        .GroupBy(BlockerText.Reason)
        .Select(group => group.Key + About(group.ToList())));

    private static string About(List<Blocker> blockers)
    {
        var features = blockers.Where(blocker => blocker.Feature is not null).Select(blocker => blocker.Feature).ToList();
        var text = features.Count > 0
            ? FeatureText.Abbreviate(features)
            : string.Join(' ', blockers.Select(blocker => blocker.Property.Length > 0 ? blocker.Property : blocker.Actual));
        return text.Length > 0 ? $" {text}" : "";
    }
}
