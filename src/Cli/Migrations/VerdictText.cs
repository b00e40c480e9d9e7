using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.V1;

namespace Levelset.Cli.Migrations;

/// <summary>Whether partitions can move, for people.</summary>
internal static class VerdictText
{
    /// <summary>One verdict with everything.</summary>
    public static void Write(Page page, Verdict verdict)
    {
        page.Line(
            $"{verdict.Partition} {(verdict.Compatible ? "can" : "cannot")} move to {verdict.TargetHost}",
            verdict.Compatible ? Tone.Good : Tone.Bad);
        BlockerText.Write(page, verdict.Blockers);
        foreach (var advisory in verdict.Advisories)
        {
            page.Line($"  note: {advisory.Message}", Tone.Warning);
        }

        if (verdict.CreationArguments is { } arguments)
        {
            page.Heading("The partition on the target is created with");
            ArgumentsText.Write(page, arguments);
        }
    }

    /// <summary>Several answers, one line each.</summary>
    public static void Write(Page page, IReadOnlyList<MigrationResult> results, IReadOnlyList<CheckMigrationRequest> pairs) => page.Table(
        ["PARTITION", "TARGET", "COMPATIBLE", "WHY NOT"],
        results.Select(result => (Cell[])
        [
            pairs[(int)result.Index].Partition,
            pairs[(int)result.Index].TargetHost,
            result.Verdict is { } verdict ? ValueText.YesNo(verdict.Compatible) : new Cell("error", Tone.Bad),
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
            ? FeatureText.Some(features)
            : string.Join(' ', blockers.Select(blocker => blocker.Property.Length > 0 ? blocker.Property : blocker.Actual));
        return text.Length > 0 ? $" {text}" : "";
    }
}
