using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.V1;

namespace Levelset.Cli.Pools;

/// <summary>The options of a pool's policy. Fields that are not given stay unchanged.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<string?> join = CommonOptions.Choice(
        "--join", "What to do when a joining host lacks baseline features.", "level-down", "reject");

    private readonly Option<string?> drift = CommonOptions.Choice(
        "--drift", "What to do when a member loses a baseline feature.", "quarantine", "level-down");

    private readonly Option<string?> raise = CommonOptions.Choice(
        "--raise", "How to raise the baseline when all members support more.", "manual", "automatic");

    private readonly Option<string?> reservedBits = CommonOptions.ReservedBits();

    private readonly FeatureListOption exclude = new(
        "--exclude", "Features to keep disabled: names, positions such as bank1:61, or tiers such as x86-64-v4. Replaces the list; \"none\" clears it.");

    private readonly FeatureListOption floor = new(
        "--floor", "Required features (same syntax as --exclude).");

    public IEnumerable<Option> All => [join, drift, raise, reservedBits, exclude, floor];

    /// <summary>The policy, and the names of the fields that were given.</summary>
    public (PoolPolicy Policy, IReadOnlyList<string> Mask) Read(ParseResult result)
    {
        var policy = new PoolPolicy();
        var mask = new List<string>();
        if (result.GetValue(join) is { } joining)
        {
            policy.Join = joining == "reject" ? PoolPolicy.Types.Join.Reject : PoolPolicy.Types.Join.LevelDown;
            mask.Add("join");
        }

        if (result.GetValue(drift) is { } drifting)
        {
            policy.Drift = drifting == "quarantine" ? PoolPolicy.Types.Drift.Quarantine : PoolPolicy.Types.Drift.LevelDown;
            mask.Add("drift");
        }

        if (result.GetValue(raise) is { } raising)
        {
            policy.Raise = raising == "manual" ? PoolPolicy.Types.Raise.Manual : PoolPolicy.Types.Raise.Automatic;
            mask.Add("raise");
        }

        if (result.GetValue(reservedBits) is { } reserved)
        {
            policy.ReservedBits = reserved == "disable"
                ? PoolPolicy.Types.ReservedBits.Disable
                : PoolPolicy.Types.ReservedBits.HypervisorDefault;
            mask.Add("reserved_bits");
        }

        AddFeatures(result, exclude, policy.ExcludedFeatures, "excluded_features", mask);
        AddFeatures(result, floor, policy.FloorFeatures, "floor_features", mask);
        return (policy, mask);
    }

    private static void AddFeatures(
        ParseResult result,
        FeatureListOption option,
        ICollection<string> features,
        string field,
        List<string> mask)
    {
        var given = option.Read(result);
        if (given.Count == 0)
        {
            return;
        }

        if (given.Contains("none") && given.Count > 1)
        {
            throw new UsageException($"{option.Name}: 'none' clears the list and cannot be combined with features");
        }

        mask.Add(field);
        foreach (var feature in given.Where(feature => feature != "none"))
        {
            features.Add(feature);
        }
    }
}
