using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Analysis;

/// <summary>"explain": explains a pool's baseline.</summary>
internal static class ExplainCommand
{
    public static Command Create(CommandBuilder commands)
    {
        var pool = ResourceArguments.Pool(commands);
        return commands.Create(
            "explain",
            "Explain a pool's baseline: which hosts block each missing feature, and what you gain by removing them.",
            [pool],
            async run =>
            {
                var request = new V1.ExplainPoolRequest { Pool = ResourceNames.Pool(run.Result.GetValue(pool)!) };
                var explanation = await run.Service.Pools.ExplainPoolAsync(request, run.Call());
                run.Printer.Print(CommandOutput.Of(explanation, view => Write(view, explanation)));
                return ExitCode.Ok;
            });
    }

    private static void Write(TextView view, V1.PoolExplanation explanation)
    {
        view.Line($"{explanation.Pool}, generation {ValueText.Generation(explanation.Generation)}");
        if (explanation.Missing.Count > 0)
        {
            view.Heading($"Not in the baseline: {Plural.Of(explanation.Missing.Count, "feature")}");
            DiffText.Dropped(view, explanation.Missing);
        }

        if (explanation.PendingRaise.Count > 0)
        {
            view.Heading($"A raise would add {Plural.Of(explanation.PendingRaise.Count, "feature")} (run: levelset raise {ResourceNames.Short(explanation.Pool)})");
            view.Wrapped(FeatureText.Names(explanation.PendingRaise));
        }

        if (explanation.PendingProperties.Count > 0)
        {
            view.Heading("A raise would change these properties");
            DiffText.Properties(view, explanation.PendingProperties);
        }

        if (explanation.Removals.Count > 0)
        {
            view.Heading("Features gained by removing hosts");
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

        foreach (var excluded in explanation.NotContributing)
        {
            view.BlankLine().Line($"Not counted ({excluded.Standing.ToLowerInvariant()}): {ValueText.Group(excluded.Hosts)}", TextStyle.Error);
            BlockerText.Write(view, excluded.Blockers);
            if (excluded.WouldLose.Count > 0)
            {
                view.Line("  Accepting them would remove:");
                view.Wrapped(FeatureText.Names(excluded.WouldLose), "    ");
            }
        }
    }
}
