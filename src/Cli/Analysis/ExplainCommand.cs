using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.V1;

namespace Levelset.Cli.Analysis;

/// <summary>"explain": why a pool's baseline is what it is.</summary>
internal static class ExplainCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Commands commands)
    {
        var pool = PoolArguments.One(commands);
        return commands.Create(
            "explain",
            "Says why a pool's baseline is what it is: who lacks each missing feature, and what removing whom would gain.",
            [pool],
            async run =>
            {
                var request = new ExplainPoolRequest { Pool = ResourceNames.Pool(run.Result.GetValue(pool)!) };
                var explanation = await run.Service.Pools.ExplainPoolAsync(request, run.Call());
                run.Printer.Print(Answer.Of(explanation, page => Write(page, explanation)));
                return ExitCode.Ok;
            });
    }

    private static void Write(Page page, PoolExplanation explanation)
    {
        page.Line($"{explanation.Pool}, generation {ValueText.Generation(explanation.Generation)}");
        if (explanation.Missing.Count > 0)
        {
            page.Heading($"Missing, {explanation.Missing.Count}: some member offers it and the baseline lacks it");
            DiffText.Dropped(page, explanation.Missing);
        }

        if (explanation.PendingRaise.Count > 0)
        {
            page.Heading($"A raise would give now ({explanation.PendingRaise.Count}; run: levelset raise {ResourceNames.Short(explanation.Pool)})");
            page.Words(FeatureText.Names(explanation.PendingRaise));
        }

        if (explanation.PendingProperties.Count > 0)
        {
            page.Heading("A raise would change now");
            DiffText.Properties(page, explanation.PendingProperties);
        }

        if (explanation.Removals.Count > 0)
        {
            page.Heading("What removing hosts would gain");
            page.Table(["HOSTS", "GAINED", "PARTITIONS", "FEATURES"], explanation.Removals.Select(removal => new Cell[]
            {
                ValueText.Group(removal.Hosts),
                removal.Gained.Count,
                removal.PartitionCount,
                FeatureText.Some(removal.Gained, page.IsWide ? 64 : 6),
            }));
        }

        foreach (var advisory in explanation.Advisories)
        {
            page.Gap().Line(advisory.Message, Tone.Warning);
            foreach (var group in advisory.Groups)
            {
                page.Line($"  {(group.Value.Length > 0 ? group.Value + ": " : "")}{ValueText.Group(group)}");
            }
        }

        foreach (var sidelined in explanation.NotContributing)
        {
            page.Gap().Line($"{sidelined.Standing}, and so not in the sum: {ValueText.Group(sidelined.Hosts)}", Tone.Bad);
            BlockerText.Write(page, sidelined.Blockers);
            if (sidelined.WouldLose.Count > 0)
            {
                page.Line("  taking them as they are would lose:");
                page.Words(FeatureText.Names(sidelined.WouldLose), "    ");
            }
        }
    }
}
