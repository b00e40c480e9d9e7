using System.CommandLine;

namespace Levelset.Cli.Framework;

/// <summary>Options that several commands have, spelt alike everywhere. Each call makes a new one.</summary>
internal static class CommonOptions
{
    /// <summary>--dry-run.</summary>
    public static Option<bool> DryRun() => new("--dry-run")
    {
        Description = "Ask the service for a preview: what would happen, or why not. Nothing is changed.",
    };

    /// <summary>--yes.</summary>
    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Do not ask." };

    /// <summary>--watch.</summary>
    public static Option<bool> Watch() => new("--watch", "-w") { Description = "Show it again whenever it has changed, until Ctrl-C." };

    /// <summary>--limit.</summary>
    public static Option<int?> Limit()
    {
        var option = new Option<int?>("--limit") { Description = "At most so many; all when not given.", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var limit) && limit < 1)
            {
                result.AddError($"--limit: '{limit}' is not at least 1");
            }
        });
        return option;
    }

    /// <summary>--selector.</summary>
    public static Option<string> Selector(string description) => new("--selector", "-l")
    {
        Description = description,
        HelpName = "KEY=VALUE,...",
        DefaultValueFactory = _ => "",
    };

    /// <summary>--etag.</summary>
    public static Option<string> Etag() => new("--etag")
    {
        Description = "Only if this is still its etag.",
        HelpName = "ETAG",
        DefaultValueFactory = _ => "",
    };
}
