using Google.Protobuf.WellKnownTypes;
using Levelset.Api.Data;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Hosts;

/// <summary>The reports of hosts that changed something, and what each changed.</summary>
internal sealed class ReportHistory(TimeProvider time)
{
    /// <summary>What hosts said before that are locked and report again.</summary>
    /// <param name="db">The database.</param>
    /// <param name="reporting">The hosts as they are on record, and what each offers now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<PastReports> LoadAsync(
        LevelsetDbContext db,
        IReadOnlyCollection<(HostRow Host, HostReport Report)> reporting,
        CancellationToken cancellationToken)
    {
        var ids = reporting.Select(one => one.Host.Id).ToArray();
        var last = await ReadAsync(
            db.Hosts.Where(host => ids.Contains(host.Id)).SelectMany(host =>
                db.HostReports.Where(row => row.HostId == host.Id).OrderByDescending(row => row.Number).Take(1)),
            cancellationToken);

        // Of hosts that repeat what they are quarantined for.
        var repeating = reporting.Where(one =>
                one.Host.MembershipState != MembershipState.Ready
                && last.GetValueOrDefault(one.Host.Id)?.Fingerprint == one.Report.Supported.Fingerprint)
            .Select(one => one.Host.Id)
            .ToArray();
        var different = repeating.Length == 0
            ? []
            : await ReadAsync(
                db.Hosts.Where(host => repeating.Contains(host.Id)).SelectMany(host =>
                    db.HostReports.Where(row => row.HostId == host.Id && row.Fingerprint != host.Fingerprint).OrderByDescending(row => row.Number).Take(1)),
                cancellationToken);
        return new PastReports(last, different, time.GetStoredNow());
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

    private static Task<Dictionary<string, HostReportRow>> ReadAsync(IQueryable<HostReportRow> rows, CancellationToken cancellationToken) =>
        rows.AsNoTrackingWithIdentityResolution().Include(row => row.Supported).ToDictionaryAsync(row => row.HostId, cancellationToken);
}
