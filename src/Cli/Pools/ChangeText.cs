using Levelset.Cli.Errors;
using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.V1;

namespace Levelset.Cli.Pools;

/// <summary>What a change did to a pool, or would do, for people.</summary>
internal static class ChangeText
{
    /// <summary>The answer of a change or of its preview.</summary>
    public static CommandOutput Of(PoolChange change) => CommandOutput.Of(change, view => Write(view, change));

    /// <summary>The whole.</summary>
    public static void Write(TextView view, PoolChange change)
    {
        var pool = change.Pool;
        view.Line(
            change.ValidateOnly ? $"preview of {pool.Name}; nothing was changed" : $"{pool.Name} was changed",
            change.ValidateOnly ? TextStyle.Warning : TextStyle.Success);
        view.Line($"generation {ValueText.Generation(pool.Generation)}, {pool.HostCount} hosts, {FeatureText.Count(pool.Baseline).Text} features"
            + $"  {FeatureText.Line(FeatureText.Words(pool.Baseline, pool.Architecture))}".TrimEnd());
        view.BlankLine();
        DiffText.Write(view, change.Diff);
        foreach (var refused in change.Refused)
        {
            view.BlankLine().Line($"{refused.Host} does not fit and was left out:", TextStyle.Error);
            BlockerText.Write(view, refused.Blockers);
        }

        if (change.LessMobileCount > 0)
        {
            view.BlankLine().Line($"{change.LessMobileCount} partitions have fewer hosts to go to than before:", TextStyle.Warning);
            view.Wrapped(change.LessMobile.Select(partition => partition.Name));
        }
    }

    /// <summary>What the process ends with: 1 where hosts that a selector matched were left out.</summary>
    public static int ExitCodeOf(PoolChange change) => change.Refused.Count > 0 ? ExitCode.No : ExitCode.Ok;
}
