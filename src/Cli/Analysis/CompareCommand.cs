using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Analysis;

/// <summary>"compare": compares the features of two resources.</summary>
internal static class CompareCommand
{
    private const string Kinds = "hosts/NAME, pools/NAME, pools/NAME/baselines/GENERATION or partitions/NAME";

    public static Command Create(CommandBuilder commands)
    {
        var from = Side(commands, "FROM");
        var to = Side(commands, "TO");
        return commands.Create("compare", "Compare the features of two hosts, pools, baselines or partitions.", [from, to], async run =>
        {
            var request = new V1.CompareFeaturesRequest { From = run.Result.GetValue(from), To = run.Result.GetValue(to) };
            UsageException.ThrowIfAny([.. new[] { request.From, request.To }
                .Where(name => !name!.Contains('/', StringComparison.Ordinal))
                .Select(name => $"ambiguous name '{name}': use {Kinds}")]);
            var comparison = await run.Service.Planning.CompareFeaturesAsync(request, run.Call());
            run.Printer.Print(CommandOutput.Of(comparison, view => Write(view, comparison)));
            return ExitCode.Ok;
        });
    }

    private static Argument<string> Side(CommandBuilder commands, string name)
    {
        var argument = new Argument<string>(name) { Description = Kinds + "." };
        return commands.Names.Any(argument);
    }

    private static void Write(TextView view, V1.FeatureComparison comparison)
    {
        view.Table(["", "ARCHITECTURE", "VENDOR", "FEATURES", "WORDS"], new[] { comparison.From, comparison.To }.Select(side => new Cell[]
        {
            side.Name,
            side.Architecture.Label(),
            side.Vendor,
            FeatureText.Count(side.Features),
            FeatureText.Line(FeatureText.Words(side.Features, side.Architecture)),
        }));
        Only(view, comparison.From.Name, comparison.OnlyFrom);
        Only(view, comparison.To.Name, comparison.OnlyTo);
        if (comparison.OnlyFrom.Count + comparison.OnlyTo.Count == 0)
        {
            view.BlankLine().Line("the same features", TextStyle.Success);
        }

        DiffText.Properties(view, comparison.Properties);
        if (comparison.Blockers.Count > 0)
        {
            view.Heading("This host would not fit the pool");
            BlockerText.Write(view, comparison.Blockers);
        }
    }

    private static void Only(TextView view, string name, IReadOnlyCollection<V1.Feature> features)
    {
        if (features.Count > 0)
        {
            view.Heading($"Only in {name}: {Plural.Of(features.Count, "feature")}");
            view.Wrapped(FeatureText.Names(features));
        }
    }
}
