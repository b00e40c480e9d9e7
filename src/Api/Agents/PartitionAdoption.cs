using System.Collections.Immutable;
using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Sessions;
using Levelset.Core.Catalogues;
using Levelset.Core.Features;
using Levelset.Core.Partitions;
using Microsoft.EntityFrameworkCore;

namespace Levelset.Api.Agents;

/// <summary>
/// Takes a partition that an agent holds and the record does not know onto the record: one that was created by hand on its host, from
/// the last assignment, or one that the database has forgotten, as after it was restored from an older backup.
/// </summary>
internal sealed class PartitionAdoption(
    Transactions transactions,
    ActivityLog activities,
    TimeProvider time,
    ILogger<PartitionAdoption> logger)
{
    /// <summary>Records the partition; one that is on record already stays as it is.</summary>
    /// <param name="session">Of the agent that holds it.</param>
    /// <param name="id">The {partition}.</param>
    /// <param name="report">What it is.</param>
    /// <param name="isNew">Whether it was created just now, rather than found.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Whether the agent may keep it: false where it was deleted or moved away.</returns>
    /// <exception cref="ServiceException">The report is malformed, or shows that the partition is not what was asked for.</exception>
    public async Task<bool> AdoptAsync(
        AgentSession session,
        string id,
        V1.PartitionReport report,
        bool isNew,
        CancellationToken cancellationToken)
    {
        var (isKept, isForeign) = await transactions.RunAsync(
            async (db, token) =>
            {
                var current = await AgentPresence.LockCurrentAsync(db, [session.HostId], token);
                if (current.GetValueOrDefault(session.HostId) != session.Id)
                {
                    throw AgentStreamErrors.Replaced(session.HostId);
                }

                if (await db.LockPartitionAsync(id, token) is { } known)
                {
                    return (true, known.HostId != session.HostId);
                }

                if (await db.HasTombstoneAsync(session.HostId, id, token))
                {
                    return (false, false);
                }

                var host = await db.Hosts.AsNoTracking().Include(row => row.Supported).SingleAsync(row => row.Id == session.HostId, token);
                var row = await ReadAsync(db, host, id, report, token);
                db.Partitions.Add(row);
                activities.By(ResourceName.Host(session.HostId), db).Add(
                    isNew ? ActivityKind.PartitionAdopted : ActivityKind.PartitionFound,
                    new ActivitySubject(row.PoolId, row.HostId, row.Id),
                    isNew
                        ? $"created on {ResourceName.Host(row.HostId)} outside Levelset, now tracked"
                        : $"found on {ResourceName.Host(row.HostId)}, whose agent holds it: it was not on record",
                    row.PoolId is null ? null : row.Generation);
                await db.SaveChangesAsync(token);
                return (true, false);
            },
            cancellationToken);
        if (isForeign)
        {
            AgentLog.ForeignPartition(logger, ResourceName.Host(session.HostId), ResourceName.Partition(id));
        }

        return isKept;
    }

    private async Task<PartitionRow> ReadAsync(
        LevelsetDbContext db,
        HostRow host,
        string id,
        V1.PartitionReport report,
        CancellationToken cancellationToken)
    {
        const string Field = "partition_event.created";
        var errors = new ValidationErrors();
        var architecture = host.Supported?.Features.Architecture
            ?? throw ApiErrors.Precondition(
                Reasons.HostNotReady,
                $"{ResourceName.Host(host.Id)} has not reported yet",
                new Precondition("HOST_NOT_READY", ResourceName.Host(host.Id), "send a feature_report first"));
        var features = WordsReader.ReadSet(report.Features, architecture, $"{Field}.features", errors);
        var requested = WordsReader.ReadSet(report.RequestedFeatures, architecture, $"{Field}.requested_features", errors);
        var mask = WordsReader.ReadMask(report.DisableMask, architecture, $"{Field}.disable_mask", errors);
        var excluded = FeatureNames.Parse(report.ExcludedFeatures, architecture, $"{Field}.excluded_features", errors);
        CheckReadBack(requested, features, $"{Field}.features", errors);
        var early = report.EarlyProperties.Select(property => new EarlyProperty(property.Code, property.Value)).ToImmutableArray();
        var properties = ReadBackProperties.Of(report);
        foreach (var difference in ReadBackProperties.Compare(early, properties))
        {
            errors.Add($"{Field}.early_properties", Reasons.ReadBackDiffers, $"{difference}; close the partition");
        }

        var createTime = TimeReader.Read(report.CreateTime, $"{Field}.create_time", errors);
        if (report.Generation > long.MaxValue)
        {
            errors.Add($"{Field}.generation", Reasons.FieldInvalid, $"invalid generation {report.Generation}");
        }

        var pool = report.Pool.Length > 0 ? NameReader.ReadPool(report.Pool, $"{Field}.pool", errors) : null;
        errors.ThrowIfAny();
        return new PartitionRow
        {
            Id = id,
            DisplayName = PlainText.Fit(report.DisplayName, PlainText.DisplayNameLength),
            PoolId = await db.Pools.Where(row => row.Id == pool).Select(row => row.Id).SingleOrDefaultAsync(cancellationToken),
            HostId = host.Id,
            HeldByAgent = true,
            Generation = (long)report.Generation,
            Requested = requested!,
            Features = features,
            Mask = mask!,
            EarlyProperties = early,
            Properties = StoredProperties.From(properties),
            ProcessorClockFrequency = report.Properties.ToProperties().ProcessorClockFrequency,
            Nested = report.Nested,
            Excluded = excluded,
            State = PartitionState.Active,
            CreateTime = createTime ?? time.GetStoredNow(),
            Simulated = host.Simulated,
        };
    }

    // The agent should have closed it; a partition that is not what was asked for never comes onto the record.
    private static void CheckReadBack(FeatureSet? requested, FeatureSet? features, string field, ValidationErrors errors)
    {
        if (requested is null || features is null)
        {
            return;
        }

        var catalogue = Catalogue.For(features.Architecture);
        foreach (var bit in requested.Except(features).Union(features.Except(requested)).Bits())
        {
            var name = $"{catalogue.NameOf(bit)} ({bit})";
            var what = features.Contains(bit) ? $"unexpected {name} on read-back" : $"{name} missing on read-back";
            errors.Add(field, Reasons.ReadBackDiffers, $"{what}; close the partition");
        }
    }
}
