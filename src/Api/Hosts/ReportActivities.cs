using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Core.Baselines;
using Levelset.Core.Features;

namespace Levelset.Api.Hosts;

/// <summary>Reports, and what they make of a host, as activities.</summary>
internal static class ReportActivities
{
    /// <summary>Records a report that is the first or says something new.</summary>
    /// <param name="record">Where to.</param>
    /// <param name="subject">The host and its pool.</param>
    /// <param name="before">The report before; null = none.</param>
    /// <param name="report">The report.</param>
    public static void RecordReport(ActivityWriter record, ActivitySubject subject, HostReportRow? before, HostReport report)
    {
        var now = report.Supported.Features;
        if (before?.Supported is not { } was)
        {
            record.Add(ActivityKind.HostFirstReported, subject, $"first report: {report.Supported.Vendor}, {now.Architecture.Label}, {Plural.Of(now.Count, "feature")}");
            return;
        }

        var isComparable = was.Features.Architecture == now.Architecture;
        var (lost, gained) = isComparable
            ? BaselineActivities.Compare(was.Features, now)
            : (FeatureSet.Empty(now.Architecture), FeatureSet.Empty(now.Architecture));
        var difference = ReportDifference.Of(before, report).Properties
            .Concat(ReportDifference.OfPlatforms(before.Platform, report.Platform))
            .Prepend(BaselineActivities.Names("gained ", gained))
            .Prepend(BaselineActivities.Names("lost ", lost))
            .Where(text => text.Length > 0)
            .ToList();
        record.Add(
            ActivityKind.HostReportChanged,
            subject,
            difference.Count > 0 ? $"report changed: {string.Join("; ", difference)}" : "report changed",
            lost: lost,
            gained: gained);
    }

    /// <summary>Records what a report made of a member; nothing when it stands where it stood.</summary>
    /// <param name="record">Where to.</param>
    /// <param name="subject">The host and its pool.</param>
    /// <param name="before">Where it stood.</param>
    /// <param name="host">The host now.</param>
    /// <param name="missing">What it lacks.</param>
    public static void RecordMembershipState(ActivityWriter record, ActivitySubject subject, MembershipState before, HostRow host, FeatureSet missing)
    {
        switch (host.MembershipState)
        {
            case MembershipState.Quarantined when before != MembershipState.Quarantined:
                record.Add(ActivityKind.HostQuarantined, subject, $"quarantined: {host.MembershipReason}", lost: missing);
                break;
            case MembershipState.Rejected when before != MembershipState.Rejected:
                record.Add(ActivityKind.HostRejected, subject, $"rejected: {host.MembershipReason}", lost: missing);
                break;
            case MembershipState.Ready when before is MembershipState.Quarantined or MembershipState.Rejected:
                record.Add(ActivityKind.HostReleased, subject, "contributes again: its report fits");
                break;
            default:
                break;
        }
    }
}
