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
    public static Command Create(CommandBuilder commands)
    {
        var pool = ResourceArguments.Pool(commands);
        return commands.Create(
            "explain",
            "Says why a pool's baseline is what it is: who lacks each missing feature, and what removing whom would gain.",
            [pool],
            async run =>
            {
                var request = new ExplainPoolRequest { Pool = ResourceNames.Pool(run.Result.GetValue(pool)!) };
                var explanation = await run.Service.Pools.ExplainPoolAsync(request, run.Call());
                run.Printer.Print(CommandOutput.Of(explanation, view => Write(view, explanation)));
                return ExitCode.Ok;
            });
    }

    private static void Write(TextView view, PoolExplanation explanation)
    {
        view.Line($"{explanation.Pool}, generation {ValueText.Generation(explanation.Generation)}");
        if (explanation.Missing.Count > 0)
        {
            view.Heading($"Missing, {explanation.Missing.Count}: some member offers it and the baseline lacks it");
            DiffText.Dropped(view, explanation.Missing);
        }

        if (explanation.PendingRaise.Count > 0)
        {
            view.Heading($"A raise would give now ({explanation.PendingRaise.Count}; run: levelset raise {ResourceNames.Short(explanation.Pool)})");
            view.Wrapped(FeatureText.Names(explanation.PendingRaise));
        }

        if (explanation.PendingProperties.Count > 0)
        {
            view.Heading("A raise would change now");
            DiffText.Properties(view, explanation.PendingProperties);
        }

        if (explanation.Removals.Count > 0)
        {
            view.Heading("What removing hosts would gain");
            view.Table(["HOSTS", "GAINED", "PARTITIONS", "FEATURES"], explanation.Removals.Select(removal => new Cell[]
            {
                ValueText.Group(removal.Hosts),
                removal.Gained.Count,
                removal.PartitionCount,
                FeatureText.Abbreviate(removal.Gained, view.IsWide ? 64 : 6),
            }));
        }

        foreach (var advisory in explanation.Advisories)
        {
            view.BlankLine().Line(advisory.Message, TextStyle.Warning);
            foreach (var group in advisory.Groups)
            {
                view.Line($"  {(group.Value.Length > 0 ? group.Value + ": " : "")}{ValueText.Group(group)}");
            }
        }

        foreach (var sidelined in explanation.NotContributing)
        {
            view.BlankLine().Line($"{sidelined.Standing}, and so not in the sum: {ValueText.Group(sidelined.Hosts)}", TextStyle.Error);
            BlockerText.Write(view, sidelined.Blockers);
            if (sidelined.WouldLose.Count > 0)
            {
                view.Line("  taking them as they are would lose:");
                view.Wrapped(FeatureText.Names(sidelined.WouldLose), "    ");
            }
        }
    }
}
