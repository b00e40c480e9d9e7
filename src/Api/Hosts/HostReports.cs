using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Api.Sessions;
using Levelset.Core.Baselines;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Hosts;

/// <summary>Puts a host's report in force and says where the host stands afterwards.</summary>
internal sealed class HostReports(Transactions transactions, PoolLeveling leveling, ReportHistory history, ActivityLog activities)
{
    /// <summary>Stores the report.</summary>
    /// <exception cref="Errors.ServiceException">The host is gone, or its agent has connected to another process.</exception>
    public Task ApplyAsync(string hostId, Guid sessionId, HostReport report, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async (db, token) =>
            {
                var (host, pool) = await db.LockHostAndPoolAsync(hostId, token);
                if (host is null)
                {
                    // Deleted by an operator while its agent was connected.
                    throw Errors.ApiErrors.NotFound(Errors.Reasons.HostNotFound, ResourceName.Host(hostId));
                }

                await AgentPresence.RequireCurrentAsync(db, hostId, sessionId, token);
                var unchanged = host.Fingerprint == report.Supported.Fingerprint && host.MembershipState == MembershipState.Ready;
                await StoreAsync(db, host, report, token);
                var record = activities.By(ResourceName.Host(hostId), db);
                var subject = new ActivitySubject(host.PoolId, hostId);
                var (isKept, before) = await history.AddAsync(db, hostId, report, token);
                if (isKept)
                {
                    ReportActivities.RecordReport(record, subject, before, report);
                }

                if (pool is null || unchanged)
                {
                    host.MembershipState = MembershipState.Ready;
                    await db.SaveChangesAsync(token);
                    return;
                }

                var state = host.MembershipState;
                var missing = await CheckAsync(db, pool, host, token);
                await ReportHistory.ExplainAsync(db, host, token);
                ReportActivities.RecordMembershipState(record, subject, state, host, missing);
                var change = new PoolLeveling.Change(Cause(hostId, before, report), ResourceName.Host(hostId));
                await leveling.RecomputeAsync(db, pool, change, token);
            },
            cancellationToken);

    // With the versions that changed with it, for what changes under running guests seldom does so by itself.
    private static string Cause(string hostId, HostReportRow? before, HostReport report)
    {
        var changes = before is null ? [] : ReportDifference.OfPlatforms(before.Platform, report.Platform).ToList();
        var cause = $"report of {ResourceName.Host(hostId)}";
        return changes.Count == 0 ? cause : $"{cause}: {string.Join(", ", changes)}";
    }

    private static async Task StoreAsync(
        LevelsetDbContext db,
        HostRow host,
        HostReport report,
        CancellationToken cancellationToken)
    {
        var fingerprint = report.Supported.Fingerprint;
        var stored = await db.SupportedSets.SingleOrDefaultAsync(set => set.Fingerprint == fingerprint, cancellationToken);
        if (stored is null)
        {
            stored = report.Supported;
            db.SupportedSets.Add(stored);
        }

        host.Fingerprint = fingerprint;
        host.Supported = stored;
        host.ProcessorClockFrequency = report.ProcessorClockFrequency;
        host.UnreportedWords = report.UnreportedWords;
        host.ReportTime = report.ReportTime;
        host.Platform = report.Platform;
        host.Report = report.Origin;
        host.SyntheticFeatures = report.SyntheticFeatures;
        host.AssignableSyntheticFeatures = report.AssignableSyntheticFeatures;
        if (report.Change is { } change)
        {
            host.LastChange = change;
            host.LastChangeTime = report.ReportTime;
        }
    }

    private static async Task<FeatureSet> CheckAsync(LevelsetDbContext db, PoolRow pool, HostRow host, CancellationToken cancellationToken)
    {
        // A first report joins; one of a member that has contributed is measured by the baseline, or by the last that was.
        var contributed = host.MembershipState is MembershipState.Ready or MembershipState.Quarantined;
        var current = await PoolLeveling.CurrentAsync(db, pool, cancellationToken);
        var last = contributed ? current ?? await PoolLeveling.LastAsync(db, pool, cancellationToken) : null;
        var rule = (await PoolLeveling.RuleAsync(db, pool, exceptHost: host.Id, cancellationToken)).WithDefaults(last?.ToCapabilities());
        var offer = host.Supported!.ToCapabilities();
        var found = contributed ? rule.CheckMember(offer, last?.ToCapabilities()) : rule.CheckJoining(offer, current?.ToCapabilities());
        host.MembershipReason = MembershipReasons.Describe(found, offer, last?.Generation);
        host.MembershipState = found.IsEmpty ? MembershipState.Ready : contributed ? MembershipState.Quarantined : MembershipState.Rejected;
        return FeatureSet.Of(offer.Features.Architecture, found.Select(reason => reason.Feature).OfType<FeatureBit>());
    }
}
