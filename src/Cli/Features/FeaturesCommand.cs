using System.CommandLine;
using System.Text.Json.Nodes;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Cli.Features;

/// <summary>"features": lists the feature catalogue.</summary>
internal static class FeaturesCommand
{
    public static Command Create(CommandBuilder commands)
    {
        var names = new Argument<string[]>("FEATURE") { Description = "Names, parts of names, or positions such as bank1:61 (default: all).", Arity = ArgumentArity.ZeroOrMore };
        var architecture = CommonOptions.Architecture("Architecture (default: x86_64).");
        var kind = new Option<string?>("--kind") { Description = "Filter by kind.", HelpName = "KIND" };
        ValueRules.Accept(kind, [.. Enum.GetValues<FeatureKind>().Select(one => one.Label)]);
        var pool = ResourceArguments.PoolOption(commands, "Mark the features in this pool's baseline.");
        names.HelpName = names.Name;
        names.CompletionSources.Add(_ => Catalogue.X86_64.Features.Select(feature => new System.CommandLine.Completions.CompletionItem(feature.Name)));
        return commands.Create(
            "features",
            "List the feature catalogue: position, kind, requirements and meaning.",
            [names, architecture, kind, pool],
            async run =>
            {
                var given = run.Result.GetValue(architecture);
                var baseline = run.Result.GetValue(pool) is { } name ? await BaselineAsync(run, ResourceNames.Pool(name), given) : null;
                var catalogue = baseline is not null ? Catalogue.For(baseline.Architecture) : given == "arm64" ? Catalogue.Arm64 : Catalogue.X86_64;
                var features = Choose(catalogue, run.Result.GetValue(names)!, run.Result.GetValue(kind)).ToList();
                run.Printer.Print(new CommandOutput(() => Tree(catalogue, features, baseline), view => Write(view, catalogue, features, baseline)));
                return ExitCode.Ok;
            });
    }

    private static async Task<FeatureSet> BaselineAsync(Run run, string pool, string? architecture)
    {
        var found = await run.Service.Pools.GetPoolAsync(new V1.GetPoolRequest { Name = pool }, run.Call());
        if (found.Baseline is null)
        {
            throw new CliException([$"{pool} has no baseline yet"], ExitCode.Refused);
        }

        var label = found.Architecture.Label();
        return architecture is null || architecture == label
            ? found.Baseline.ToSet(found.Architecture) ?? throw new CliException([$"{pool} has an unknown architecture; upgrade this client"], ExitCode.Refused)
            : throw new UsageException($"--architecture: {pool} is {label}");
    }

    private static IEnumerable<FeatureDefinition> Choose(Catalogue catalogue, string[] names, string? kind)
    {
        var errors = new List<string>();
        var chosen = new HashSet<FeatureBit>();
        foreach (var name in names)
        {
            var found = catalogue.TryResolve(name, out var bit)
                ? [bit]
                : catalogue.Features.Where(feature => feature.Name.Contains(name, StringComparison.Ordinal)).Select(feature => feature.Bit).ToList();
            chosen.UnionWith(found);
            if (found.Count == 0)
            {
                errors.Add($"no {catalogue.Architecture.Label} feature matches '{name}'");
            }
        }

        return errors.Count > 0
            ? throw new CliException(errors, ExitCode.NotFound)
            : catalogue.Features.Where(feature =>
                (names.Length == 0 || chosen.Contains(feature.Bit)) && (kind is null || feature.Kind.Label == kind));
    }

    private static void Write(TextView view, Catalogue catalogue, IReadOnlyCollection<FeatureDefinition> features, FeatureSet? baseline)
    {
        string[] headings = ["WORD", "BIT", "NAME", "KIND", "REQUIRES", "MEANING"];
        view.Table(
            baseline is null ? headings : ["IN POOL", .. headings],
            features.Select(feature => (Cell[])
            [
                .. baseline is null ? [] : new[] { baseline.Contains(feature.Bit) ? new Cell("yes", TextStyle.Success) : new Cell("no", TextStyle.Muted) },
                feature.Bit.Word.Name,
                feature.Bit.Bit,
                feature.Name,
                feature.Kind.Label,
                string.Join(' ', Requirements(catalogue, feature).Select(requirement => Requirement(catalogue, requirement))),
                feature.Description,
            ]));
        view.BlankLine().Line($"{Plural.Of(features.Count, "position")} of {catalogue.Architecture.Label}, catalogue {catalogue.Version}", TextStyle.Muted);
    }

    private static string Requirement(Catalogue catalogue, Requirement requirement) =>
        catalogue.NameOf(requirement.Requires) + (requirement.Strength == RequirementStrength.Soft ? "(soft)" : "");

    private static IEnumerable<Requirement> Requirements(Catalogue catalogue, FeatureDefinition feature) =>
        catalogue.Requirements.Where(requirement => requirement.Feature == feature.Bit).OrderBy(requirement => requirement.Requires);

    private static JsonArray Tree(Catalogue catalogue, IEnumerable<FeatureDefinition> features, FeatureSet? baseline) =>
        new([.. features.Select(feature =>
        {
            var node = new JsonObject
            {
                ["architecture"] = catalogue.Architecture.Label,
                ["word"] = feature.Bit.Word.Name,
                ["bit"] = feature.Bit.Bit,
                ["name"] = feature.Name,
                ["kind"] = feature.Kind.Label,
                ["meaning"] = feature.Description,
                ["requires"] = new JsonArray([.. Requirements(catalogue, feature).Select(requirement => new JsonObject
                {
                    ["feature"] = catalogue.NameOf(requirement.Requires),
                    ["hard"] = requirement.Strength == RequirementStrength.Hard,
                })]),
                ["note"] = feature.Note,
            };
            if (baseline is not null)
            {
                node["inPool"] = baseline.Contains(feature.Bit);
            }

            return node;
        })]);
}
