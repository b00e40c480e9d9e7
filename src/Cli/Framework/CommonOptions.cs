using System.CommandLine;
using Levelset.Cli.ChangeFeed;

namespace Levelset.Cli.Framework;

/// <summary>Options that several commands have. Each call creates a new one.</summary>
internal static class CommonOptions
{
    /// <summary>--dry-run.</summary>
    public static Option<bool> DryRun() => new("--dry-run") { Description = "Preview the change without applying it." };

    /// <summary>--yes.</summary>
    public static Option<bool> Yes() => new("--yes", "-y") { Description = "Do not ask for confirmation." };

    /// <summary>--watch.</summary>
    public static Option<bool> Watch() => new("--watch", "-w") { Description = "Print again after every change, until Ctrl-C." };

    /// <summary>--limit; null = all.</summary>
    public static Option<int?> Limit()
    {
        var parse = ValueRules.Number("--limit", "a number of at least 1", 1, int.MaxValue);
        return new Option<int?>("--limit")
        {
            Description = "Maximum number of items (default: all).",
            HelpName = "N",
            CustomParser = result => result.Tokens.Count == 0 ? null : parse(result),
        };
    }

    /// <summary>--selector.</summary>
    public static Option<string> Selector(string description) => new("--selector", "-l")
    {
        Description = description,
        HelpName = "KEY=VALUE,...",
        DefaultValueFactory = _ => "",
    };

    /// <summary>--display-name.</summary>
    public static Option<string?> DisplayName() => new("--display-name") { Description = "Display name.", HelpName = "NAME" };

    /// <summary>--request-id.</summary>
    public static Option<string?> RequestId(string description) => new("--request-id") { Description = description, HelpName = "ID" };

    /// <summary>--architecture.</summary>
    public static Option<string?> Architecture(string description) => Choice("--architecture", description, "x86_64", "arm64");

    /// <summary>--reserved-bits.</summary>
    public static Option<string?> ReservedBits() => Choice(
        "--reserved-bits",
        "What to do with feature bits that are not in the catalogue.",
        "hypervisor-default",
        "disable");

    /// <summary>--nested.</summary>
    public static Option<bool> Nested() => new("--nested") { Description = "Enable nested virtualization (pt_flags bit 4)." };

    /// <summary>--exclude of one partition.</summary>
    public static FeatureListOption Exclude() => new("--exclude", "Features to disable: names, or positions such as bank1:61.");

    /// <summary>--etag.</summary>
    public static Option<string> Etag() => new("--etag")
    {
        Description = "Fail unless the etag matches.",
        HelpName = "ETAG",
        DefaultValueFactory = _ => "",
    };

    /// <summary>An option that accepts one of several words.</summary>
    public static Option<string?> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', values) };
        ValueRules.Accept(option, values);
        return option;
    }
}
