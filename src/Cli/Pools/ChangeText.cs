using Levelset.Cli.Errors;
using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Pools;

/// <summary>A change of a pool, or its preview, as text.</summary>
internal static class ChangeText
{
    public static CommandOutput Of(V1.PoolChange change) => CommandOutput.Of(change, view => Write(view, change));

    public static void Write(TextView view, V1.PoolChange change)
    {
        var pool = change.Pool;
        view.Line(
            change.ValidateOnly ? $"preview of {pool.Name}; nothing was changed" : $"{pool.Name} was changed",
            change.ValidateOnly ? TextStyle.Warning : TextStyle.Success);
        view.Line($"generation {ValueText.Generation(pool.Generation)}, {Plural.Of(pool.HostCount, "host")}, {FeatureText.CountWithNoun(pool.Baseline)}"
            + $"  {FeatureText.Line(FeatureText.Words(pool.Baseline, pool.Architecture))}".TrimEnd());
        view.BlankLine();
        DiffText.Write(view, change.Diff);
        foreach (var refused in change.Refused)
        {
            view.BlankLine().Line($"{refused.Host} does not fit and was not added:", TextStyle.Error);
            BlockerText.Write(view, refused.Blockers);
        }

        if (change.LessMobileCount > 0)
        {
            view.BlankLine().Line($"{Plural.Of(change.LessMobileCount, "partition")} {Plural.Word(change.LessMobileCount, "loses", "lose")} migration targets:", TextStyle.Warning);
            view.Wrapped(change.LessMobile.Select(partition => partition.Name));
        }
    }

    /// <summary>The exit code: 1 if hosts that a selector matched were not added.</summary>
    public static int ExitCodeOf(V1.PoolChange change) => change.Refused.Count > 0 ? ExitCode.No : ExitCode.Ok;
}
