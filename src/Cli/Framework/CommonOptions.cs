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

    /// <summary>--display-name.</summary>
    public static Option<string?> DisplayName() => new("--display-name") { Description = "The name for people.", HelpName = "NAME" };

    /// <summary>--request-id.</summary>
    public static Option<string?> RequestId(string description) => new("--request-id") { Description = description, HelpName = "ID" };

    /// <summary>--architecture.</summary>
    public static Option<string?> Architecture(string description) => Choice("--architecture", description, "x86_64", "arm64");

    /// <summary>--reserved-bits.</summary>
    public static Option<string?> ReservedBits() => Choice("--reserved-bits", "What becomes of bits that the catalogue does not know.", "hypervisor-default", "disable");

    /// <summary>--nested.</summary>
    public static Option<bool> Nested() => new("--nested") { Description = "Give the guest nested virtualization (pt_flags bit 4)." };

    /// <summary>--exclude, of a partition.</summary>
    public static FeatureListOption Exclude() => new("--exclude", "Features to do without: names, or positions such as bank1:61.");

    /// <summary>An option that takes one of several words.</summary>
    public static Option<string?> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', values) };
        option.AcceptOnlyFromAmong(values);
        return option;
    }

    /// <summary>--etag.</summary>
    public static Option<string> Etag() => new("--etag")
    {
        Description = "Only if this is still its etag.",
        HelpName = "ETAG",
        DefaultValueFactory = _ => "",
    };
}
