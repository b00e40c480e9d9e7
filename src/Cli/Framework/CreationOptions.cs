using System.CommandLine;

namespace Levelset.Cli.Framework;

/// <summary>What a new partition may be given less of, or nested virtualization; spelt as the agent spells it.</summary>
internal sealed class CreationOptions
{
    /// <summary>--nested.</summary>
    public Option<bool> Nested { get; } = new("--nested") { Description = "Give the guest nested virtualization (pt_flags bit 4)." };

    /// <summary>--exclude.</summary>
    public Option<string[]> Exclude { get; } = new("--exclude")
    {
        Description = "Features to do without: names, or positions such as bank1:61.",
        HelpName = "FEATURE",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    /// <summary>The features to do without, also those given with commas between.</summary>
    public IEnumerable<string> Excluded(ParseResult result) =>
        result.GetValue(Exclude)!.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries));
}
