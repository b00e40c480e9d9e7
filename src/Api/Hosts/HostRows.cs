using Levelset.Api.Data;
using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Hosts;

/// <summary>Writes hosts by the batch.</summary>
internal static class HostRows
{
    /// <summary>Writes down what hosts reported and where it put them. The hosts are locked.</summary>
    public static Task WriteReportsAsync(this LevelsetDbContext db, IEnumerable<HostRow> hosts, CancellationToken cancellationToken)
    {
        var rows = RowSet.Of(hosts.Select(host => new
        {
            host.Id,
            host.Fingerprint,
            host.ProcessorClockFrequency,
            host.UnreportedWords,
            host.ReportTime,
            host.Platform.Hypervisor,
            host.Platform.Kernel,
            host.Platform.CpuModel,
            host.Platform.Microcode,
            host.Platform.AgentVersion,
            host.Platform.CatalogueVersion,
            host.Platform.Firmware,
            ReportSource = host.Report.Source,
            ReportSourceDetail = host.Report.SourceDetail,
            ReportCause = host.Report.Cause,
            host.SyntheticFeatures,
            host.AssignableSyntheticFeatures,
            host.LastChange,
            host.LastChangeTime,
            MembershipState = (short)host.MembershipState,
            host.MembershipReason,
        }));
        return db.Database.ExecuteSqlAsync(
            $"""
            UPDATE hosts SET fingerprint = r.fingerprint, processor_clock_frequency = r.processor_clock_frequency,
                unreported_words = r.unreported_words, report_time = r.report_time, hypervisor = r.hypervisor, kernel = r.kernel,
                cpu_model = r.cpu_model, microcode = r.microcode, agent_version = r.agent_version,
                catalogue_version = r.catalogue_version, firmware = r.firmware, report_source = r.report_source,
                report_source_detail = r.report_source_detail, report_cause = r.report_cause,
                synthetic_features = r.synthetic_features, assignable_synthetic_features = r.assignable_synthetic_features,
                last_change = r.last_change::jsonb, last_change_time = r.last_change_time,
                membership_state = r.membership_state, membership_reason = r.membership_reason
            FROM json_to_recordset({rows}::json) AS r (id text, fingerprint text, processor_clock_frequency numeric,
                unreported_words text[], report_time timestamptz, hypervisor text, kernel text, cpu_model text, microcode text,
                agent_version text, catalogue_version text, firmware text, report_source smallint, report_source_detail text,
                report_cause smallint, synthetic_features numeric, assignable_synthetic_features numeric, last_change text,
                last_change_time timestamptz, membership_state smallint, membership_reason text)
            WHERE hosts.id = r.id
            """,
            cancellationToken);
    }

    /// <summary>Writes down hosts whose agents have connected for the first time.</summary>
    public static Task AddHostsAsync(this LevelsetDbContext db, IReadOnlyCollection<HostRow> hosts, CancellationToken cancellationToken) =>
        hosts.Count == 0
            ? Task.CompletedTask
            : db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO hosts (id, display_name, simulated, unreported_words, membership_state, membership_reason, cordoned, hypervisor,
                    kernel, cpu_model, microcode, agent_version, catalogue_version, firmware, report_source, report_source_detail, report_cause)
                SELECT id, display_name, simulated, ARRAY[]::text[], {(short)MembershipState.Pending}, '', false, hypervisor,
                    kernel, cpu_model, microcode, agent_version, catalogue_version, firmware, 0, '', 0
                FROM json_to_recordset({HelloRows(hosts)}::json) AS r (id text, display_name text, simulated boolean, hypervisor text,
                    kernel text, cpu_model text, microcode text, agent_version text, catalogue_version text, firmware text)
                ORDER BY id
                """,
                cancellationToken);

    /// <summary>Writes down what the agents of hosts said when they connected. The hosts are locked.</summary>
    public static Task WriteHellosAsync(this LevelsetDbContext db, IReadOnlyCollection<HostRow> hosts, CancellationToken cancellationToken) =>
        hosts.Count == 0
            ? Task.CompletedTask
            : db.Database.ExecuteSqlAsync(
                $"""
                UPDATE hosts SET display_name = r.display_name, simulated = r.simulated, hypervisor = r.hypervisor, kernel = r.kernel,
                    cpu_model = r.cpu_model, microcode = r.microcode, agent_version = r.agent_version,
                    catalogue_version = r.catalogue_version, firmware = r.firmware
                FROM json_to_recordset({HelloRows(hosts)}::json) AS r (id text, display_name text, simulated boolean, hypervisor text,
                    kernel text, cpu_model text, microcode text, agent_version text, catalogue_version text, firmware text)
                WHERE hosts.id = r.id
                """,
                cancellationToken);

    private static string HelloRows(IEnumerable<HostRow> hosts) => RowSet.Of(hosts.Select(host => new
    {
        host.Id,
        host.DisplayName,
        host.Simulated,
        host.Platform.Hypervisor,
        host.Platform.Kernel,
        host.Platform.CpuModel,
        host.Platform.Microcode,
        host.Platform.AgentVersion,
        host.Platform.CatalogueVersion,
        host.Platform.Firmware,
    }));
}
