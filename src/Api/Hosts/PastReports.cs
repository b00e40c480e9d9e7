using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Hosts;

/// <summary>What hosts said before, and which of the reports that they make now are kept beside it.</summary>
/// <param name="last">The newest report of each host that was kept.</param>
/// <param name="different">The newest that offered something else, of hosts whose last says what they say now.</param>
/// <param name="receiveTime">When the new ones are stored.</param>
internal sealed class PastReports(
    Dictionary<string, HostReportRow> last,
    Dictionary<string, HostReportRow> different,
    DateTimeOffset receiveTime)
{
    /// <summary>How many changed reports are kept of each host.</summary>
    public const int Kept = 100;

    private readonly List<HostReportRow> added = [];

    /// <summary>The newest report of a host that was kept; null = it has not reported.</summary>
    public HostReportRow? Last(string hostId) => last.GetValueOrDefault(hostId);

    /// <summary>Keeps a report, unless it says what the one before it said.</summary>
    /// <returns>Whether it is kept.</returns>
    public bool Add(string hostId, HostReport report)
    {
        var before = Last(hostId);
        if (before is not null && IsSame(before, report))
        {
            return false;
        }

        added.Add(new HostReportRow
        {
            HostId = hostId,
            Number = (before?.Number ?? 0) + 1,
            Fingerprint = report.Supported.Fingerprint,
            ProcessorClockFrequency = report.ProcessorClockFrequency,
            UnreportedWords = report.UnreportedWords,
            Platform = report.Platform,
            Origin = report.Origin,
            SyntheticFeatures = report.SyntheticFeatures,
            AssignableSyntheticFeatures = report.AssignableSyntheticFeatures,
            ReportTime = report.ReportTime,
            ReceiveTime = receiveTime,
            Change = before is null ? null : ReportChanges.Print(ReportDifference.Of(before, report)),
        });
        return true;
    }

    /// <summary>What the reason of a quarantine says besides: what has changed on the host since it offered something else.</summary>
    /// <param name="host">The host, with its report.</param>
    public string Explain(HostRow host)
    {
        var before = Last(host.Id) is { } newest && newest.Fingerprint != host.Fingerprint ? newest : different.GetValueOrDefault(host.Id);
        if (host.MembershipState != MembershipState.Quarantined || before is null)
        {
            return "";
        }

        var changes = ReportDifference.OfPlatforms(before.Platform, host.Platform).ToList();
        return changes.Count == 0 ? "" : $"; changed since report {before.Number}: {string.Join(", ", changes)}";
    }

    /// <summary>Writes down those that are kept, and deletes what is beyond their number.</summary>
    public async Task WriteAsync(LevelsetDbContext db, CancellationToken cancellationToken)
    {
        if (added.Count == 0)
        {
            return;
        }

        var rows = RowSet.Of(added.Select(row => new
        {
            row.HostId,
            row.Number,
            row.Fingerprint,
            row.ProcessorClockFrequency,
            row.UnreportedWords,
            row.Platform.Hypervisor,
            row.Platform.Kernel,
            row.Platform.CpuModel,
            row.Platform.Microcode,
            row.Platform.AgentVersion,
            row.Platform.CatalogueVersion,
            row.Platform.Firmware,
            ReportSource = row.Origin.Source,
            ReportSourceDetail = row.Origin.SourceDetail,
            ReportCause = row.Origin.Cause,
            row.SyntheticFeatures,
            row.AssignableSyntheticFeatures,
            row.ReportTime,
            row.ReceiveTime,
            row.Change,
        }));
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO host_reports (host_id, number, fingerprint, processor_clock_frequency, unreported_words, hypervisor, kernel, cpu_model,
                microcode, agent_version, catalogue_version, firmware, report_source, report_source_detail, report_cause, synthetic_features,
                assignable_synthetic_features, report_time, receive_time, change)
            SELECT host_id, number, fingerprint, processor_clock_frequency, unreported_words, hypervisor, kernel, cpu_model,
                microcode, agent_version, catalogue_version, firmware, report_source, report_source_detail, report_cause, synthetic_features,
                assignable_synthetic_features, report_time, receive_time, change::jsonb
            FROM json_to_recordset({rows}::json) AS r (host_id text, number bigint, fingerprint text, processor_clock_frequency numeric,
                unreported_words text[], hypervisor text, kernel text, cpu_model text, microcode text, agent_version text,
                catalogue_version text, firmware text, report_source smallint, report_source_detail text, report_cause smallint,
                synthetic_features numeric, assignable_synthetic_features numeric, report_time timestamptz, receive_time timestamptz,
                change text)
            """,
            cancellationToken);
        var beyond = added.Where(row => row.Number > Kept).ToList();
        if (beyond.Count > 0)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                DELETE FROM host_reports r USING unnest({beyond.Select(row => row.HostId).ToArray()}, {beyond.Select(row => row.Number - Kept).ToArray()})
                    AS beyond (host_id, number)
                WHERE r.host_id = beyond.host_id AND r.number <= beyond.number
                """,
                cancellationToken);
        }
    }

    // The clock jitters, and why a report was made changes nothing.
    private static bool IsSame(HostReportRow before, HostReport report) =>
        before.Fingerprint == report.Supported.Fingerprint
        && before.UnreportedWords.SequenceEqual(report.UnreportedWords)
        && before.SyntheticFeatures == report.SyntheticFeatures
        && before.AssignableSyntheticFeatures == report.AssignableSyntheticFeatures
        && before.Origin.Source == report.Origin.Source
        && HostMapping.ToWire(before.Platform).Equals(HostMapping.ToWire(report.Platform));
}
