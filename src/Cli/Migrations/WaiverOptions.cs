using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;

namespace Levelset.Cli.Migrations;

/// <summary>The options that override blockers of a migration, each with a reason.</summary>
internal sealed class WaiverOptions
{
    private readonly Option<string[]> waive = new("--waive")
    {
        Description = "Waive a missing feature, with a reason (repeatable).",
        HelpName = "FEATURE=REASON",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> pool = new("--waive-pool")
    {
        Description = "Override the target pool's baseline check, with a reason.",
        HelpName = "REASON",
        DefaultValueFactory = _ => "",
    };

    public IEnumerable<Option> All => [waive, pool];

    /// <summary>The waived features with their reasons.</summary>
    public IEnumerable<V1.FeatureWaiver> Features(ParseResult result)
    {
        var errors = new List<string>();
        var waivers = new List<V1.FeatureWaiver>();
        foreach (var text in result.GetValue(waive)!)
        {
            if (text.Split('=', 2) is [{ Length: > 0 } feature, { Length: > 0 } reason])
            {
                waivers.Add(new V1.FeatureWaiver { Feature = feature, Reason = reason });
            }
            else
            {
                errors.Add(ValueRules.Invalid("--waive", text, "FEATURE=REASON"));
            }
        }

        UsageException.ThrowIfAny(errors);
        return waivers;
    }

    /// <summary>The reason to override the baseline check; empty = no override.</summary>
    public string Pool(ParseResult result) => result.GetValue(pool)!;
}
