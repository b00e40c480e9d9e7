using System.CommandLine;
using Levelset.Cli.Errors;
using Levelset.Cli.Framework;
using Levelset.V1;

namespace Levelset.Cli.Pools;

/// <summary>The options that say what a pool's policy is to be. What is not given stays as it is.</summary>
internal sealed class PolicyOptions
{
    private readonly Option<string?> join = CommonOptions.Choice(
        "--join", "When a host joins that lacks features of the baseline.", "level-down", "reject");

    private readonly Option<string?> drift = CommonOptions.Choice(
        "--drift", "When a member stops offering a feature of the baseline.", "quarantine", "level-down");

    private readonly Option<string?> raise = CommonOptions.Choice(
        "--raise", "When the members could offer more than the baseline.", "manual", "automatic");

    private readonly Option<string?> reservedBits = CommonOptions.ReservedBits();

    private readonly FeatureListOption exclude = new(
        "--exclude", "Never given: names, positions such as bank1:61, or a tier such as x86-64-v4. Replaces the list; \"none\" empties it.");

    private readonly FeatureListOption floor = new(
        "--floor", "What every member must offer: as --exclude.");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [join, drift, raise, reservedBits, exclude, floor];

    /// <summary>What is asked for, and which of the policy's fields that is.</summary>
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
            throw new UsageException($"{option.Name}: 'none' empties the list and goes with nothing else");
        }

        mask.Add(field);
        foreach (var feature in given.Where(feature => feature != "none"))
        {
            features.Add(feature);
        }
    }
}
