using Levelset.Api.Activities;
using Levelset.Api.Data;
using Levelset.Api.Errors;
using Levelset.Api.Mapping;
using Levelset.Api.Sessions;
using Levelset.Core.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Levelset.Api.Agents;

/// <summary>Stores what agents say about partitions. What arrives together is stored together.</summary>
internal sealed class AnswerStore(
    Transactions transactions,
    ActivityLog activities,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<AnswerStore> logger) : GroupCommit<AgentAnswer, StoredAnswer>(transactions, lifetime, logger)
{
    /// <summary>Stores an answer.</summary>
    /// <param name="answer">The answer. A host has one at a time.</param>
    /// <param name="cancellationToken">Withdraws it while it waits.</param>
    /// <exception cref="ServiceException">It cannot be stored, whenever it comes; or its agent has connected again.</exception>
    public Task<StoredAnswer> StoreAsync(AgentAnswer answer, CancellationToken cancellationToken) =>
        StoreAsync(answer, answer.Session.HostId, cancellationToken);

    /// <inheritdoc/>
    protected override async Task StoreAsync(
        LevelsetDbContext db,
        IReadOnlyList<Pending<AgentAnswer, StoredAnswer>> batch,
        CancellationToken cancellationToken)
    {
        var current = await AgentPresence.LockCurrentAsync(db, [.. batch.Select(pending => pending.Item.Session.HostId).Distinct()], cancellationToken);
        var rows = await db.LockPartitionsAsync([.. batch.Select(pending => pending.Item.PartitionId).Distinct()], cancellationToken);
        var closed = new List<AgentAnswer>();
        var failed = new List<(AgentAnswer Answer, string CommandId, ServiceException Failure, bool IsToBeClosed)>();
        foreach (var pending in batch)
        {
            var answer = pending.Item;
            if (current.GetValueOrDefault(answer.Session.HostId) != answer.Session.Id)
            {
                pending.Refuse(AgentStreamErrors.Replaced(answer.Session.HostId));
                continue;
            }

            var row = rows.GetValueOrDefault(answer.PartitionId);
            var claim = row is null ? PartitionClaim.Unknown
                : row.HeldByAgent && row.HostId == answer.Session.HostId ? PartitionClaim.Own
                : PartitionClaim.Foreign;
            var own = claim == PartitionClaim.Own ? row : null;
            try
            {
                if (answer.Created is { } report)
                {
                    var difference = own is { State: PartitionState.Creating } ? Create(db, own, report) : null;
                    if (difference is not null)
                    {
                        // The agent should have found this; what differs is not kept.
                        failed.Add((answer, $"create/{answer.PartitionId}", difference, true));
                        rows.Remove(answer.PartitionId);
                    }

                    pending.Answer(new StoredAnswer(claim, difference));
                }
                else if (answer.Failure is { } failure)
                {
                    // Nothing is left of a failed creation on the host, so nothing stays here either.
                    var isCreation = own is { State: PartitionState.Creating };
                    if (isCreation)
                    {
                        Remove(db, own!, failure);
                        rows.Remove(answer.PartitionId);
                    }

                    if (claim == PartitionClaim.Own)
                    {
                        failed.Add((answer, answer.CommandId, failure, false));
                    }

                    pending.Answer(new StoredAnswer(claim, IsRecorded: isCreation));
                }
                else
                {
                    closed.Add(answer);
                    if (own is not null)
                    {
                        Close(db, own);
                        rows.Remove(answer.PartitionId);
                    }

                    pending.Answer(new StoredAnswer(claim));
                }
            }
            catch (ServiceException fault)
            {
                pending.Refuse(fault);
            }
        }

        await db.RemoveTombstonesAsync([.. closed.Select(answer => (answer.Session.HostId, answer.PartitionId))], cancellationToken);
        await ActivityLog.WriteAsync(db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var (answer, _, _, _) in failed.Where(one => one.IsToBeClosed))
        {
            await db.AddTombstoneAsync(answer.Session.HostId, answer.PartitionId, time.GetStoredNow(), cancellationToken);
        }

        foreach (var (answer, commandId, failure, _) in failed)
        {
            await db.AppendFailureAsync(commandId, answer.Session.HostId, failure, cancellationToken);
        }
    }

    private ServiceException? Create(LevelsetDbContext db, PartitionRow row, V1.PartitionReport report)
    {
        var features = ReadFeatures(report, row.Requested.Architecture);
        var properties = ReadBackProperties.Of(report);
        var differences = ReadBackProperties.Compare(row.EarlyProperties, properties);
        if (!features.Equals(row.Requested) || differences.Count > 0)
        {
            var failure = CommandFailures.Difference(row, features, differences);
            Remove(db, row, failure);
            return failure;
        }

        row.Features = features;
        row.Properties = StoredProperties.From(properties);
        row.ProcessorClockFrequency = properties.ProcessorClockFrequency;
        row.State = PartitionState.Active;
        Record(db, row, ActivityKind.PartitionCreated, $"created on {ResourceName.Host(row.HostId)} (generation {row.Generation})", row.Generation);
        return null;
    }

    private void Remove(LevelsetDbContext db, PartitionRow row, ServiceException failure)
    {
        db.Partitions.Remove(row);
        Record(db, row, ActivityKind.PartitionCreationFailed, $"creation failed: {failure.Message}", row.Generation);
    }

    private void Close(LevelsetDbContext db, PartitionRow row)
    {
        db.Partitions.Remove(row);
        Record(
            db,
            row,
            ActivityKind.PartitionDeleted,
            row.State == PartitionState.Deleting
                ? $"deleted on {ResourceName.Host(row.HostId)}"
                : $"closed on {ResourceName.Host(row.HostId)} (not requested by the service)");
    }

    private void Record(LevelsetDbContext db, PartitionRow row, ActivityKind kind, string summary, long? generation = null) =>
        activities.By(ResourceName.Host(row.HostId), db).Add(kind, new ActivitySubject(row.PoolId, row.HostId, row.Id), summary, generation);

    private static FeatureSet ReadFeatures(V1.PartitionReport report, Architecture architecture)
    {
        var errors = new ValidationErrors();
        var features = WordsReader.ReadSet(report.Features, architecture, "command_result.created.features", errors);
        errors.ThrowIfAny();
        return features!;
    }
}
