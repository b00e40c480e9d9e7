using Levelset.Cli.Output;
using Levelset.Cli.Values;
using Levelset.V1;

namespace Levelset.Cli.Hosts;

/// <summary>Hosts for people.</summary>
internal static class HostText
{
    /// <summary>Several of them.</summary>
    public static void Write(Page page, IEnumerable<Host> hosts)
    {
        string[] headings = ["NAME", "STATE", "POOL", "ARCHITECTURE", "VENDOR", "FEATURES", "PROCESSOR"];
        string[] more = ["OFFERS", "LABELS", "KERNEL", "MICROCODE", "LAST SEEN", "REASON"];
        page.Table(
            page.IsWide ? [.. headings, .. more] : headings,
            hosts.Select(host => (Cell[])[.. Columns(host), .. page.IsWide ? More(host) : []]),
            "no hosts");
    }

    /// <summary>One of them.</summary>
    public static void Write(Page page, Host host)
    {
        var platform = host.Platform ?? new Platform();
        page.Facts(
            ("name", host.Name),
            ("display name", host.DisplayName),
            ("state", ValueText.State(host)),
            ("reason", host.StateReason),
            ("pool", host.Pool),
            ("labels", ValueText.Labels(host.Labels)),
            ("architecture", ValueText.Label(host.Architecture)),
            ("vendor", host.Vendor),
            ("processor", platform.CpuModel),
            ("simulated", host.Simulated ? new Cell("yes", Tone.Warning) : ""),
            ("hypervisor", platform.Hypervisor),
            ("kernel", platform.Kernel),
            ("microcode", platform.Microcode),
            ("firmware", platform.Firmware),
            ("agent", platform.AgentVersion),
            ("fingerprint", page.IsWide ? host.Fingerprint : null),
            ("read by", page.IsWide ? host.ReportSourceDetail : null),
            ("reported", ValueText.Time(host.ReportTime)),
            ("last seen", ValueText.Time(host.LastSeenTime)),
            ("etag", page.IsWide ? host.Etag : null));
        if (host.Supported is not null)
        {
            WriteOffer(page, host.Supported, host.Architecture, host.Properties, host.UnreportedWords);
        }

        if (host.LastChange is { } change)
        {
            page.Heading($"Last change, {ValueText.Time(host.LastChangeTime)}");
            WriteChange(page, change);
        }
    }

    /// <summary>The reports of one host.</summary>
    public static void Write(Page page, IEnumerable<HostReport> reports) => page.Table(
        page.IsWide ? ["REPORT", "RECEIVED", "CAUSE", "LOST", "GAINED", "OTHER", "OFFERED"] : ["REPORT", "RECEIVED", "CAUSE", "LOST", "GAINED", "OTHER"],
        reports.Select(report => (Cell[])
        [
            report.Name,
            ValueText.Time(report.ReceiveTime),
            ValueText.Spell(report.Cause),
            new Cell(FeatureText.Some(report.Change?.Lost ?? []), Tone.Bad),
            new Cell(FeatureText.Some(report.Change?.Gained ?? []), Tone.Good),
            string.Join("; ", (report.Change?.Properties ?? []).Concat(Platforms(report.Change))),
            .. page.IsWide ? [(Cell)FeatureText.Line(FeatureText.Words(report.Supported, report.Architecture))] : Array.Empty<Cell>(),
        ]),
        "no reports");

    private static Cell[] Columns(Host host) =>
    [
        host.Name,
        ValueText.State(host),
        host.Pool,
        ValueText.Label(host.Architecture),
        host.Vendor,
        FeatureText.Count(host.Supported),
        (host.Platform?.CpuModel ?? "") + (host.Simulated ? " [SIMULATED]" : ""),
    ];

    private static Cell[] More(Host host) =>
    [
        FeatureText.Line(FeatureText.Words(host.Supported, host.Architecture)),
        ValueText.Labels(host.Labels),
        host.Platform?.Kernel ?? "",
        host.Platform?.Microcode ?? "",
        ValueText.Time(host.LastSeenTime),
        host.StateReason,
    ];

    private static void WriteOffer(
        Page page,
        FeatureSet supported,
        Architecture architecture,
        CompatibilityProperties properties,
        IReadOnlyCollection<string> unreported)
    {
        page.Heading($"What it offers (1 = offered): {FeatureText.Count(supported).Text} features");
        page.Facts(FeatureText.Words(supported, architecture).Select(word => (
            word.Word,
            (unreported.Contains(word.Word) ? new Cell("not reported", Tone.Warning) : word.Hex))));
        page.Facts(ValueText.Facts(properties));
        page.Words(FeatureText.Names(supported, architecture));
    }

    private static void WriteChange(Page page, ReportChange change)
    {
        page.Facts(
            ("lost", new Cell(FeatureText.Some(change.Lost, 40), Tone.Bad)),
            ("gained", new Cell(FeatureText.Some(change.Gained, 40), Tone.Good)),
            ("properties", string.Join("; ", change.Properties)),
            ("with", string.Join("; ", Platforms(change))));
    }

    // What else was new on the machine then: the usual suspects.
    private static IEnumerable<string> Platforms(ReportChange? change)
    {
        var (before, after) = (change?.Before ?? new Platform(), change?.After ?? new Platform());
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
