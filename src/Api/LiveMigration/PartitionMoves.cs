using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.FleetCache;
using Levelset.Api.Mapping;
using Levelset.Core.Compatibility;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.LiveMigration;

/// <summary>What a partition is created with on another host, and the record of its moves.</summary>
internal sealed class PartitionMoves(
    IDbContextFactory<LevelsetDbContext> contexts,
    HostMapping hosts,
    ActivityLog activities,
    TimeProvider time)
{
    /// <summary>The arguments that create an existing partition's set anew on a host.</summary>
    /// <exception cref="ServiceException">The host cannot take it, or is not ready.</exception>
    public Task<V1.CreationArguments> ArgumentsAsync(string hostId, string partitionId, CancellationToken cancellationToken) =>
        contexts.ReadSnapshotAsync(
            async (db, token) =>
            {
                var host = await FindHostAsync(db, hostId, token);
                var partition = await FindPartitionAsync(db, partitionId, token);
                var checker = await MigrationChecker.ForAsync(db, hosts, [host], token);
                var verdict = checker.Check(partition, host, MigrationOptions.None(partition.Features.Architecture) with { PoolWaived = true });
                ThrowIfBlocked(partition, host, [.. verdict.Blockers.Where(blocker => blocker.Kind != IncompatibilityKind.HostNotReady)]);
                ThrowIfNotReady(host, verdict);
                return verdict.Arguments!.ToWire();
            },
            cancellationToken);

    /// <summary>Records that a partition is on another host now.</summary>
    /// <returns>The partition, and the host whose agent still holds it; null where none does or nothing changed.</returns>
    /// <exception cref="ServiceException">It cannot be there, or a waiver is not one.</exception>
    public async Task<(PartitionRow Moved, string? Source)> RecordAsync(
        LevelsetDbContext db,
        string id,
        string target,
        WaiverRequest waivers,
        string author,
        CancellationToken cancellationToken)
    {
        var row = await db.LockPartitionAsync(id, cancellationToken)
            ?? throw ApiErrors.NotFound(Reasons.PartitionNotFound, ResourceName.Partition(id));
        var host = await FindHostAsync(db, target, cancellationToken);
        if (row.HostId == target)
        {
            return (row, null);
        }

        var partition = await FindPartitionAsync(db, id, cancellationToken);
        var reasons = RequireInSet(waivers.Resolve(partition.Features.Architecture), partition);
        var asked = new MigrationOptions(FeatureSet.Of(partition.Features.Architecture, reasons.Keys), waivers.Pool.Length > 0, IsDone: true);
        var checker = await MigrationChecker.ForAsync(db, hosts, [host], cancellationToken);
        var verdict = checker.Check(partition, host, asked);
        ThrowIfNotReady(host, verdict);
        if (WaiverErrors.NotWaivable(verdict, partition, host) is { } refusal)
        {
            throw refusal;
        }

        ThrowIfBlocked(partition, host, verdict.Blockers);
        var source = row.HeldByAgent ? row.HostId : null;
        var recorded = Record(verdict, reasons, waivers.Pool, host, author);
        activities.By(author, db).Add(
            ActivityKind.MigrationRecorded,
            new ActivitySubject(row.PoolId, target, row.Id),
            $"moved from {ResourceName.Host(row.HostId)} to {host.Name}{Waived(partition, recorded)}",
            lost: verdict.LeftOut);
        if (source is not null)
        {
            await db.AddTombstoneAsync(source, id, time.GetStoredNow(), cancellationToken);
        }

        row.HostId = target;
        row.HeldByAgent = false;
        row.State = PartitionState.Active;
        row.Features = verdict.Arguments!.Features;
        row.Waivers = RecordedWaiver.Append(row.Waivers, recorded);
        await db.SaveChangesAsync(cancellationToken);
        return (row, source);
    }

    /// <summary>A partition that can be checked.</summary>
    /// <exception cref="ServiceException">There is none, or it is being created or deleted.</exception>
    public static async Task<PartitionSnapshot> FindPartitionAsync(LevelsetDbContext db, string id, CancellationToken cancellationToken)
    {
        var found = await db.PartitionSnapshotsAsync(db.Partitions.Where(row => row.Id == id), cancellationToken);
        var partition = found.SingleOrDefault() ?? throw ApiErrors.NotFound(Reasons.PartitionNotFound, ResourceName.Partition(id));
        return partition.Unsettled() is { } unsettled ? throw unsettled : partition;
    }

    /// <summary>A host.</summary>
    /// <exception cref="ServiceException">There is none.</exception>
    public static async Task<HostSnapshot> FindHostAsync(LevelsetDbContext db, string id, CancellationToken cancellationToken) =>
        (await db.HostSnapshotsAsync([id], cancellationToken)).SingleOrDefault()
        ?? throw ApiErrors.NotFound(Reasons.HostNotFound, ResourceName.Host(id));

    /// <summary>The waivers of features that the partition has, or has had until one was recorded before.</summary>
    /// <exception cref="ServiceException">A feature was never in its set.</exception>
    public static IReadOnlyDictionary<FeatureBit, string> RequireInSet(
        IReadOnlyDictionary<FeatureBit, string> waivers,
        PartitionSnapshot partition)
    {
        if (waivers.Count == 0)
        {
            return waivers;
        }

        var before = RecordedWaiver.Parse(partition.Row.Waivers).Select(waiver => waiver.Feature(partition.Features.Architecture)).ToHashSet();
        var strange = waivers.Keys.Where(bit => !partition.Features.Contains(bit) && !before.Contains(bit)).Order().ToList();
        return strange.Count == 0
            ? waivers
            : throw ApiErrors.Precondition(
                Reasons.NotWaivable,
                $"{partition.Name} does not have {string.Join(", ", strange.Select(partition.Catalogue.NameOf))}, so there is nothing to waive",
                strange.Select(bit => new Precondition(
                    Reasons.NotWaivable,
                    partition.Name,
                    $"{partition.Catalogue.NameOf(bit)} ({bit}) is not one of its features")));
    }

    private static string Waived(PartitionSnapshot partition, IReadOnlyList<RecordedWaiver> waivers)
    {
        var texts = waivers.Select(waiver => waiver.Feature(partition.Features.Architecture) is { } bit
            ? $"{partition.Catalogue.NameOf(bit)} ({waiver.Reason})"
            : $"the baseline of another pool ({waiver.Reason})");
        return waivers.Count == 0 ? "" : $"; waived: {string.Join(", ", texts)}";
    }

    private List<RecordedWaiver> Record(
        Verdict verdict,
        IReadOnlyDictionary<FeatureBit, string> reasons,
        string pool,
        HostSnapshot host,
        string author)
    {
        var now = time.GetStoredNow();
        var added = verdict.LeftOut.Bits()
            .Select(bit => new RecordedWaiver(bit.ToString(), null, host.Id, reasons[bit], author, now))
            .ToList();
        if (verdict.Advisories.Any(advisory => advisory.Kind == AdvisoryKind.PoolWaived))
        {
            added.Add(new RecordedWaiver(null, host.PoolId, host.Id, pool, author, now));
        }

        return added;
    }

    private static void ThrowIfNotReady(HostSnapshot host, Verdict verdict)
    {
        var against = verdict.Blockers.Where(blocker => blocker.Kind == IncompatibilityKind.HostNotReady).ToList();
        if (against.Count > 0)
        {
            throw ApiErrors.Precondition(
                Reasons.HostNotReady,
                $"{host.Name} is not ready: {string.Join("; ", against.Select(blocker => blocker.Detail))}",
                against.Select(blocker => new Precondition("HOST_NOT_READY", host.Name, blocker.Detail)));
        }
    }

    private static void ThrowIfBlocked(PartitionSnapshot partition, HostSnapshot host, IReadOnlyCollection<Incompatibility> against)
    {
        if (against.Count == 0)
        {
            return;
        }

        var blocked = new V1.BlockedHost { Host = host.Name };
        blocked.Blockers.AddRange(against.Select(blocker => blocker.ToWire(partition.Catalogue)));
        throw ApiErrors.Precondition(
            against.All(blocker => blocker.Kind == IncompatibilityKind.PoolBaseline) ? Reasons.PoolBaseline : Reasons.HostsDoNotFit,
            $"{partition.Name} cannot be on {host.Name}: {string.Join("; ", blocked.Blockers.Select(blocker => blocker.Message))}",
            blocked.ToPreconditions());
    }
}
