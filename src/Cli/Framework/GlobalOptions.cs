using System.CommandLine;
using System.CommandLine.Parsing;
using Levelset.Cli.Output;

namespace Levelset.Cli.Framework;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    private static readonly string[] Formats = ["table", "wide", "json", "yaml"];

    public Option<OutputFormat> Output { get; } = new("--output", "-o")
    {
        Description = "Output format: table, wide (more columns), json (proto JSON mapping) or yaml.",
        HelpName = "table|wide|json|yaml",
        Recursive = true,
        CustomParser = Parse,
    };

    public Option<string?> Service { get; } = new("--service")
    {
        Description = "Service address (LEVELSET_SERVICE).",
        HelpName = "URL",
        Recursive = true,
    };

    public Option<string?> Context { get; } = new("--context")
    {
        Description = "Context to use (default: the current one).",
        HelpName = "NAME",
        Recursive = true,
    };

    public Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = "File with the bearer token (LEVELSET_TOKEN_FILE).",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>In seconds.</summary>
    public Option<int> Timeout { get; } = new("--timeout")
    {
        Description = "Timeout of each call, in seconds.",
        HelpName = "SECONDS",
        Recursive = true,
        DefaultValueFactory = _ => 60,
        CustomParser = ValueRules.Number("--timeout", "1 to 86400 seconds", 1, 86_400),
    };

    public Option<bool> NoColor { get; } = new("--no-color")
    {
        Description = "Do not use colours (NO_COLOR); never used without a terminal.",
        Recursive = true,
    };

    public void AddTo(RootCommand root)
    {
        Output.CompletionSources.Add(Formats);
        Context.CompletionSources.Add(_ => NameCompletions.ContextNames());
        foreach (var option in new Option[] { Output, Context, Service, TokenFile, Timeout, NoColor })
        {
            root.Add(option);
        }
    }

    private static OutputFormat Parse(ArgumentResult result)
    {
        switch (result.Tokens.Count > 0 ? result.Tokens[^1].Value : "table")
        {
            case "table": return OutputFormat.Table;
            case "wide": return OutputFormat.Wide;
            case "json": return OutputFormat.Json;
            case "yaml": return OutputFormat.Yaml;
            case var other:
                result.AddError(ValueRules.Invalid("--output", other, ValueRules.OneOf(Formats)));
                return OutputFormat.Table;
        }
    }
}
