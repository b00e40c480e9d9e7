using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Mapping;
using Levelset.Api.Pools;
using Levelset.Api.Sessions;
using Levelset.Core.Baselines;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Hosts;

/// <summary>
/// Puts hosts' reports in force and says where the hosts stand afterwards. Reports that arrive together are stored together, and checked
/// one after the other.
/// </summary>
internal sealed class HostReports(
    Transactions transactions,
    PoolLeveling leveling,
    ReportHistory history,
    ActivityLog activities,
    IHostApplicationLifetime lifetime,
    ILogger<HostReports> logger) : GroupCommit<ReceivedReport, string?>(transactions, lifetime, logger)
{
    /// <summary>Stores a report.</summary>
    /// <param name="report">The report. A host has one at a time.</param>
    /// <param name="poolId">The pool that the host was in lately, or null: reports of one pool are stored by one writer.</param>
    /// <param name="cancellationToken">Withdraws it while it waits.</param>
    /// <returns>The pool that the host is in, or null.</returns>
    /// <exception cref="Errors.ServiceException">The host is gone, or its agent has connected again.</exception>
    public Task<string?> ApplyAsync(ReceivedReport report, string? poolId, CancellationToken cancellationToken) =>
        StoreAsync(report, poolId ?? report.HostId, cancellationToken);

    /// <inheritdoc/>
    protected override async Task StoreAsync(
        LevelsetDbContext db,
        IReadOnlyList<Pending<ReceivedReport, string?>> batch,
        CancellationToken cancellationToken)
    {
        var (hosts, pools) = await db.LockHostsAndPoolsAsync([.. batch.Select(pending => pending.Item.HostId)], cancellationToken);
        var accepted = Accept(batch, hosts);
        if (accepted.Count == 0)
        {
            return;
        }

        var reporting = accepted.ConvertAll(one => one.Host);
        var past = await history.LoadAsync(db, accepted, cancellationToken);
        var drafts = await LoadDraftsAsync(db, accepted, pools, cancellationToken);
        await StoreSetsAsync(db, accepted.ConvertAll(one => one.Report.Supported), cancellationToken);
        foreach (var (host, report) in accepted)
        {
            await ApplyAsync(db, host, report, past, drafts, reporting, cancellationToken);
        }

        if (drafts.Values.Any(draft => !draft.IsConsistent))
        {
            throw new InvalidOperationException("a reason names a generation that later reports of the batch have undone");
        }

        await db.WriteReportsAsync(reporting, cancellationToken);
        await past.WriteAsync(db, cancellationToken);
        foreach (var draft in drafts.Values.Where(draft => draft.Evaluation is not null))
        {
            await leveling.WriteAsync(db, draft, cancellationToken);
        }

        await ActivityLog.WriteAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
    }

    private static List<(HostRow Host, HostReport Report)> Accept(
        IReadOnlyList<Pending<ReceivedReport, string?>> batch,
        Dictionary<string, HostRow> hosts)
    {
        var accepted = new List<(HostRow, HostReport)>();
        foreach (var pending in batch)
        {
            var (hostId, sessionId, report) = pending.Item;
            if (!hosts.TryGetValue(hostId, out var host))
            {
                // Deleted by an operator while its agent was connected.
                pending.Refuse(Errors.ApiErrors.NotFound(Errors.Reasons.HostNotFound, ResourceName.Host(hostId)));
            }
            else if (host.Session?.SessionId != sessionId)
            {
                pending.Refuse(AgentStreamErrors.Replaced(hostId));
            }
            else
            {
                pending.Answer(host.PoolId);
                accepted.Add((host, report));
            }
        }

        return accepted;
    }

    private static async Task<Dictionary<string, PoolDraft>> LoadDraftsAsync(
        LevelsetDbContext db,
        List<(HostRow Host, HostReport Report)> accepted,
        Dictionary<string, PoolRow> pools,
        CancellationToken cancellationToken)
    {
        var drafts = new Dictionary<string, PoolDraft>();
        foreach (var members in accepted.Where(one => one.Host.PoolId is not null).GroupBy(one => one.Host.PoolId!))
        {
            if (members.Any(one => !IsUnchanged(one.Host, one.Report)))
            {
                drafts[members.Key] = await PoolLeveling.LoadAsync(db, pools[members.Key], [.. members.Select(one => one.Host)], cancellationToken);
            }
        }

        return drafts;
    }

    // What is not yet on record: most fleets have few kinds of processors.
    private static async Task StoreSetsAsync(LevelsetDbContext db, List<SupportedSet> reported, CancellationToken cancellationToken)
    {
        var sets = reported.DistinctBy(set => set.Fingerprint).ToDictionary(set => set.Fingerprint);
        var known = await db.SupportedSets.Where(set => sets.Keys.Contains(set.Fingerprint)).Select(set => set.Fingerprint)
            .ToListAsync(cancellationToken);
        db.SupportedSets.AddRange(sets.Where(set => !known.Contains(set.Key)).OrderBy(set => set.Key, StringComparer.Ordinal).Select(set => set.Value));
        await db.SaveChangesAsync(cancellationToken);
    }

    private static bool IsUnchanged(HostRow host, HostReport report) =>
        host.Fingerprint == report.Supported.Fingerprint && host.MembershipState == MembershipState.Ready;

    private async Task ApplyAsync(
        LevelsetDbContext db,
        HostRow host,
        HostReport report,
        PastReports past,
        Dictionary<string, PoolDraft> drafts,
        List<HostRow> reporting,
        CancellationToken cancellationToken)
    {
        var isUnchanged = IsUnchanged(host, report);
        var (state, fingerprint) = (host.MembershipState, host.Fingerprint);
        Take(host, report);
        var record = activities.By(ResourceName.Host(host.Id), db);
        var subject = new ActivitySubject(host.PoolId, host.Id);
        var before = past.Last(host.Id);
        if (past.Add(host.Id, report))
        {
            ReportActivities.RecordReport(record, subject, before, report);
        }

        if (host.PoolId is null || isUnchanged)
        {
            host.MembershipState = MembershipState.Ready;
            return;
        }

        var draft = drafts[host.PoolId];
        var membership = draft.Check(state, fingerprint, report.Supported.ToCapabilities());
        host.MembershipState = membership.State;
        host.MembershipReason = membership.Reason + past.Explain(host);
        ReportActivities.RecordMembershipState(record, subject, state, host, membership.Missing);
        var changes = before is null ? "" : string.Join(", ", ReportDifference.OfPlatforms(before.Platform, report.Platform));
        var cause = $"report of {ResourceName.Host(host.Id)}{(changes.Length > 0 ? $": {changes}" : "")}";
        foreach (var move in draft.Report(host, state, fingerprint, changes))
        {
            await PoolLeveling.MoveAsync(db, host.PoolId, move, reporting, cause, record, cancellationToken);
        }
    }

    private static void Take(HostRow host, HostReport report)
    {
        host.Fingerprint = report.Supported.Fingerprint;
        host.Supported = report.Supported;
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
}
