using Levelset.Api.Data;
using Levelset.Api.Pools;
using Levelset.Api.Requests;
using Levelset.Core.Catalogues;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Hosts;

/// <summary>Puts a host's report in force and says where the host stands afterwards.</summary>
internal sealed class HostReports(Transactions transactions, PoolLeveling leveling)
{
    /// <summary>Stores the report; returns the pool that it may have changed, or null.</summary>
    public Task<string?> ApplyAsync(string hostId, HostReport report, CancellationToken cancellationToken) =>
        transactions.RunAsync(
            async (db, token) =>
            {
                var (host, pool) = await db.LockHostAndPoolAsync(hostId, token);
                if (host is null)
                {
                    // Deleted by an operator while its agent was connected.
                    throw Errors.Refusals.NotFound(Errors.Reasons.HostNotFound, ResourceName.Host(hostId));
                }

                var unchanged = host.Fingerprint == report.Supported.Fingerprint && host.Standing == Standing.Ready;
                await StoreAsync(db, host, report, token);
                if (pool is null || unchanged)
                {
                    host.Standing = Standing.Ready;
                    await db.SaveChangesAsync(token);
                    return null;
                }

                await JudgeAsync(db, pool, host, token);
                var change = new PoolLeveling.Change($"report of {ResourceName.Host(hostId)}", ResourceName.Host(hostId));
                await leveling.RecomputeAsync(db, pool, change, token);
                return pool.Id;
            },
            cancellationToken);

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
    }

    private static async Task JudgeAsync(LevelsetDbContext db, PoolRow pool, HostRow host, CancellationToken cancellationToken)
    {
        var rule = await PoolLeveling.RuleAsync(db, pool, exceptHost: host.Id, cancellationToken);
        var catalogue = Catalogue.For(host.Supported!.Features.Architecture);
        var misfits = rule.Judge(host.Supported);
        if (misfits.Count > 0)
        {
            host.Standing = Standing.Rejected;
            host.StandingReason = string.Join("; ", misfits.Select(misfit => BlockerMapping.Describe(misfit, catalogue)));
            return;
        }

        // A first report joins and levels down; a later one that offers less than the baseline is drift.
        var isDrift = host.Standing is Standing.Ready or Standing.Quarantined;
        var baseline = isDrift ? await LastAsync(db, pool, cancellationToken) : null;
        var missing = baseline is null ? [] : baseline.Features.Except(host.Supported.Features).Bits().ToList();
        host.Standing = missing.Count == 0 ? Standing.Ready : Standing.Quarantined;
        host.StandingReason = missing.Count == 0
            ? ""
            : $"it no longer offers {string.Join(", ", missing.Select(bit => $"{catalogue.NameOf(bit)} ({bit})"))}"
                + $" of generation {baseline!.Generation}";
    }

    // While no member contributes there is no current baseline; a quarantined member is measured by the last one.
    private static Task<BaselineRow?> LastAsync(LevelsetDbContext db, PoolRow pool, CancellationToken cancellationToken) =>
        db.Baselines.AsNoTracking()
            .SingleOrDefaultAsync(row => row.PoolId == pool.Id && row.Generation == pool.LastGeneration, cancellationToken);
}
