using System.CommandLine;
using System.CommandLine.Parsing;
using Levelset.Cli.Output;

namespace Levelset.Cli.Framework;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    /// <summary>How answers are written.</summary>
    public Option<OutputFormat> Output { get; } = new("--output", "-o")
    {
        Description = "table, wide (more columns), json (the proto JSON mapping) or yaml.",
        HelpName = "table|wide|json|yaml",
        Recursive = true,
        CustomParser = Parse,
    };

    /// <summary>The service's address.</summary>
    public Option<string?> Service { get; } = new("--service")
    {
        Description = "Address of the service (LEVELSET_SERVICE).",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>A named address with its credentials.</summary>
    public Option<string?> Context { get; } = new("--context")
    {
        Description = "The context to use instead of the current one.",
        HelpName = "NAME",
        Recursive = true,
    };

    /// <summary>A file with a bearer token.</summary>
    public Option<string?> TokenFile { get; } = new("--token-file")
    {
        Description = "A file with the bearer token to send (LEVELSET_TOKEN_FILE).",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary>How long one call may take.</summary>
    public Option<int> Timeout { get; } = new("--timeout")
    {
        Description = "Seconds that one call may take.",
        HelpName = "SECONDS",
        Recursive = true,
        DefaultValueFactory = _ => 60,
    };

    /// <summary>Whether colours are refused.</summary>
    public Option<bool> NoColor { get; } = new("--no-color")
    {
        Description = "No colours (NO_COLOR); there are none anyway where standard output is no terminal.",
        Recursive = true,
    };

    /// <summary>Adds them to the root.</summary>
    public void AddTo(RootCommand root)
    {
        Output.CompletionSources.Add("table", "wide", "json", "yaml");
        Context.CompletionSources.Add(_ => NameCompletions.ContextNames());
        Timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, out var seconds) || seconds is < 1 or > 86_400))
            {
                result.AddError($"--timeout: '{result.Tokens[0].Value}' is not a number of seconds from 1 to 86400");
            }
        });
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
                result.AddError($"--output: '{other}' is none of table, wide, json, yaml");
                return OutputFormat.Table;
        }
    }
}
