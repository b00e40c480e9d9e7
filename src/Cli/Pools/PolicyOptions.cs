using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;

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
    public (V1.PoolPolicy Policy, IReadOnlyList<string> Mask) Read(ParseResult result)
    {
        var policy = new V1.PoolPolicy();
        var mask = new List<string>();
        if (result.GetValue(join) is { } joining)
        {
            policy.Join = joining == "reject" ? V1.PoolPolicy.Types.Join.Reject : V1.PoolPolicy.Types.Join.LevelDown;
            mask.Add("join");
        }

        if (result.GetValue(drift) is { } drifting)
        {
            policy.Drift = drifting == "quarantine" ? V1.PoolPolicy.Types.Drift.Quarantine : V1.PoolPolicy.Types.Drift.LevelDown;
            mask.Add("drift");
        }

        if (result.GetValue(raise) is { } raising)
        {
            policy.Raise = raising == "manual" ? V1.PoolPolicy.Types.Raise.Manual : V1.PoolPolicy.Types.Raise.Automatic;
            mask.Add("raise");
        }

        if (result.GetValue(reservedBits) is { } reserved)
        {
            policy.ReservedBits = reserved == "disable"
                ? V1.PoolPolicy.Types.ReservedBits.Disable
                : V1.PoolPolicy.Types.ReservedBits.HypervisorDefault;
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
