using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Levelset.Cli.Output;
using Levelset.V1;

namespace Levelset.Cli.Values;

/// <summary>Plain values for people.</summary>
internal static class ValueText
{
    /// <summary>In the local zone; empty where it is not set.</summary>
    public static string Time(Timestamp? time) => time is null
        ? ""
        : time.ToDateTimeOffset().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>"x86_64" or "arm64"; empty where it is not known.</summary>
    public static string Label(Architecture architecture) => architecture switch
    {
        Architecture.X8664 => "x86_64",
        Architecture.Arm64 => "arm64",
        _ => "",
    };

    /// <summary>A generation; "none" where there is no baseline.</summary>
    public static string Generation(ulong generation) => generation == 0 ? "none" : generation.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where a host stands.</summary>
    public static Cell State(Host host) => new(
        host.State.ToString().ToUpperInvariant() + (host.Cordoned ? ",CORDONED" : ""),
        host.State switch
        {
            Host.Types.State.Ready => host.Cordoned ? TextStyle.Warning : TextStyle.Success,
            Host.Types.State.Rejected or Host.Types.State.Quarantined => TextStyle.Error,
            _ => TextStyle.Warning,
        });

    /// <summary>Where a partition stands.</summary>
    public static Cell State(Partition partition) => new(
        partition.State.ToString().ToUpperInvariant(),
        partition.State switch
        {
            Partition.Types.State.Active => TextStyle.Success,
            Partition.Types.State.Lost => TextStyle.Error,
            _ => TextStyle.Warning,
        });

    /// <summary>Yes or no, and which of them is to be looked at.</summary>
    public static Cell YesNo(bool value, bool good = true) => new(value ? "yes" : "no", value == good ? TextStyle.Success : TextStyle.Error);

    /// <summary>Labels as "key=value" in order.</summary>
    public static string Labels(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    /// <summary>A group of hosts: how many, and the first of their names.</summary>
    public static string Group(HostGroup group) => Abbreviate(group.Hosts, group.HostCount);

    /// <summary>The first of some names, and how many more there are.</summary>
    public static string Abbreviate(IReadOnlyCollection<string> names, uint count, int max = 8)
    {
        var shown = names.Take(max).ToList();
        return string.Join(' ', shown) + (count > shown.Count ? $" and {count - shown.Count} more" : "");
    }

    /// <summary>The scalar properties that are reported.</summary>
    public static IEnumerable<(string Name, Cell Value)> Properties(CompatibilityProperties? properties)
    {
        if (properties is null)
        {
            yield break;
        }

        yield return ("physical address width", Number(properties.PhysicalAddressWidth, "bits"));
        yield return ("cache-line flush size", Number(properties.CacheLineFlushSize, "bytes"));
        yield return ("xsave states", properties.XsaveStates == 0 ? "" : $"0x{properties.XsaveStates:x}");
        yield return ("max xsave data size", Number(properties.MaxXsaveDataSize, "bytes"));
        yield return ("processor clock", Number(properties.ProcessorClockFrequency, "Hz"));
        yield return ("synthetic features", properties.HasSyntheticFeatures ? FeatureText.Hex(properties.SyntheticFeatures) : "");
    }

    private static Cell Number(ulong value, string unit) =>
        value == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{value} {unit}");
}
