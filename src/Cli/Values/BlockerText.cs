using Levelset.Cli.Output;
using Levelset.V1;

namespace Levelset.Cli.Values;

/// <summary>Why a host cannot take part, for people.</summary>
internal static class BlockerText
{
    /// <summary>The reason by its stable name, without its prefix.</summary>
    public static string Reason(Blocker blocker) => EnumText.UpperSnake(blocker.Reason);

    /// <summary>All of them: features of one reason together, everything else in a line of its own.</summary>
    public static void Write(TextView view, IReadOnlyCollection<Blocker> blockers, string indent = "  ")
    {
        foreach (var blocker in blockers.Where(blocker => blocker.Feature is null))
        {
            view.Line(indent + Reason(blocker) + Values(blocker) + Waivable(blocker), StyleOf(blocker));
        }

        foreach (var group in blockers.Where(blocker => blocker.Feature is not null).GroupBy(blocker => Reason(blocker) + Waivable(blocker)))
        {
            view.Line($"{indent}{group.Key}, {group.Count()}:", StyleOf(group.First()));
            view.Wrapped(group.Select(Name), indent + "  ");
        }
    }

    private static string Name(Blocker blocker) =>
        $"{FeatureText.Name(blocker.Feature)} ({FeatureText.Position(blocker.Feature)})"
        + (blocker.Requires is { } needed ? $" requires {FeatureText.Name(needed)}" : "");

    private static string Values(Blocker blocker)
    {
        var about = blocker.Property.Length > 0 ? $" {blocker.Property}" : "";
        return blocker.Expected.Length > 0 || blocker.Actual.Length > 0
            ? $"{about}: needs {blocker.Expected}, is {blocker.Actual}"
            : $"{about}: {blocker.Message}";
    }

    // The service names its own field; here it is an option.
    private static string Waivable(Blocker blocker) => blocker switch
    {
        { Waivable: false } => "",
        { Reason: Blocker.Types.Reason.PoolBaseline } => " (may be waived: --waive-pool REASON)",
        _ => $" (may be waived: --waive FEATURE=REASON; {blocker.WaivableReason})",
    };

    private static TextStyle StyleOf(Blocker blocker) => blocker.Waivable ? TextStyle.Warning : TextStyle.Error;
}
