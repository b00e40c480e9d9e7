using Levelset.Cli.Output;

namespace Levelset.Cli.Values;

/// <summary>Changes of a baseline as text.</summary>
internal static class DiffText
{
    /// <summary>Lost features with the reasons, gained features, and properties.</summary>
    public static void Write(TextView view, V1.FeatureDiff? diff)
    {
        if (diff is null || (diff.Lost.Count == 0 && diff.Gained.Count == 0 && diff.Properties.Count == 0))
        {
            view.Line("the baseline does not change");
            return;
        }

        if (diff.Lost.Count > 0)
        {
            view.Line($"lost {Plural.Of(diff.Lost.Count, "feature")}:", TextStyle.Error);
            Dropped(view, diff.Lost);
        }

        if (diff.Gained.Count > 0)
        {
            view.Line($"gained {Plural.Of(diff.Gained.Count, "feature")}:", TextStyle.Success);
            view.Wrapped(FeatureText.Names(diff.Gained));
        }

        Properties(view, diff.Properties);
    }

    /// <summary>Dropped features by reason: the hosts that lack them, or the rule.</summary>
    public static void Dropped(TextView view, IEnumerable<V1.DroppedFeature> dropped)
    {
        foreach (var group in dropped.GroupBy(Why))
        {
            view.Line($"  {group.Key}:");
            view.Wrapped(group.Select(feature => FeatureText.Name(feature.Feature)), "    ");
        }
    }

    public static void Properties(TextView view, IEnumerable<V1.PropertyChange> changes, string indent = "")
    {
        foreach (var change in changes)
        {
            view.Line(indent + Property(change), TextStyle.Warning);
        }
    }

    /// <summary>A property with both values.</summary>
    public static string Property(V1.PropertyChange change) =>
        $"{change.Property}: {Value(change, change.Before)} -> {Value(change, change.After)}";

    private static string Value(V1.PropertyChange change, ulong value) =>
        change.Property is "xsave_states" or "synthetic_features" ? $"0x{value:x}" : value == 0 ? "not reported" : $"{value}";

    private static string Why(V1.DroppedFeature dropped) => dropped.Reason switch
    {
        V1.DropReason.NotOffered => "not supported by " + ValueText.Abbreviate(dropped.Hosts, dropped.HostCount),
        V1.DropReason.Excluded => "excluded by policy",
        V1.DropReason.Reserved => "not in the catalogue (disabled by policy)",
        V1.DropReason.Requires => "requires " + FeatureText.Name(dropped.Requires),
        V1.DropReason.NotRaised => "supported by all members; raise the baseline to add",
        _ => "unknown reason (upgrade this client)",
    };
}
