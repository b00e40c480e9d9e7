using System.CommandLine;
using System.Text.Json.Nodes;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;

namespace Levelset.Cli.Features;

/// <summary>"features": the catalogue that names the bits.</summary>
internal static class FeaturesCommand
{
    /// <summary>The command.</summary>
    public static Command Create(CommandBuilder commands)
    {
        var names = new Argument<string[]>("FEATURE") { Description = "Only these: names, positions or parts of names.", Arity = ArgumentArity.ZeroOrMore };
        var architecture = CommonOptions.Architecture("Whose; x86_64 when not given.");
        var kind = new Option<string?>("--kind") { Description = "Only of this kind.", HelpName = "KIND" };
        kind.AcceptOnlyFromAmong([.. Enum.GetValues<FeatureKind>().Select(one => one.Label)]);
        var pool = ResourceArguments.PoolOption(commands, "Say which of them this pool's baseline has.");
        names.HelpName = names.Name;
        names.CompletionSources.Add(_ => Catalogue.X86_64.Features.Select(feature => new System.CommandLine.Completions.CompletionItem(feature.Name)));
        return commands.Create(
            "features",
            "Lists the catalogue: where each feature is, what it means, what it requires.",
            [names, architecture, kind, pool],
            async run =>
            {
                var given = run.Result.GetValue(architecture);
                var having = run.Result.GetValue(pool) is { } name ? await BaselineAsync(run, ResourceNames.Pool(name), given) : null;
                var catalogue = having is not null ? Catalogue.For(having.Architecture) : given == "arm64" ? Catalogue.Arm64 : Catalogue.X86_64;
                var features = Choose(catalogue, run.Result.GetValue(names)!, run.Result.GetValue(kind)).ToList();
                run.Printer.Print(new CommandOutput(() => Tree(catalogue, features, having), view => Write(view, catalogue, features, having)));
                return ExitCode.Ok;
            });
    }

    private static async Task<FeatureSet> BaselineAsync(Run run, string pool, string? architecture)
    {
        var found = await run.Service.Pools.GetPoolAsync(new V1.GetPoolRequest { Name = pool }, run.Call());
        if (found.Baseline is null)
        {
            throw new CliException([$"{pool} has no baseline"], ExitCode.Refused);
        }

        var label = ValueText.Label(found.Architecture);
        return architecture is null || architecture == label
            ? FeatureText.ToCore(found.Baseline, found.Architecture)
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
                errors.Add($"no feature of {catalogue.Architecture.Label} is named '{name}' or has that in its name");
            }
        }

        return errors.Count > 0
            ? throw new CliException(errors, ExitCode.NotFound)
            : catalogue.Features.Where(feature =>
                (names.Length == 0 || chosen.Contains(feature.Bit)) && (kind is null || feature.Kind.Label == kind));
    }

    private static void Write(TextView view, Catalogue catalogue, IReadOnlyCollection<FeatureDefinition> features, FeatureSet? having)
    {
        string[] headings = ["WORD", "BIT", "NAME", "KIND", "REQUIRES", "MEANING"];
        view.Table(
            having is null ? headings : ["POOL", .. headings],
            features.Select(feature => (Cell[])
            [
                .. having is null ? [] : new[] { having.Contains(feature.Bit) ? new Cell("has", TextStyle.Success) : new Cell("lacks", TextStyle.Muted) },
                feature.Bit.Word.Name,
                feature.Bit.Bit,
                feature.Name,
                feature.Kind.Label,
                string.Join(' ', Requirements(catalogue, feature).Select(requirement => Requirement(catalogue, requirement))),
                feature.Description,
            ]));
        view.BlankLine().Line($"{features.Count} positions of {catalogue.Architecture.Label}, catalogue {catalogue.Version}", TextStyle.Muted);
    }

    private static string Requirement(Catalogue catalogue, Requirement requirement) =>
        catalogue.NameOf(requirement.Requires) + (requirement.Strength == RequirementStrength.Soft ? "(soft)" : "");

    private static IEnumerable<Requirement> Requirements(Catalogue catalogue, FeatureDefinition feature) =>
        catalogue.Requirements.Where(requirement => requirement.Feature == feature.Bit).OrderBy(requirement => requirement.Requires);

    private static JsonArray Tree(Catalogue catalogue, IEnumerable<FeatureDefinition> features, FeatureSet? having) =>
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
            if (having is not null)
            {
                node["inPool"] = having.Contains(feature.Bit);
            }

            return node;
        })]);
}
