using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.V1;

namespace Levelset.Cli.Migrations;

/// <summary>The options that waive what stands in the way of a move, each with its reason in words.</summary>
internal sealed class WaiverOptions
{
    private readonly Option<string[]> waive = new("--waive")
    {
        Description = "Do without a feature that the target may be excused from, and why; repeatable.",
        HelpName = "FEATURE=REASON",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> pool = new("--waive-pool")
    {
        Description = "Enter another pool against its baseline, and why.",
        HelpName = "REASON",
        DefaultValueFactory = _ => "",
    };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [waive, pool];

    /// <summary>Features and why.</summary>
    public IEnumerable<FeatureWaiver> Features(ParseResult result)
    {
        var errors = new List<string>();
        var waivers = new List<FeatureWaiver>();
        foreach (var text in result.GetValue(waive)!)
        {
            if (text.Split('=', 2) is [{ Length: > 0 } feature, { Length: > 0 } reason])
            {
                waivers.Add(new FeatureWaiver { Feature = feature, Reason = reason });
            }
            else
            {
                errors.Add($"--waive: '{text}' is not FEATURE=REASON");
            }
        }

        UsageException.ThrowIfAny(errors);
        return waivers;
    }

    /// <summary>Why another pool's baseline does not count; empty = it counts.</summary>
    public string Pool(ParseResult result) => result.GetValue(pool)!;
}
