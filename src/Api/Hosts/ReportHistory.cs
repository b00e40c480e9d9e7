using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Hosts;

/// <summary>The reports of a host that changed something, and what each changed. Written with the host locked.</summary>
internal sealed class ReportHistory(TimeProvider time)
{
    /// <summary>How many changed reports are kept of each host.</summary>
    public const int Kept = 100;

    /// <summary>Keeps a report, unless it says what the one before it said.</summary>
    /// <returns>Whether it was kept, and the one before it; null = it is the first.</returns>
    public async Task<(bool IsKept, HostReportRow? Before)> AddAsync(
        LevelsetDbContext db,
        string hostId,
        HostReport report,
        CancellationToken cancellationToken)
    {
        var before = await db.HostReports.AsNoTracking().Include(row => row.Supported)
            .Where(row => row.HostId == hostId)
            .OrderByDescending(row => row.Number)
            .FirstOrDefaultAsync(cancellationToken);
        if (before is not null && IsSame(before, report))
        {
            return (false, before);
        }

        var number = (before?.Number ?? 0) + 1;
        db.HostReports.Add(new HostReportRow
        {
            HostId = hostId,
            Number = number,
            Fingerprint = report.Supported.Fingerprint,
            ProcessorClockFrequency = report.ProcessorClockFrequency,
            UnreportedWords = report.UnreportedWords,
            Platform = Copy(report.Platform),
            Origin = new ReportOrigin
            {
                Source = report.Origin.Source,
                SourceDetail = report.Origin.SourceDetail,
                Cause = report.Origin.Cause,
            },
            SyntheticFeatures = report.SyntheticFeatures,
            AssignableSyntheticFeatures = report.AssignableSyntheticFeatures,
            ReportTime = report.ReportTime,
            ReceiveTime = time.GetStoredNow(),
            Change = before is null ? null : ReportChanges.Print(ReportDifference.Of(before, report)),
        });
        await db.HostReports.Where(row => row.HostId == hostId && row.Number <= number - Kept).ExecuteDeleteAsync(cancellationToken);
        return (true, before);
    }

    /// <summary>Adds to the reason of a quarantine what has changed on the host since it offered something else.</summary>
    public static async Task ExplainAsync(LevelsetDbContext db, HostRow host, CancellationToken cancellationToken)
    {
        if (host.MembershipState != MembershipState.Quarantined)
        {
            return;
        }

        var fingerprint = host.Supported!.Fingerprint;
        var before = await db.HostReports.AsNoTracking()
            .Where(row => row.HostId == host.Id && row.Fingerprint != fingerprint)
            .OrderByDescending(row => row.Number)
            .FirstOrDefaultAsync(cancellationToken);
        if (before is null)
        {
            return;
        }

        var changes = ReportDifference.OfPlatforms(before.Platform, host.Platform).ToList();
        if (changes.Count > 0)
        {
            host.MembershipReason += $"; changed since report {before.Number}: {string.Join(", ", changes)}";
        }
    }

    /// <summary>One report as a message.</summary>
    public static V1.HostReport ToWire(HostReportRow row)
    {
        var supported = row.Supported!;
        var report = new V1.HostReport
        {
            Name = ResourceName.HostReport(row.HostId, row.Number),
            Architecture = supported.Features.Architecture.ToWire(),
            Vendor = supported.Vendor,
            Supported = supported.Features.ToWire(),
            Properties = supported.Properties.ToValue(row.ProcessorClockFrequency).ToWire(),
            Fingerprint = row.Fingerprint,
            Platform = HostMapping.ToWire(row.Platform),
            Source = (V1.Host.Types.ReportSource)row.Origin.Source,
            SourceDetail = row.Origin.SourceDetail,
            Cause = (V1.Host.Types.ReportCause)row.Origin.Cause,
            ReportTime = row.ReportTime.ToTimestamp(),
            ReceiveTime = row.ReceiveTime.ToTimestamp(),
            Change = ReportChanges.Read(row.Change),
        };
        report.UnreportedWords.AddRange(row.UnreportedWords);
        if (row.SyntheticFeatures is { } synthetic)
        {
            report.SyntheticFeatures = synthetic;
        }

        if (row.AssignableSyntheticFeatures is { } assignable)
        {
            report.AssignableSyntheticFeatures = assignable;
        }

        return report;
    }

    // The clock jitters, and why a report was made changes nothing.
    private static bool IsSame(HostReportRow before, HostReport report) =>
        before.Fingerprint == report.Supported.Fingerprint
        && before.UnreportedWords.SequenceEqual(report.UnreportedWords)
        && before.SyntheticFeatures == report.SyntheticFeatures
        && before.AssignableSyntheticFeatures == report.AssignableSyntheticFeatures
        && before.Origin.Source == report.Origin.Source
        && HostMapping.ToWire(before.Platform).Equals(HostMapping.ToWire(report.Platform));

    // One instance belongs to one row.
    private static PlatformColumns Copy(PlatformColumns platform) =>
        new()
        {
            Hypervisor = platform.Hypervisor,
            Kernel = platform.Kernel,
            CpuModel = platform.CpuModel,
            Microcode = platform.Microcode,
            AgentVersion = platform.AgentVersion,
            CatalogueVersion = platform.CatalogueVersion,
            Firmware = platform.Firmware,
        };
}
