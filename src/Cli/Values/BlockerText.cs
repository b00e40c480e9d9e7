using Levelset.Cli.Output;

namespace Levelset.Cli.Values;

internal static class BlockerText
{
    /// <summary>The stable name of the reason, without its prefix.</summary>
    public static string Reason(V1.Blocker blocker) => EnumText.UpperSnake(blocker.Reason);

    /// <summary>All blockers: features with the same reason together, every other blocker on its own line.</summary>
    public static void Write(TextView view, IReadOnlyCollection<V1.Blocker> blockers, string indent = "  ")
    {
        foreach (var blocker in blockers.Where(blocker => blocker.Feature is null))
        {
            view.Line($"{indent}{Reason(blocker)}{Values(blocker)}{Override(blocker)}", StyleOf(blocker));
        }

        foreach (var group in blockers.Where(blocker => blocker.Feature is not null).GroupBy(blocker => (Reason: Reason(blocker), Override: Override(blocker))))
        {
            view.Line($"{indent}{group.Key.Reason}: {Plural.Of(group.Count(), "feature")}{group.Key.Override}", StyleOf(group.First()));
            view.Wrapped(group.Select(Name), indent + "  ");
        }
    }

    private static string Name(V1.Blocker blocker) =>
        $"{FeatureText.Name(blocker.Feature)} ({FeatureText.Position(blocker.Feature)})"
        + (blocker.Requires is { } needed ? $" requires {FeatureText.Name(needed)}" : "");

    private static string Values(V1.Blocker blocker)
    {
        if (blocker is { Reason: V1.Blocker.Types.Reason.PoolBaseline, Property: "", Actual: "" })
        {
            return ": the host is in no pool";
        }

        var about = blocker.Property.Length > 0 ? $" {blocker.Property}" : "";
        return blocker.Expected.Length > 0 || blocker.Actual.Length > 0
            ? $"{about}: expected {blocker.Expected}, found {blocker.Actual}"
            : $"{about}: {blocker.Message}";
    }

    // The service names the field of the request; here it is an option.
    private static string Override(V1.Blocker blocker) => blocker switch
    {
        { Waivable: false } => "",
        { Reason: V1.Blocker.Types.Reason.PoolBaseline } => " (override with --waive-pool REASON)",
        _ => $" (override with --waive FEATURE=REASON: {blocker.WaivableReason})",
    };

    private static TextStyle StyleOf(V1.Blocker blocker) => blocker.Waivable ? TextStyle.Warning : TextStyle.Error;
}
