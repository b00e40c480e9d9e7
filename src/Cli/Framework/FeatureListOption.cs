using System.CommandLine;

namespace Levelset.Cli.Framework;

/// <summary>An option that takes features; it may be repeated, and each value may hold several, separated by commas.</summary>
internal sealed class FeatureListOption : Option<string[]>
{
    /// <summary>An option.</summary>
    /// <param name="name">With its dashes.</param>
    /// <param name="description">For the help.</param>
    /// <param name="takesSeveral">Whether the words after the first belong to it too.</param>
    public FeatureListOption(string name, string description, bool takesSeveral = true)
        : base(name)
    {
        Description = description;
        HelpName = "FEATURE";
        AllowMultipleArgumentsPerToken = takesSeveral;
        DefaultValueFactory = _ => [];
    }

    /// <summary>The features that were given.</summary>
    public IReadOnlyList<string> Read(ParseResult result) =>
        [.. result.GetValue(this)!.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries))];
}
