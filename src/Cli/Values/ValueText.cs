using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Levelset.Cli.Output;

namespace Levelset.Cli.Values;

/// <summary>Values as text.</summary>
internal static class ValueText
{
    /// <summary>In the local time zone; empty if not set.</summary>
    public static string Time(Timestamp? time) => time is null
        ? ""
        : time.ToDateTimeOffset().ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);

    /// <summary>A generation; "none" without a baseline.</summary>
    public static string Generation(ulong generation) => generation == 0 ? "none" : generation.ToString(CultureInfo.InvariantCulture);

    public static Cell State(V1.Host host) => new(
        host.State.ToString().ToUpperInvariant() + (host.Cordoned ? ",CORDONED" : ""),
        host.State switch
        {
            V1.Host.Types.State.Ready => host.Cordoned ? TextStyle.Warning : TextStyle.Success,
            V1.Host.Types.State.Rejected or V1.Host.Types.State.Quarantined => TextStyle.Error,
            _ => TextStyle.Warning,
        });

    public static Cell State(V1.Partition partition) => new(
        partition.State.ToString().ToUpperInvariant(),
        partition.State switch
        {
            V1.Partition.Types.State.Active => TextStyle.Success,
            V1.Partition.Types.State.Lost => TextStyle.Error,
            _ => TextStyle.Warning,
        });

    /// <summary>"yes" or "no", one of them as an error.</summary>
    public static Cell YesNo(bool value, bool good = true) => new(value ? "yes" : "no", value == good ? TextStyle.Success : TextStyle.Error);

    /// <summary>"key=value,key=value", sorted.</summary>
    public static string Labels(IEnumerable<KeyValuePair<string, string>> labels) =>
        string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    /// <summary>The first hosts of a group, and the number of the others.</summary>
    public static string Group(V1.HostGroup group) => Abbreviate(group.Hosts, group.HostCount);

    /// <summary>The first names, and the number of the others.</summary>
    public static string Abbreviate(IReadOnlyCollection<string> names, uint count, int max = 8)
    {
        var shown = names.Take(max).ToList();
        return string.Join(' ', shown) + (count > shown.Count ? $" and {count - shown.Count} more" : "");
    }

    /// <summary>The reported scalar properties.</summary>
    public static IEnumerable<(string Name, Cell Value)> Properties(V1.CompatibilityProperties? properties)
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
