using Levelset.Cli.Output;
using Levelset.V1;

namespace Levelset.Cli.Values;

/// <summary>What changed, for people.</summary>
internal static class DiffText
{
    /// <summary>Features lost with their reasons, features gained, properties.</summary>
    public static void Write(TextView view, FeatureDiff? diff)
    {
        if (diff is null || (diff.Lost.Count == 0 && diff.Gained.Count == 0 && diff.Properties.Count == 0))
        {
            view.Line("the baseline does not change");
            return;
        }

        if (diff.Lost.Count > 0)
        {
            view.Line($"lost, {diff.Lost.Count}:", TextStyle.Error);
            Dropped(view, diff.Lost);
        }

        if (diff.Gained.Count > 0)
        {
            view.Line($"gained, {diff.Gained.Count}:", TextStyle.Success);
            view.Wrapped(FeatureText.Names(diff.Gained));
        }

        Properties(view, diff.Properties);
    }

    /// <summary>Dropped features by reason: who lacks them, or which rule took them.</summary>
    public static void Dropped(TextView view, IEnumerable<DroppedFeature> dropped)
    {
        foreach (var group in dropped.GroupBy(Why))
        {
            view.Line($"  {group.Key}:");
            view.Wrapped(group.Select(feature => FeatureText.Name(feature.Feature)), "    ");
        }
    }

    /// <summary>Properties before and after.</summary>
    public static void Properties(TextView view, IEnumerable<PropertyChange> changes, string indent = "")
    {
        foreach (var change in changes)
        {
            view.Line(indent + Property(change), TextStyle.Warning);
        }
    }

    /// <summary>One of them.</summary>
    public static string Property(PropertyChange change) =>
        $"{change.Property}: {Value(change, change.Before)} -> {Value(change, change.After)}";

    private static string Value(PropertyChange change, ulong value) =>
        change.Property is "xsave_states" or "synthetic_features" ? $"0x{value:x}" : value == 0 ? "not reported" : $"{value}";

    private static string Why(DroppedFeature dropped) => dropped.Reason switch
    {
        DropReason.NotOffered => "not offered by " + ValueText.Abbreviate(dropped.Hosts, dropped.HostCount),
        DropReason.Excluded => "excluded by policy",
        DropReason.Reserved => "unknown to the catalogue, and the policy keeps such bits out",
        DropReason.Requires => "requires " + FeatureText.Name(dropped.Requires),
        DropReason.NotRaised => "all members offer it; waits for a raise",
        _ => "for a reason that this program does not know",
    };
}
