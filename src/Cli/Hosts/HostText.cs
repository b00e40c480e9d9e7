using Levelset.Cli.Output;
using Levelset.Cli.Values;

namespace Levelset.Cli.Hosts;

internal static class HostText
{
    public static void Write(TextView view, IEnumerable<V1.Host> hosts)
    {
        string[] headings = ["NAME", "STATE", "POOL", "ARCHITECTURE", "VENDOR", "FEATURES", "PROCESSOR"];
        string[] more = ["WORDS", "LABELS", "KERNEL", "MICROCODE", "LAST SEEN", "REASON"];
        view.Table(
            view.IsWide ? [.. headings, .. more] : headings,
            hosts.Select(host => (Cell[])[.. Columns(host), .. view.IsWide ? More(host) : []]),
            "no hosts");
    }

    public static void Write(TextView view, V1.Host host)
    {
        var platform = host.Platform ?? new V1.Platform();
        view.Fields(
            ("name", host.Name),
            ("display name", host.DisplayName),
            ("state", ValueText.State(host)),
            ("reason", host.StateReason),
            ("pool", host.Pool),
            ("labels", ValueText.Labels(host.Labels)),
            ("architecture", host.Architecture.Label()),
            ("vendor", host.Vendor),
            ("processor", platform.CpuModel),
            ("simulated", host.Simulated ? new Cell("yes", TextStyle.Warning) : ""),
            ("hypervisor", platform.Hypervisor),
            ("kernel", platform.Kernel),
            ("microcode", platform.Microcode),
            ("firmware", platform.Firmware),
            ("agent", platform.AgentVersion),
            ("fingerprint", view.IsWide ? host.Fingerprint : null),
            ("source", view.IsWide ? host.ReportSourceDetail : null),
            ("reported", ValueText.Time(host.ReportTime)),
            ("last seen", ValueText.Time(host.LastSeenTime)),
            ("etag", view.IsWide ? host.Etag : null));
        if (host.Supported is not null)
        {
            WriteSupported(view, host.Supported, host.Architecture, host.Properties, host.UnreportedWords);
        }

        if (host.LastChange is { } change)
        {
            view.Heading($"Last change, {ValueText.Time(host.LastChangeTime)}");
            WriteChange(view, change);
        }
    }

    public static void Write(TextView view, IEnumerable<V1.HostReport> reports) => view.Table(
        view.IsWide ? ["REPORT", "RECEIVED", "CAUSE", "LOST", "GAINED", "OTHER", "WORDS"] : ["REPORT", "RECEIVED", "CAUSE", "LOST", "GAINED", "OTHER"],
        reports.Select(report => (Cell[])
        [
            report.Name,
            ValueText.Time(report.ReceiveTime),
            EnumText.Kebab(report.Cause),
            new Cell(FeatureText.Abbreviate(report.Change?.Lost ?? []), TextStyle.Error),
            new Cell(FeatureText.Abbreviate(report.Change?.Gained ?? []), TextStyle.Success),
            string.Join("; ", (report.Change?.Properties ?? []).Concat(Platforms(report.Change))),
            .. view.IsWide ? [(Cell)FeatureText.Line(FeatureText.Words(report.Supported, report.Architecture))] : Array.Empty<Cell>(),
        ]),
        "no reports");

    /// <summary>The fields that the commands of hosts change.</summary>
    public static void WriteChanged(TextView view, IEnumerable<V1.Host> hosts) => view.Table(
        ["NAME", "STATE", "POOL", "LABELS"],
        hosts.Select(host => new Cell[] { host.Name, ValueText.State(host), host.Pool, ValueText.Labels(host.Labels) }));

    private static Cell[] Columns(V1.Host host) =>
    [
        host.Name,
        ValueText.State(host),
        host.Pool,
        host.Architecture.Label(),
        host.Vendor,
        FeatureText.Count(host.Supported),
        (host.Platform?.CpuModel ?? "") + (host.Simulated ? " [SIMULATED]" : ""),
    ];

    private static Cell[] More(V1.Host host) =>
    [
        FeatureText.Line(FeatureText.Words(host.Supported, host.Architecture)),
        ValueText.Labels(host.Labels),
        host.Platform?.Kernel ?? "",
        host.Platform?.Microcode ?? "",
        ValueText.Time(host.LastSeenTime),
        host.StateReason,
    ];

    private static void WriteSupported(
        TextView view,
        V1.FeatureSet supported,
        V1.Architecture architecture,
        V1.CompatibilityProperties properties,
        IReadOnlyCollection<string> unreported)
    {
        view.Heading($"Supported: {FeatureText.CountWithNoun(supported)} (1 = supported)");
        view.Fields(FeatureText.Words(supported, architecture).Select(word => (
            word.Word,
            (unreported.Contains(word.Word) ? new Cell("not reported", TextStyle.Warning) : word.Hex))));
        view.Fields(ValueText.Properties(properties));
        view.Wrapped(FeatureText.Names(supported, architecture));
    }

    private static void WriteChange(TextView view, V1.ReportChange change)
    {
        view.Fields(
            ("lost", new Cell(FeatureText.Abbreviate(change.Lost, 40), TextStyle.Error)),
            ("gained", new Cell(FeatureText.Abbreviate(change.Gained, 40), TextStyle.Success)),
            ("properties", string.Join("; ", change.Properties)),
            ("platform", string.Join("; ", Platforms(change))));
    }

    // What else changed on the host: the likely causes.
    private static IEnumerable<string> Platforms(V1.ReportChange? change)
    {
        var (before, after) = (change?.Before ?? new V1.Platform(), change?.After ?? new V1.Platform());
        return new[]
            {
                ("hypervisor", before.Hypervisor, after.Hypervisor),
                ("kernel", before.Kernel, after.Kernel),
                ("microcode", before.Microcode, after.Microcode),
                ("firmware", before.Firmware, after.Firmware),
            }
            .Where(one => one.Item2 != one.Item3)
            .Select(one => $"{one.Item1} {one.Item2} -> {one.Item3}");
    }
}
